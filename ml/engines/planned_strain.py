"""Planned strain: the strain of a whole day on which workouts are planned.

A plan tells of workouts, a forecast of recovery wants the strain of the day. The strain of both
is logarithmic and does not add up; a line through the person's own training days, from the
hardest workout to the day, tells what else such a day holds.
"""

import numpy as np

from ml.choices import Plan
from ml.engines.arrays import Floats
from ml.engines.night_table import NightTable, night_table
from ml.history import History

# A slope and a level from fewer days are mostly noise.
FEWEST_TRAINING_DAYS = 10
# As long as planned, within a quarter: 45 to 75 minutes for an hour.
SAME_LENGTH_SHARE = 0.25
# Fewer of the length say less than all of the activity.
FEWEST_OF_THE_LENGTH = 3
# A line through days that are all alike tells nothing.
SMALLEST_SD = 0.1


def planned_day_strains(history: History, first: int, last: int) -> dict[int, float]:
    """Return the strain to expect of each day that workouts are planned for.

    Parameters
    ----------
    history
        A person's history with their plans.
    first, last
        Proleptic ordinals of the days asked about.

    Returns
    -------
    dict
        Strain, 0 to 21, by the ordinal of the day; the hardest of several workouts counts. Left
        out is a day whose workouts have neither a strain nor own workouts to take it from.

    Notes
    -----
    A least-squares line of the day's strain on its hardest workout's, never under the workout
    itself; the workout's own strain on under 10 training days.
    """
    hardest: dict[int, float] = {}
    for plan in history.choices.plans:
        day = plan.day_on.toordinal()
        if not first <= day <= last:
            continue
        strain = plan.strain if plan.strain is not None else _own_mean_strain(history, plan)
        if strain is not None:
            hardest[day] = max(strain, hardest.get(day, 0.0))
    if not hardest:
        return {}
    level, slope = _day_on_workout(history, night_table(history))
    return {
        day: float(np.clip(level + slope * strain, strain, 21.0)) for day, strain in hardest.items()
    }


def _own_mean_strain(history: History, plan: Plan) -> float | None:
    """Return the mean strain of own workouts like the one planned; None without any."""
    done = history.workouts
    strain = np.asarray(done.strain, dtype=np.float64)
    alike = np.isfinite(strain)
    if plan.activity is not None:
        names = np.array([*history.activities, ""])
        alike &= names[np.asarray(done.activity, dtype=np.int64)] == plan.activity
    if plan.minutes is not None:
        minutes = np.asarray(done.duration_minutes, dtype=np.float64)
        of_length = alike & (np.abs(minutes / plan.minutes - 1) <= SAME_LENGTH_SHARE)
        alike = of_length if of_length.sum() >= FEWEST_OF_THE_LENGTH else alike
    return float(strain[alike].mean()) if alike.any() else None


def _day_on_workout(history: History, table: NightTable) -> tuple[float, float]:
    """Return level and slope of a day's strain on that of its hardest workout."""
    workout = _hardest_done(history, table)
    both = np.isfinite(workout) & np.isfinite(table.strain)
    if both.sum() < FEWEST_TRAINING_DAYS or workout[both].std() < SMALLEST_SD:
        return 0.0, 1.0
    slope, level = np.polyfit(workout[both], table.strain[both], 1)
    return float(level), float(slope)


def _hardest_done(history: History, table: NightTable) -> Floats:
    hardest = np.full(len(table.day), np.nan)
    if not len(table.day):
        return hardest
    strain = np.asarray(history.workouts.strain, dtype=np.float64)
    row = np.asarray(history.workouts.day, dtype=np.int64) - table.day[0]
    within = (row >= 0) & (row < len(hardest)) & np.isfinite(strain)
    np.fmax.at(hardest, row[within], strain[within])
    return hardest
