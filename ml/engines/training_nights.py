"""Training nights: each night beside the last workout of the day before it.

The day's last workout stands for the day. Held equal beside the usual controls are its strain and
its kind, since hard sessions and team sports have hours of their own.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ml.engines.arrays import Flags, Floats
from ml.engines.controls import FEWEST_EITHER_SIDE, Controls, controls
from ml.engines.design import design_of
from ml.engines.night_table import NightTable, night_table
from ml.engines.workout_table import WorkoutTable, workout_table
from ml.history import History


@dataclass(frozen=True, eq=False)
class TrainingNights:
    """One entry a calendar night; NaN after a day without a workout.

    Parameters
    ----------
    table
        The nights.
    held_equal
        What is held equal when nights after training are compared.
    gap_hours
        From the end of the day's last workout to the usual bedtime, -4 to 20.
    start_hours
        Local clock hours at which it started.
    strain
        Its strain.
    """

    table: NightTable
    held_equal: Controls
    gap_hours: Floats
    start_hours: Floats
    strain: Floats

    @property
    def comparable(self) -> Flags:
        """Nights after training whose recovery can be compared."""
        return self.table.comparable & np.isfinite(self.start_hours)


def training_nights(history: History) -> TrainingNights:
    """Return a person's nights beside the last workout of the day before each.

    Parameters
    ----------
    history
        A person's history.

    Returns
    -------
    TrainingNights
        Without rows for a history without nights.

    Examples
    --------
    >>> from ml.history import empty
    >>> len(training_nights(empty()).gap_hours)
    0
    """
    table, done = night_table(history), workout_table(history)
    beside = beside_the_night(table, done)
    strain, kind = beside(done.strain), beside(done.activity.astype(np.float64))
    counted = np.bincount(
        kind[table.comparable & np.isfinite(kind)].astype(np.int64),
        minlength=len(history.activities),
    )
    common = (counted >= FEWEST_EITHER_SIDE) & (counted.sum() - counted >= FEWEST_EITHER_SIDE)
    kinds = (
        (f"activity_{history.activities[index]}[t-1]", np.where(kind >= 0, kind == index, np.nan))
        for index in np.flatnonzero(common).tolist()
    )
    extra = design_of((("workout_strain[t-1]", strain), *kinds))
    return TrainingNights(
        table=table,
        held_equal=controls(table).beside(extra),
        gap_hours=beside(done.bedtime_gap_hours),
        start_hours=beside(done.start_hours),
        strain=strain,
    )


def beside_the_night(table: NightTable, done: WorkoutTable) -> Callable[[Floats], Floats]:
    """Return what lays a column of workouts beside the nights, those of each day's last workout.

    Parameters
    ----------
    table
        The nights.
    done
        The workouts of the same history.

    Returns
    -------
    Callable
        From one value a workout to one a night; NaN after a day without a workout.
    """
    last = np.flatnonzero(done.last_of_day)
    # The night after a day is keyed by the day on which it ends.
    row = done.day[last] + 1 - (table.day[0] if len(table.day) else 0)
    within = (row >= 0) & (row < len(table.day))

    def beside(values: Floats) -> Floats:
        spread = np.full(len(table.day), np.nan)
        spread[row[within]] = values[last[within]]
        return spread

    return beside
