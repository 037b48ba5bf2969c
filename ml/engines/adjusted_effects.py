"""Adjusted effects (E1): how an outcome differs with each exposure, comparing similar nights.

All exposures are fitted together with the controls by least squares, so that a drink with a late
meal is not counted twice. A habit is compared only on nights that answered its question; the
other habits' unanswered nights count as that habit's mean, which says nothing either way. The
standard error is the larger of the classical and the Newey-West one: the latter alone is too
small on few nights (false discovery rate .18 at a nominal .10 on 60 nights; the larger: .098).
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ml.engines.arrays import Floats
from ml.engines.controls import Controls
from ml.engines.design import Design, refuse_leakage
from ml.engines.effect import Effect, effects_of
from ml.engines.exposures import Exposure, LeftOut, Selection, Why, left, select
from ml.engines.least_squares import SMALLEST_SD
from ml.engines.subset_fits import Subset, fit_subsets


@dataclass(frozen=True)
class AdjustedEffects:
    """Effects of the exposures that can be studied, and the exposures that cannot."""

    effects: tuple[Effect, ...]
    left_out: tuple[LeftOut, ...]


def adjusted_effects(outcome: Floats, exposures: Design, held_equal: Controls) -> AdjustedEffects:
    """Estimate how an outcome differs with each exposure, in the outcome's unit.

    Parameters
    ----------
    outcome
        One a night; NaN nights are left out.
    exposures
        Shape (nights, exposures); habits 0 or 1, others linear; NaN is not answered.
    held_equal
        Controls of the same nights; nights with a missing control are left out.

    Returns
    -------
    AdjustedEffects
        Pre-registered exposures first, then the better balanced. Every column of `exposures` is
        an effect, merged into one, or left out with its reason.

    Raises
    ------
    LeakedOutcome
        If a column is an ingredient of recovery of the same night.

    Examples
    --------
    >>> late_meal = np.tile([0.0, 1.0], 30)
    >>> recovery = 60 - 10 * late_meal + np.tile([5.0, 5.0, -5.0, -5.0], 15)
    >>> mean_alone = Controls(Design(("intercept",), np.ones((60, 1))), None)
    >>> habits = Design(("late_meal",), late_meal[:, None])
    >>> (effect,) = adjusted_effects(recovery, habits, mean_alone).effects
    >>> round(effect.unshrunken, 6), effect.n_exposed
    (-10.0, 30)
    """
    refuse_leakage(exposures, held_equal.columns)
    rows = np.isfinite(outcome) & np.isfinite(held_equal.columns.values).all(1)
    held_equal = held_equal.of(rows)
    selection = select(Design(exposures.names, exposures.values[rows]), held_equal.columns)
    return _studied(outcome[rows], selection, held_equal)


def _studied(outcome: Floats, selection: Selection, held_equal: Controls) -> AdjustedEffects:
    effects = _effects(outcome, selection.kept, held_equal)
    found = {effect.name for effect in effects}
    return AdjustedEffects(
        tuple(effects),
        selection.left_out
        + tuple(left(e, Why.TOO_MANY) for e in selection.kept if e.name not in found),
    )


def _effects(
    outcome: Floats, exposures: tuple[Exposure, ...], held_equal: Controls
) -> list[Effect]:
    """Fit each exposure on the nights that answered it, beside the controls and all the others."""
    n_controls = len(held_equal.columns.names)
    subsets = [
        subset
        for subset in _answered_together(exposures, n_controls)
        if outcome[subset.rows].std() >= SMALLEST_SD
    ]
    if not subsets:
        return []
    filled = [exposure.filled / exposure.sd for exposure in exposures]
    matrix = np.column_stack([held_equal.columns.values, *filled])
    fitted = fit_subsets(outcome, matrix, held_equal, subsets)
    studied = tuple(exposures[place - n_controls] for place in fitted.places.tolist())
    return effects_of(studied, outcome, fitted)


def _answered_together(exposures: tuple[Exposure, ...], n_controls: int) -> Iterator[Subset]:
    """Yield the nights that answered some exposures, with those: one fit for each pattern."""
    patterns: dict[bytes, list[int]] = {}
    for index, exposure in enumerate(exposures):
        patterns.setdefault(exposure.answered.tobytes(), []).append(index)
    for alike in patterns.values():
        yield Subset(exposures[alike[0]].answered, n_controls + np.array(alike))
