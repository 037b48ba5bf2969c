"""Recovery after each type of workout: the gate of the best type, on the engine itself.

No insight states a best type yet; the gate is what that insight is specified to have: E3 on
recovery the night after, by the type of the day's last workout.
"""

from collections.abc import Mapping

import numpy as np

from ml.engines.arrays import Ordinals
from ml.engines.category_effects import (
    FEWEST_TO_BE_BEST,
    CategoryEffects,
    category_effects,
    log_e_of_difference,
)
from ml.engines.controls import controls
from ml.engines.looks import UNTESTED, Ledger, judged, ledger
from ml.engines.night_table import NightTable, night_table
from ml.engines.workout_table import workout_table
from ml.history import History
from schema.answer import Claim

ERROR_BUDGET = 0.005
# Fewer workouts tell nothing of types (insights, 14).
FEWEST_WORKOUTS = 30
HYPOTHESIS = "types"


def looks_of(history: History) -> Ledger:
    """Return the evidence at the last Mondays that types differ."""
    return ledger(history, _evidence)


def claim_of(history: History) -> Claim:
    """Return what may be said of a best type: the evidence, and that the best is so for sure."""
    verdict = judged(looks_of(history), (), ERROR_BUDGET).get(HYPOTHESIS, UNTESTED)
    return verdict.claim if best_type(history) is not None else Claim.NONE


def best_type(history: History) -> int | None:
    """Return the type that stands out as best, an index into the activities."""
    found = _compared(history)
    return found.best.category if found and found.best and found.best.stands_out else None


def type_before(history: History, table: NightTable) -> Ordinals:
    """Return the type of the last workout of the day before each night, -1 for none."""
    done = workout_table(history)
    kind = np.full(len(table.day), -1)
    last = np.flatnonzero(done.last_of_day)
    row = done.day[last] + 1 - (table.day[0] if len(table.day) else 0)
    within = (row >= 0) & (row < len(table.day))
    kind[row[within]] = done.activity[last[within]]
    return kind


def _evidence(history: History) -> Mapping[str, float]:
    table = night_table(history)
    kind = _common(history, table)
    if kind is None:
        return {}
    log_e = log_e_of_difference(table.recovery_percent, kind, controls(table))
    return {} if log_e is None else {HYPOTHESIS: log_e}


def _compared(history: History) -> CategoryEffects | None:
    table = night_table(history)
    kind = _common(history, table)
    return None if kind is None else category_effects(table.recovery_percent, kind, controls(table))


def _common(history: History, table: NightTable) -> Ordinals | None:
    """Return the types done before at least 8 nights that can be compared."""
    if len(history.workouts.day) < FEWEST_WORKOUTS:
        return None
    kind = type_before(history, table)
    n_nights = np.bincount(kind[table.comparable & (kind >= 0)], minlength=len(history.activities))
    return np.where((kind >= 0) & (n_nights[kind] >= FEWEST_TO_BE_BEST), kind, -1)
