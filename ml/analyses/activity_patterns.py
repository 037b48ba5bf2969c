"""Activity patterns: weekday means of strain that chance has been taken out of, and runs.

Weekdays are drawn towards one another (E3), and one is called hard by its posterior probability
of being among the two hardest. Runs of training and rest are laid beside shuffled days, since
long runs come about by chance. Nothing here is tested and nothing is claimed.
"""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from ml.conclusion import AnyConclusion, Conclusion
from ml.engines.arrays import Floats, Ordinals
from ml.engines.training_rhythm import training_rhythm
from ml.engines.weekday_profile import WeekdayProfile, weekday_profile
from ml.history import History
from ml.insight import TooLittleData
from ml.insights.activity_patterns import RecordedDay, describe, recorded_days
from schema.activity_patterns import ActivityPatterns, TrainingRuns, WeekdayStrain
from schema.answer import Basis
from schema.arguments import NoArguments
from schema.weekday import WEEKDAYS, Weekday

# Of being among the two hardest; without a pattern it is 2 in 7 for each.
SURE_TO_BE_HARD = 0.8
STRAIN_SCALE = (0.0, 21.0)


def infer(
    history: History, used: Mapping[str, AnyConclusion], arguments: NoArguments
) -> Conclusion[ActivityPatterns]:
    """Describe the week of the last 26 weeks.

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
        Without any day of known strain.
    """
    del used, arguments
    days = recorded_days(history)
    if not days:
        raise TooLittleData
    day = np.array([each.day for each in days])
    profile = weekday_profile(np.array([each.strain for each in days]), day)
    described = replace(describe(days), runs=_runs(days))
    if profile is None:
        return Conclusion(described, Basis.OWN_DATA)
    finding = replace(described, profile=_strain(profile), hardest_weekdays=_hardest(profile))
    return Conclusion(finding, Basis.OWN_DATA)


def _hardest(profile: WeekdayProfile) -> list[Weekday]:
    order = np.argsort(-profile.mean)
    sure = profile.leading_probability[order] >= SURE_TO_BE_HARD
    return [WEEKDAYS[place] for place in profile.weekday[order][sure].tolist()]


def _strain(profile: WeekdayProfile) -> WeekdayStrain:
    return WeekdayStrain(
        weekdays=[WEEKDAYS[place] for place in profile.weekday.tolist()],
        strain=np.round(np.clip(profile.mean, *STRAIN_SCALE), 2).tolist(),
        low=np.round(np.clip(profile.low, *STRAIN_SCALE), 2).tolist(),
        high=np.round(np.clip(profile.high, *STRAIN_SCALE), 2).tolist(),
        top_two_probability=np.round(profile.leading_probability, 3).tolist(),
    )


def _runs(days: list[RecordedDay]) -> TrainingRuns | None:
    day, trained = _calendar(days)
    found = training_rhythm(trained, day)
    if found is None:
        return None
    return TrainingRuns(
        longest_training_days=found.longest_training_days,
        longest_training_by_chance_days=found.longest_training_by_chance_days,
        longest_rest_days=found.longest_rest_days,
        longest_rest_by_chance_days=found.longest_rest_by_chance_days,
        training_after_training_share=_known(found.training_after_training_share),
        training_after_rest_share=_known(found.training_after_rest_share),
        rest_spacing_days=_known(found.rest_spacing_days),
        order_p_value=found.order_p_value,
        weekday_p_value=found.weekday_p_value,
    )


def _calendar(days: list[RecordedDay]) -> tuple[Ordinals, Floats]:
    """Return consecutive days, and 1 for training, 0 for rest, NaN where nothing is known."""
    first = days[0].day
    day = np.arange(first, days[-1].day + 1)
    trained = np.full(len(day), np.nan)
    for each in days:
        trained[each.day - first] = each.trained
    return day, trained


def _known(value: float) -> float | None:
    return None if np.isnan(value) else round(value, 3)
