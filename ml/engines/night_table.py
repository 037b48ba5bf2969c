"""Night table: a person's history on consecutive calendar nights, aligned for comparison.

Row t is the night that ends on the morning of day t. What can have shaped its recovery stands in
the same row: strain and recovery of the day before, the time of falling asleep, and the journal's
answers, which the history already keys by the night they precede. A lag exists only where the
calendar night before was recorded, so a gap never makes two distant nights neighbours. What is
missing is NaN; a journal question that was not answered is no "no".

Nights are not compared where the number cannot be trusted: the first 4 recoveries, which WHOOP
spends on calibration, and nights with under 2 hours asleep.
"""

from array import array
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from ml.engines import clock
from ml.engines.arrays import Flags, Floats, Ordinals
from ml.engines.design import Design
from ml.history import History
from ml.state import CLOCK_CHANGE_MINUTES

# WHOOP calibrates on the first 4 recoveries (support.whoop.com, "WHOOP Recovery").
CALIBRATION_RECOVERIES = 4
# Less is a nap or a strap taken off, by which the score is no score of a night.
SHORTEST_NIGHT_MINUTES = 120.0
# Weight of the newest night; 2 / (7 + 1), the usual equivalent of a 7-night mean.
AVERAGE_WEIGHT = 0.25
# Beyond this share, dropping nights without a lag costs more than imputing it (insights 1.1).
LOST_LAGS_SHARE = 0.15


@dataclass(frozen=True, eq=False)
class NightTable:
    """One entry a calendar night, oldest first, without gaps; NaN is missing.

    Parameters
    ----------
    day
        Proleptic ordinals of the mornings, consecutive.
    comparable
        Nights that may serve as outcomes: recovery known, calibrated, at least 2 h asleep.
    recovery_percent
        Recovery, 0 to 100; NaN where not comparable.
    ln_hrv
        Natural logarithm of the night's rMSSD in ms.
    resting_heart_rate_bpm
        Resting heart rate of the night.
    respiratory_rate_rpm
        Breaths a minute in the night.
    skin_temperature_celsius
        Skin temperature of the night; missing throughout with a strap 3.0.
    strain
        Strain of the waking hours that FOLLOW night t, 0 to 21.
    asleep_minutes
        Time asleep in night t.
    sleep_debt_minutes
        Sleep debt on which the need for night t was reckoned.
    sleep_onset_hours
        Time of falling asleep as recorded, hours from midnight of the day of waking; unlike
        `bedtime_hours` it never changes when nights are added.
    bedtime_hours
        Time of falling asleep, unwrapped about `bedtime.mean_hours`; -0.5 is 23:30.
    bedtime
        Circular summary of the times of falling asleep.
    previous_recovery_percent, previous_strain
        Of the calendar day before; filled where `*_filled` says so.
    previous_recovery_filled, previous_strain_filled
        1 where a lag was lost and filled with the running average, else 0; nights are filled
        only when more than 15 % of the comparable nights lost the lag.
    recovery_average
        Exponentially weighted mean (weight .25) of recovery up to and including night t-1.
    weekday
        Of the morning, Monday 0.
    weekend
        1 where the night leads into a Saturday or Sunday, else 0.
    time
        From -1 (first night) to 1 (last night).
    travelled
        1 where the UTC offset differs by over an hour from that of the calendar night before, else
        0: an hour is the change of clocks as well, with nobody away.
    habits
        One column a journal question: 1 yes, 0 no, NaN not answered.
    """

    day: Ordinals
    comparable: Flags
    recovery_percent: Floats
    ln_hrv: Floats
    resting_heart_rate_bpm: Floats
    respiratory_rate_rpm: Floats
    skin_temperature_celsius: Floats
    strain: Floats
    asleep_minutes: Floats
    sleep_debt_minutes: Floats
    sleep_onset_hours: Floats
    bedtime_hours: Floats
    bedtime: clock.ClockSummary
    previous_recovery_percent: Floats
    previous_recovery_filled: Floats
    recovery_average: Floats
    previous_strain: Floats
    previous_strain_filled: Floats
    weekday: Ordinals
    weekend: Floats
    time: Floats
    travelled: Floats
    habits: Design


@lru_cache(maxsize=16)  # today and the fifteen Mondays at which claims are looked at
def night_table(history: History) -> NightTable:
    """Return the history as a table of consecutive calendar nights.

    Parameters
    ----------
    history
        A person's history, nights keyed by the local date of waking.

    Returns
    -------
    NightTable
        From the first to the last recorded night; without rows for an empty history.

    Examples
    --------
    >>> from ml.history import empty
    >>> len(night_table(empty()).day)
    0
    """
    nights = history.nights
    day, grid = _calendar(np.asarray(nights.day, dtype=np.int64))
    asleep, strain = grid(nights.asleep_minutes), grid(nights.strain)
    recovery, comparable = _comparable(grid(nights.recovery_percent), asleep)
    onset, offset = grid(nights.sleep_onset_hours), grid(nights.utc_offset_minutes)
    bedtime = clock.summarise(onset)
    average = running_average(recovery, AVERAGE_WEIGHT)
    last_recovery, recovery_filled = _lag(recovery, average, comparable)
    last_strain, strain_filled = _lag(strain, running_average(strain, AVERAGE_WEIGHT), comparable)
    weekday = (day - 1) % 7  # day 1 of the proleptic calendar is a Monday
    return NightTable(
        day=day,
        comparable=comparable,
        recovery_percent=recovery,
        ln_hrv=_logarithm(grid(nights.hrv_rmssd_ms)),
        resting_heart_rate_bpm=grid(nights.resting_heart_rate_bpm),
        respiratory_rate_rpm=grid(nights.respiratory_rate_rpm),
        skin_temperature_celsius=grid(nights.skin_temperature_celsius),
        strain=strain,
        asleep_minutes=asleep,
        sleep_debt_minutes=grid(nights.sleep_debt_minutes),
        sleep_onset_hours=onset,
        bedtime_hours=clock.unwrap(onset, bedtime.mean_hours),
        bedtime=bedtime,
        previous_recovery_percent=last_recovery,
        previous_recovery_filled=recovery_filled,
        recovery_average=previous(average),
        previous_strain=last_strain,
        previous_strain_filled=strain_filled,
        weekday=weekday,
        weekend=(weekday >= 5).astype(np.float64),
        time=np.linspace(-1, 1, len(day)),
        travelled=_changed(offset),
        habits=_habits(history, day),
    )


def previous(values: Floats) -> Floats:
    """Return each calendar day's value of the day before, NaN for the first."""
    return np.concatenate([[np.nan], values[:-1]]) if len(values) else values


def running_average(values: Floats, weight: float) -> Floats:
    """Return the exponentially weighted mean of the known values up to and including each.

    Parameters
    ----------
    values
        Oldest first; NaN is missing and leaves the mean where it is.
    weight
        Weight of the newest value, 0 to 1.

    Returns
    -------
    Floats
        NaN until the first known value, at which the mean starts.

    Examples
    --------
    >>> import numpy as np
    >>> running_average(np.array([np.nan, 40.0, 60.0, np.nan]), 0.25).tolist()
    [nan, 40.0, 45.0, 45.0]
    """
    averages: list[float] = []
    mean = np.nan
    for value in values.tolist():
        if value == value:  # noqa: PLR0124 NaN alone differs from itself; 10 times np.isnan's speed
            mean = value if mean != mean else mean + weight * (value - mean)  # noqa: PLR0124
        averages.append(mean)
    return np.array(averages)


def _calendar(recorded: Ordinals) -> "tuple[Ordinals, Callable[[array[float]], Floats]]":
    """Return consecutive days, and what spreads a column of recorded nights over them."""
    if not len(recorded):
        return recorded, lambda column: np.asarray(column, dtype=np.float64)
    day = np.arange(recorded[0], recorded[-1] + 1)

    def grid(column: "array[float]") -> Floats:
        spread = np.full(len(day), np.nan)
        spread[recorded - day[0]] = np.asarray(column, dtype=np.float64)
        return spread

    return day, grid


def _comparable(recovery: Floats, asleep: Floats) -> tuple[Floats, Flags]:
    """Return recovery without what cannot be compared, and which nights remain."""
    known = np.isfinite(recovery)
    calibrated = np.cumsum(known) > CALIBRATION_RECOVERIES
    # An unknown duration is no short night.
    comparable = known & calibrated & ~(asleep < SHORTEST_NIGHT_MINUTES)
    return np.where(comparable, recovery, np.nan), comparable


def _lag(values: Floats, average: Floats, comparable: Flags) -> tuple[Floats, Floats]:
    """Return the day before's values, and 1 where a lost one was filled with the average."""
    lag = previous(values)
    lost = np.isnan(lag)
    if not comparable.any() or lost[comparable].mean() <= LOST_LAGS_SHARE:
        return lag, np.zeros(len(lag))
    return np.where(lost, previous(average), lag), lost.astype(np.float64)


def _logarithm(values: Floats) -> Floats:
    """Return logarithms, NaN where a value is not positive."""
    return np.log(np.where(values > 0, values, np.nan))


def _changed(offset: Floats) -> Floats:
    """Return 1 where an offset is known to be another zone's than the day before's, else 0."""
    step = np.abs(offset - previous(offset))
    return (step > CLOCK_CHANGE_MINUTES).astype(np.float64)


def _habits(history: History, day: Ordinals) -> Design:
    """Return the journal as one column a question; an answer without a night is left out."""
    journal = history.journal
    answers = np.full((len(day), len(history.questions)), np.nan)
    answered_on = np.asarray(journal.day, dtype=np.int64)
    if len(day) and len(answered_on):
        row = answered_on - day[0]
        within = (row >= 0) & (row < len(day))
        question = np.asarray(journal.question, dtype=np.int64)
        yes = np.asarray(journal.answered_yes, dtype=np.float64)
        answers[row[within], question[within]] = yes[within]
    return Design(history.questions, answers)
