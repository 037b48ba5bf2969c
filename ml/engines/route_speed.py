"""Route speed: speed at equal heart rate of one person's workouts with distances.

The one output that WHOOP records. A workout longer, hillier or after a worse night is slower at
the same heart rate; so its duration, climb and that morning's recovery are held equal, and time,
along which fitness drifts.

References
----------
.. [1] Iglewicz, B. & Hoaglin, D. C. (1993). How to Detect and Handle Outliers. ASQC Quality Press.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ml.engines.arrays import Flags, Floats, Ordinals
from ml.engines.controls import Controls
from ml.engines.design import Design, design_of
from ml.engines.workout_table import WorkoutTable, workout_table
from ml.history import History

# The usual threshold of a modified z-score: beyond it a distance was lost on the way [1]_.
OUTLYING = 3.5
MAD_OF_NORMAL = 0.6745


@dataclass(frozen=True, eq=False)
class RouteSpeeds:
    """The workouts of one activity that can be compared, in order of time.

    Parameters
    ----------
    activity
        Its name.
    ln_speed_per_beat
        Natural logarithm of meters a heartbeat, one a workout.
    start_hours
        Local clock hours of its start.
    held_equal
        Duration, climb, recovery that morning and time.
    speed_meters_per_minute, heart_rate_bpm
        Medians.
    """

    activity: str
    ln_speed_per_beat: Floats
    start_hours: Floats
    held_equal: Controls
    speed_meters_per_minute: float
    heart_rate_bpm: float


def route_speeds(history: History, fewest: int) -> Iterator[RouteSpeeds]:
    """Yield the activities of which enough workouts have distance, duration and heart rate.

    Parameters
    ----------
    history
        A person's history.
    fewest
        Workouts that an activity needs.

    Examples
    --------
    >>> from ml.history import empty
    >>> list(route_speeds(empty(), 30))
    []
    """
    table = workout_table(history)
    beats = table.average_heart_rate_bpm * table.minutes
    measured = (table.distance_meters > 0) & (beats > 0)
    ratio = np.where(measured, table.distance_meters, 1.0) / np.where(measured, beats, 1.0)
    recovery = _recovery_that_morning(history, table)
    for index, activity in enumerate(history.activities):
        rows = np.flatnonzero(measured & (table.activity == index))
        if len(rows) < fewest:
            continue
        rows = rows[_usual(np.log(ratio[rows]))]
        if len(rows) >= fewest:
            speed = table.distance_meters[rows] / table.minutes[rows]
            yield RouteSpeeds(
                activity=activity,
                ln_speed_per_beat=np.log(ratio[rows]),
                start_hours=table.start_hours[rows],
                held_equal=_held_equal(table, recovery, rows),
                speed_meters_per_minute=float(np.median(speed)),
                heart_rate_bpm=float(np.median(table.average_heart_rate_bpm[rows])),
            )


def _usual(values: Floats) -> Flags:
    """Return which values are no outliers, by their modified z-score."""
    away = np.abs(values - np.median(values))
    return MAD_OF_NORMAL * away <= OUTLYING * np.median(away)


def _recovery_that_morning(history: History, table: WorkoutTable) -> Floats:
    night = np.asarray(history.nights.day, dtype=np.int64)
    recovery = np.append(np.asarray(history.nights.recovery_percent), np.nan)
    place = np.searchsorted(night, table.day)
    found = np.append(night, -1)[place] == table.day
    return np.where(found, recovery[place], np.nan)


def _held_equal(table: WorkoutTable, recovery: Floats, rows: Ordinals) -> Controls:
    day = table.day[rows].astype(np.float64)
    intercept = Design(("intercept",), np.ones((len(rows), 1)))
    climb = table.climb_meters[rows] / table.distance_meters[rows]
    # Counted from the night after the workout, that morning's recovery is the one before.
    named = (
        ("ln_minutes[t-1]", np.log(table.minutes[rows])),
        ("climb[t-1]", climb),
        ("recovery[t-1]", recovery[rows]),
        ("time[t]", day - day.mean()),
    )
    return Controls(intercept, None).beside(design_of(named))
