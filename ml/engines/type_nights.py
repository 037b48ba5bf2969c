"""Type nights: each night beside the kind of the day's last workout, at equal strain and duration.

Kinds differ in how hard and how long they are done, and it is the kind itself that is asked about:
beside the usual controls the last workout's own strain and minutes are held equal.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ml.engines.arrays import Ordinals
from ml.engines.category_effects import FEWEST_TO_BE_BEST, log_e_of_difference
from ml.engines.controls import Controls, controls
from ml.engines.design import design_of
from ml.engines.night_table import NightTable, night_table
from ml.engines.training_nights import beside_the_night
from ml.engines.workout_table import workout_table
from ml.history import History

HYPOTHESIS = "types"


@dataclass(frozen=True, eq=False)
class TypeNights:
    """One entry a calendar night.

    Parameters
    ----------
    table
        The nights.
    kind
        Index into the activities of the last workout of the day before, -1 for none.
    held_equal
        What is held equal when nights after training are compared.
    """

    table: NightTable
    kind: Ordinals
    held_equal: Controls

    def done(self, n_nights: int) -> Ordinals:
        """Return the kinds after which at least so many nights can be compared, else -1."""
        kinds = self.kind[self.table.comparable & (self.kind >= 0)]
        counted = np.bincount(kinds, minlength=int(self.kind.max(initial=-1)) + 1)
        if not len(counted):
            return self.kind
        return np.where((self.kind >= 0) & (counted[self.kind] >= n_nights), self.kind, -1)


def type_nights(history: History) -> TypeNights:
    """Return a person's nights beside the kind of the last workout of the day before each.

    Parameters
    ----------
    history
        A person's history.

    Returns
    -------
    TypeNights
        Without rows for a history without nights.

    Examples
    --------
    >>> from ml.history import empty
    >>> len(type_nights(empty()).kind)
    0
    """
    table, done = night_table(history), workout_table(history)
    beside = beside_the_night(table, done)
    extra = design_of(
        (
            ("workout_strain[t-1]", beside(done.strain)),
            ("workout_minutes[t-1]", beside(done.minutes)),
        )
    )
    kind = np.nan_to_num(beside(done.activity.astype(np.float64)), nan=-1.0).astype(np.int64)
    return TypeNights(table, kind, controls(table).beside(extra))


def types_evidence(history: History, fewest_workouts: int) -> Mapping[str, float]:
    """Return the evidence that recovery differs with the kind, as a look at a claim needs it.

    Parameters
    ----------
    history
        A person's history as it stood.
    fewest_workouts
        Fewer tell nothing of kinds.

    Returns
    -------
    Mapping
        The logarithm of one e-value, under "types"; empty under that many workouts, or under two
        kinds with 8 nights each.
    """
    if len(history.workouts.day) < fewest_workouts:
        return {}
    nights = type_nights(history)
    kind = nights.done(FEWEST_TO_BE_BEST)
    log_e = log_e_of_difference(nights.table.recovery_percent, kind, nights.held_equal)
    return {} if log_e is None else {HYPOTHESIS: log_e}
