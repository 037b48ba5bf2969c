"""Circadian rhythm: regularity of sleep, and free days against working days.

Times of day are local. Regularity compares days 24 hours apart in elapsed time, so that a flight
shows as the shift that it is. How mid-sleep has moved is judged by weeks, not nights: weeks hold
one of each weekday, and neighbouring nights resemble one another more than a t-test allows for.
Of what WHOOP measures, the heart rate of workouts alone comes with an hour: it gets a wave of 24
hours.
"""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from scipy.special import stdtrit

from ml.clock import text
from ml.conclusion import AnyConclusion, Conclusion
from ml.engines import clock
from ml.engines.arrays import Flags, Floats, Ordinals
from ml.engines.effort_by_hour import effort_by_hour
from ml.engines.sleep_regularity import day_pairs, lived_days, sleep_regularity_index
from ml.engines.social_jetlag import social_jetlag
from ml.history import History
from ml.insight import TooLittleData
from ml.insights.circadian_rhythm import describe, free_days
from ml.recent_sleep import recent_nights
from schema.answer import Basis, CaveatCode
from schema.circadian_rhythm import (
    CircadianRhythm,
    CircadianRhythmArguments,
    EffortByHour,
    MidSleepChange,
)
from schema.interval import Interval

# Two weekends; fewer are one party.
FEWEST_OF_A_KIND = 4
# Four weeks against four, each with at least 3 nights as for a weekly HRV (Plews 2014).
WEEKS_A_SIDE = 4
FEWEST_NIGHTS_A_WEEK = 3
WEEK_DAYS = 7


def infer(
    history: History, used: Mapping[str, AnyConclusion], arguments: CircadianRhythmArguments
) -> Conclusion[CircadianRhythm]:
    """Describe the last 90 nights, and workouts by the hour.

    Parameters
    ----------
    history
        A person's history.
    used
        Nothing.
    arguments
        Which weekdays are free.

    Returns
    -------
    Conclusion
        Descriptive.

    Raises
    ------
    TooLittleData
        Without any night of which both times are known.
    """
    del used
    described = describe(history, arguments)
    if described is None:
        raise TooLittleData
    places = recent_nights(history)
    day, onset, wake = (
        np.asarray(column)[places]
        for column in (
            history.nights.day,
            history.nights.sleep_onset_hours,
            history.nights.wake_onset_hours,
        )
    )
    days = lived_days(history, places)
    regularity = sleep_regularity_index(days)
    finding = replace(
        described,
        sleep_regularity_index=None if np.isnan(regularity) else round(regularity, 1),
        days_compared=int(day_pairs(days).sum()),
        recent_change=_change(day, (onset + wake) / 2, history.nights.day[-1]),
        effort_by_hour=_effort(history),
    )
    free = np.isin((day - 1) % WEEK_DAYS, list(free_days(arguments)))
    finding = _compared(finding, onset, wake, free, len(free_days(arguments)))
    return Conclusion(finding, Basis.OWN_DATA, caveats=(CaveatCode.WRIST_ESTIMATE,))


def _compared(
    finding: CircadianRhythm, onset: Floats, wake: Floats, free: Flags, free_days_a_week: int
) -> CircadianRhythm:
    """Return the finding with free against working days, as far as there are nights of each."""
    found = social_jetlag(onset, wake, free, free_days_a_week)
    on_free, on_working = int(free.sum()), int((~free).sum())
    finding = replace(
        finding,
        mid_sleep_on_working_days=_clock(found.mid_sleep_working_hours, on_working),
        mid_sleep_on_free_days=_clock(found.mid_sleep_free_hours, on_free),
    )
    if min(on_free, on_working) < FEWEST_OF_A_KIND:
        return finding
    return replace(
        finding,
        chronotype_mid_sleep=text(found.chronotype_hours),
        social_jetlag_hours=round(found.jetlag_hours, 2),
        social_jetlag_interval90=Interval(
            low=round(found.jetlag_low, 2), high=round(found.jetlag_high, 2)
        ),
    )


def _clock(hours: float, n_nights: int) -> str | None:
    return text(hours) if n_nights >= FEWEST_OF_A_KIND else None


def _change(day: Ordinals, middle: Floats, last: int) -> MidSleepChange | None:
    """Return how mid-sleep of the last 4 weeks differs from that of the 4 before."""
    unwrapped = clock.unwrap(middle, clock.summarise(middle).mean_hours)
    week = (last - day) // WEEK_DAYS
    weeks = [unwrapped[week == number] for number in range(2 * WEEKS_A_SIDE)]
    if min(map(len, weeks)) < FEWEST_NIGHTS_A_WEEK:
        return None
    means = np.array([each.mean() for each in weeks]).reshape(2, WEEKS_A_SIDE) * 60
    later = float(means[0].mean() - means[1].mean())
    df = 2 * (WEEKS_A_SIDE - 1)
    error = np.sqrt(means.var(axis=1, ddof=1).mean() * 2 / WEEKS_A_SIDE)
    half = float(stdtrit(df, 0.95) * error)
    return MidSleepChange(
        change_minutes=round(later, 1),
        interval90=Interval(low=round(later - half, 1), high=round(later + half, 1)),
    )


def _effort(history: History) -> EffortByHour | None:
    """Return the wave of the heart rate of workouts, where there are enough to fit it."""
    found = effort_by_hour(history)
    if found is None:
        return None
    wave = found.wave
    return EffortByHour(
        activity=found.activity,
        workouts=wave.n_rows,
        clock_hours=found.clock_hours,
        amplitude_bpm=round(wave.amplitude, 1),
        amplitude_interval90=Interval(
            low=round(wave.amplitude_low, 1), high=round(wave.amplitude_high, 1)
        ),
        peak_time=text(wave.peak_hours) if wave.amplitude_low > 0 else None,
        p_value=wave.p_value,
    )
