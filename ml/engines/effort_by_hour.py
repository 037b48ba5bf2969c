"""Effort by hour: whether the heart rate of like workouts follows the clock.

Average heart rate is how hard somebody worked, by choice and by route as much as by the body: a
wave in it is of effort, not of readiness. Longer workouts are mostly easier and fitness drifts, so
duration and time are held equal. Strain is not: it is computed from the heart rate itself, and
between workouts of equal strain and duration nothing of it is left to compare.
"""

from dataclasses import dataclass

import numpy as np

from ml.engines.arrays import Floats, Ordinals
from ml.engines.clock import DAY_HOURS
from ml.engines.controls import Controls
from ml.engines.cosinor import Cosinor, cosinor
from ml.engines.design import Design
from ml.engines.workout_table import WorkoutTable, workout_table
from ml.history import History

# Fewer workouts, or all of them at a few hours, draw no wave (insights, section 4, 5).
FEWEST_WORKOUTS = 60
FEWEST_CLOCK_HOURS = 8


@dataclass(frozen=True)
class EffortWave:
    """The wave in the average heart rate of one activity.

    Parameters
    ----------
    activity
        Its name.
    clock_hours
        Hours of the clock at which some workout started, 8 to 24.
    wave
        In bpm.
    """

    activity: str
    clock_hours: int
    wave: Cosinor


def effort_by_hour(history: History) -> EffortWave | None:
    """Return the wave of the activity with most workouts, by the local hour of their start.

    Parameters
    ----------
    history
        A person's history.

    Returns
    -------
    EffortWave or None
        None where no activity has 60 workouts over 8 hours of the clock with a heart rate and a
        duration, or where these carry no wave.

    Examples
    --------
    >>> from ml.history import empty
    >>> effort_by_hour(empty()) is None
    True
    """
    table = workout_table(history)
    measured = (
        (table.average_heart_rate_bpm > 0) & (table.minutes > 0) & np.isfinite(table.start_hours)
    )
    of_activity = [
        np.flatnonzero(measured & (table.activity == index))
        for index in range(len(history.activities))
    ]
    enough = [
        (len(rows), -index)
        for index, rows in enumerate(of_activity)
        if len(rows) >= FEWEST_WORKOUTS
        and _clock_hours(table.start_hours[rows]) >= FEWEST_CLOCK_HOURS
    ]
    if not enough:
        return None
    index = -max(enough)[1]
    rows = of_activity[index]
    hours = table.start_hours[rows]
    wave = cosinor(table.average_heart_rate_bpm[rows], hours, _held_equal(table, rows))
    if wave is None:
        return None
    return EffortWave(history.activities[index], _clock_hours(hours), wave)


def _clock_hours(start_hours: Floats) -> int:
    return len(np.unique(np.floor(start_hours % DAY_HOURS)))


def _held_equal(table: WorkoutTable, rows: Ordinals) -> Controls:
    day = table.day[rows].astype(np.float64)
    named = ("intercept", "ln_minutes", "time")
    columns = (np.ones(len(rows)), np.log(table.minutes[rows]), day - day.mean())
    return Controls(Design(named, np.column_stack(columns)), None)
