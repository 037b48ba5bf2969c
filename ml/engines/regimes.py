"""Regimes: a column of nights on the calendar, as far back as it means what it means now.

What `ml.regimes` knows of changed definitions and straps, as arrays for the engines.
"""

from dataclasses import dataclass

import numpy as np

from ml.engines.arrays import Floats, Ordinals
from ml.engines.night_table import CALIBRATION_RECOVERIES, SHORTEST_NIGHT_MINUTES
from ml.history import History
from ml.regimes import since


@dataclass(frozen=True, eq=False)
class Series:
    """One entry a calendar night, oldest first, without gaps, up to the last recorded day.

    Parameters
    ----------
    day
        Proleptic ordinals of the mornings, consecutive.
    values
        In the column's unit; NaN is missing.
    """

    day: Ordinals
    values: Floats

    @property
    def n_known(self) -> int:
        """Nights with a value."""
        return int(np.isfinite(self.values).sum())


def present(history: History, column: str) -> Series:
    """Return a column of nights since its present regime began.

    Parameters
    ----------
    history
        A person's history.
    column
        A field of `Nights`.

    Returns
    -------
    Series
        Without rows for an empty history. NaN as well: nights of under 2 hours asleep, and
        recoveries that WHOOP spends on calibration (the first 4 of all).

    Examples
    --------
    >>> from ml.history import empty
    >>> len(present(empty(), "recovery_percent").day)
    0
    """
    recorded = np.asarray(history.nights.day, dtype=np.int64)
    if not len(recorded):
        return Series(recorded, np.zeros(0))
    values = np.array(getattr(history.nights, column), dtype=np.float64)
    # An unknown duration is no short night.
    values[np.asarray(history.nights.asleep_minutes) < SHORTEST_NIGHT_MINUTES] = np.nan
    if column == "recovery_percent":
        values[np.flatnonzero(np.isfinite(values))[:CALIBRATION_RECOVERIES]] = np.nan
    first = since(history, column)
    day = np.arange(first, recorded[-1] + 1)
    grid = np.full(len(day), np.nan)
    inside = recorded >= first
    grid[recorded[inside] - first] = values[inside]
    return Series(day, grid)
