"""Bedtime nights: nights laid out so that the times of falling asleep can be compared.

Held equal beside the usual controls is what comes with late nights: alcohol, where it is logged,
and a workout that ended late in the evening before. For people who sleep all around the clock
bedtimes stay on the clock; for all others, day sleepers too, they lie on a line.
"""

from dataclasses import dataclass, replace

import numpy as np

from ml.engines.arrays import Floats
from ml.engines.bend_gate import BendGate
from ml.engines.best_window import FEWEST_NIGHTS
from ml.engines.clock import DAY_HOURS
from ml.engines.controls import Controls, controls
from ml.engines.design import Design, design_of
from ml.engines.dose_response import (
    CIRCULAR_BELOW_CONCENTRATION,
    DoseResponse,
    dose_response,
    gate,
)
from ml.engines.exposure_grid import HALF_WINDOW_STEPS, ROUNDING, Axis
from ml.engines.night_table import NightTable, night_table
from ml.engines.workout_table import workout_table
from ml.history import History

# Hard exercise ending within 4 hours of bedtime goes with later sleep (Leota 2025).
LATE_WORKOUT_HOURS = 4.0
BEDTIME, ASLEEP, ALCOHOL = "bedtime[t]", "asleep_minutes[t]", "alcohol"


@dataclass(frozen=True, eq=False)
class BedtimeNights:
    """Nights, and what is held equal when their bedtimes are compared.

    Parameters
    ----------
    table
        The nights.
    held_equal
        Controls of the same nights.
    """

    table: NightTable
    held_equal: Controls

    @property
    def axis(self) -> Axis:
        """A line, or the clock where bedtimes are too spread to be laid on one."""
        return Axis(circular=self.table.bedtime.concentration < CIRCULAR_BELOW_CONCENTRATION)

    def gate(self) -> BendGate | None:
        """Return the test of recovery over bedtime; None where it cannot be made."""
        recovery = self.table.recovery_percent
        return gate(recovery, self._bedtime, self.held_equal, axis=self.axis)

    def curve(self, outcome: Floats) -> DoseResponse | None:
        """Return an outcome over bedtime, of the nights whose recovery can be compared."""
        comparable = np.where(self.table.comparable, outcome, np.nan)
        return dose_response(comparable, self._bedtime, self.held_equal, axis=self.axis)

    def of_equal_sleep(self) -> "BedtimeNights":
        """Return the nights with minutes asleep held equal, and what they were staged by."""
        asleep = design_of(((ASLEEP, self.table.asleep_minutes),))
        staged = controls(self.table, (ASLEEP,)).columns
        new = [i for i, n in enumerate(staged.names) if n not in self.held_equal.columns.names]
        staging = Design(tuple(staged.names[i] for i in new), staged.values[:, new])
        return replace(self, held_equal=self.held_equal.beside(staging).beside(asleep))

    def lived(self, curve: DoseResponse) -> list[tuple[float, float]]:
        """Return the spans of a curve, in hours from and to, within which there are nights.

        On a line it is the middle nine tenths; on the clock, wherever 5 nights began within half
        an hour.
        """
        if not self.axis.circular:
            return [(float(curve.grid[0]), float(curve.grid[-1]))]
        known = self.table.bedtime_hours[np.isfinite(self.table.bedtime_hours)]
        near = self.axis.apart(known[:, None], curve.grid)
        n_nights = (near <= HALF_WINDOW_STEPS * self.axis.step + ROUNDING).sum(0)
        return _spans(curve.grid[n_nights >= FEWEST_NIGHTS].tolist(), self.axis.step + ROUNDING)

    @property
    def _bedtime(self) -> Design:
        return design_of(((BEDTIME, self.table.bedtime_hours),))


def bedtime_nights(history: History) -> BedtimeNights:
    """Return a person's nights.

    Parameters
    ----------
    history
        A person's history.

    Returns
    -------
    BedtimeNights
        Without rows for a history without nights.

    Examples
    --------
    >>> from ml.history import empty
    >>> len(bedtime_nights(empty()).table.day)
    0
    """
    table, done = night_table(history), workout_table(history)
    # The night after a day is keyed by the day on which it ends.
    late_nights = done.day[done.bedtime_gap_hours < LATE_WORKOUT_HOURS] + 1
    evening = [("late_workout[t-1]", np.isin(table.day, late_nights).astype(np.float64))]
    if ALCOHOL in table.habits.names:
        evening.append((ALCOHOL, table.habits.column(ALCOHOL)))
    return BedtimeNights(table, controls(table).beside(design_of(tuple(evening))))


def _spans(points: list[float], step: float) -> list[tuple[float, float]]:
    """Return runs of ascending points on the clock; the last may run on into the first."""
    spans: list[tuple[float, float]] = []
    for point in points:
        if spans and point - spans[-1][1] <= step:
            spans[-1] = (spans[-1][0], point)
        else:
            spans.append((point, point))
    if len(spans) > 1 and spans[0][0] + DAY_HOURS - spans[-1][1] <= step:
        (_, end), (start, _) = spans.pop(0), spans.pop()
        spans.append((start, end + DAY_HOURS))
    return spans
