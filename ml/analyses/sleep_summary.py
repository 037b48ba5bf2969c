"""Sleep summary: means with their intervals, and weekdays drawn towards one another."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from ml.clock import text
from ml.conclusion import AnyConclusion, Conclusion
from ml.engines import clock
from ml.engines.arrays import Ordinals
from ml.engines.mean_interval import mean_interval
from ml.engines.weekday_profile import weekday_profile
from ml.history import History
from ml.insight import TooLittleData
from ml.insights.sleep_summary import describe, one_definition, plain_mean
from ml.recent_sleep import recent_nights
from schema.answer import Basis, CaveatCode
from schema.arguments import NoArguments
from schema.interval import Interval
from schema.sleep_summary import NightlyMean, SleepSummary, WeekdayAsleep, WeekdayBedtimes
from schema.weekday import WEEKDAYS, Weekday


def infer(
    history: History, used: Mapping[str, AnyConclusion], arguments: NoArguments
) -> Conclusion[SleepSummary]:
    """Describe the last 90 nights.

    Parameters
    ----------
    history
        A person's history.
    used
        Nothing.
    arguments
        None.

    Returns
    -------
    Conclusion
        Descriptive.

    Raises
    ------
    TooLittleData
        Without any night of which both times are known.
    """
    del used, arguments
    described = describe(history, mean_with_interval)
    if described is None:
        raise TooLittleData
    places = recent_nights(history)
    finding = replace(
        described,
        asleep_by_weekday=_asleep(history, one_definition(history, places)),
        bedtime_by_weekday=_bedtimes(history, places),
    )
    return Conclusion(finding, Basis.OWN_DATA, caveats=(CaveatCode.WRIST_ESTIMATE,))


def mean_with_interval(values: Sequence[float]) -> NightlyMean:
    """Return a mean with its 90 % interval.

    Parameters
    ----------
    values
        One a night, oldest first, 7 or more, complete.

    Returns
    -------
    NightlyMean
        In the unit of the values, rounded to hundredths.

    Examples
    --------
    >>> mean_with_interval([400.0, 440.0] * 20).interval90
    Interval(low=414.6, high=425.4)
    """
    low, high = mean_interval(np.asarray(values))
    interval = Interval(low=round(low, 2), high=round(high, 2))
    return replace(plain_mean(values), interval90=interval)


def _asleep(history: History, places: list[int]) -> WeekdayAsleep | None:
    asleep = np.asarray(history.nights.asleep_minutes)[places]
    profile = weekday_profile(asleep, np.asarray(history.nights.day)[places])
    if profile is None:
        return None
    return WeekdayAsleep(
        weekdays=_names(profile.weekday),
        asleep_minutes=np.round(profile.mean, 1).tolist(),
        low=np.round(profile.low, 1).tolist(),
        high=np.round(profile.high, 1).tolist(),
    )


def _bedtimes(history: History, places: list[int]) -> WeekdayBedtimes | None:
    onset = np.asarray(history.nights.sleep_onset_hours)[places]
    unwrapped = clock.unwrap(onset, clock.summarise(onset).mean_hours)
    profile = weekday_profile(unwrapped, np.asarray(history.nights.day)[places])
    if profile is None:
        return None
    return WeekdayBedtimes(
        weekdays=_names(profile.weekday),
        bedtimes=[text(hours) for hours in profile.mean.tolist()],
        earliest=[text(hours) for hours in profile.low.tolist()],
        latest=[text(hours) for hours in profile.high.tolist()],
    )


def _names(weekday: Ordinals) -> list[Weekday]:
    return [WEEKDAYS[place] for place in weekday.tolist()]
