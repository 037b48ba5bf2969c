"""Strain plan: the coming days with what is planned for them, and how recovery differs by it."""

from dataclasses import dataclass

import numpy as np

from ml.engines.arrays import Flags, Floats
from ml.engines.night_table import night_table
from ml.engines.planned_strain import planned_day_strains
from ml.engines.weekday_decay import DAYS_A_WEEK, weekly_pattern_paths
from ml.history import History


@dataclass(frozen=True, eq=False)
class ComingDays:
    """The days before the coming mornings, today first, shape (days,).

    Parameters
    ----------
    usual
        Strain usual on that weekday, 0 to 21; NaN where none is known.
    strain
        Lived, planned or usual strain.
    planned
        Whether a workout is planned for that day.
    open
        Days whose strain is not known yet; all but today, mostly.
    """

    usual: Floats
    strain: Floats
    planned: Flags
    open: Flags

    def points(self, per_unit: float) -> Floats:
        """Return the recovery points by which each next morning differs from a usual day's."""
        return np.where(self.planned, np.nan_to_num(per_unit * (self.strain - self.usual)), 0.0)


def coming_days(history: History, n_days: int, lived: tuple[float, float] | None) -> ComingDays:
    """Return today and the days after it, as planned.

    Parameters
    ----------
    history
        A person's history with their plans, at least one night.
    n_days
        How many days, 1 to 7.
    lived
        The strains within which something is known; planned days are reckoned at its ends where
        they lie beyond.
    """
    table = night_table(history)
    today = int(table.day[-1])
    week = weekly_pattern_paths(table.strain, table.weekday, DAYS_A_WEEK)[-1]
    usual = np.roll(week, 1)[:n_days]  # today is the weekday of the seventh day ahead
    day = np.arange(today, today + n_days)
    plans = planned_day_strains(history, today, today + n_days - 1)
    planned_strain = np.array([plans.get(each, np.nan) for each in day.tolist()])
    if lived is not None:
        planned_strain = np.clip(planned_strain, *lived)
    is_open = np.arange(n_days) > 0
    is_open[0] = not np.isfinite(table.strain[-1])
    planned = is_open & np.isfinite(planned_strain)
    strain = np.where(planned, planned_strain, usual)
    if not is_open[0]:
        strain[0] = table.strain[-1]
    return ComingDays(usual, strain, planned, is_open)
