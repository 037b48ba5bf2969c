"""Adjusted effects (E1): how an outcome differs with each exposure, comparing similar nights.

All exposures are fitted together with the controls by least squares, so that a drink with a late
meal is not counted twice. A habit is compared only on nights that answered its question; the
other habits' unanswered nights count as that habit's mean, which says nothing either way. The
standard error is the larger of the classical and the Newey-West one: the latter alone is too
small on few nights (false discovery rate .18 at a nominal .10 on 60 nights; the larger: .098).
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import compress

import numpy as np

from ml.engines.arrays import Floats
from ml.engines.controls import Controls
from ml.engines.design import Design, refuse_leakage
from ml.engines.effect import Effect, effects_of
from ml.engines.exposures import Exposure, LeftOut, Selection, Why, left, select
from ml.engines.least_squares import FEWEST_RESIDUAL_DF, SMALLEST_SD, fit, independent


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
    fitted = {
        effect.name: effect
        for studied in _answered_together(selection.kept)
        for effect in _effects(outcome, studied, selection.kept, held_equal)
    }
    partners = {left_out.name: left_out.partner for left_out in selection.left_out}
    return AdjustedEffects(
        tuple(
            replace(fitted[exposure.name], inseparable_from=_those_at(exposure.name, partners))
            for exposure in selection.kept
            if exposure.name in fitted
        ),
        selection.left_out
        + tuple(left(e, Why.TOO_MANY) for e in selection.kept if e.name not in fitted),
    )


def _answered_together(exposures: tuple[Exposure, ...]) -> Iterator[tuple[Exposure, ...]]:
    """Yield the exposures in sets that were answered on the same nights: one fit for each."""
    patterns: dict[bytes, list[Exposure]] = {}
    for exposure in exposures:
        patterns.setdefault(exposure.answered.tobytes(), []).append(exposure)
    yield from map(tuple, patterns.values())


def _effects(
    outcome: Floats,
    studied: tuple[Exposure, ...],
    everything: tuple[Exposure, ...],
    held_equal: Controls,
) -> list[Effect]:
    """Fit exposures on the nights that answered them, beside the controls and all the others."""
    rows = studied[0].answered
    outcome, held_equal = outcome[rows], held_equal.of(rows)
    if outcome.std() < SMALLEST_SD:
        return []
    others = tuple(exposure for exposure in everything if exposure not in studied)
    scaled = [exposure.filled[rows] / exposure.sd for exposure in (*studied, *others)]
    raw = np.column_stack([held_equal.columns.values, *scaled])
    # Controls lead, then what is studied: what those explain is given up, and not they.
    kept = independent(raw)[: max(0, len(outcome) - FEWEST_RESIDUAL_DF)]
    of_interest = len(held_equal.columns.names) + np.arange(len(studied))
    found = np.isin(of_interest, kept)
    if not found.any():
        return []
    fitted = fit(
        held_equal.without_weekdays(outcome),
        held_equal.without_weekdays(raw[:, kept]),
        np.searchsorted(kept, of_interest[found]),
    )
    return effects_of(tuple(compress(studied, found)), outcome, fitted)


def _those_at(name: str, partners: dict[str, str | None]) -> tuple[str, ...]:
    return tuple(dropped for dropped, partner in partners.items() if partner == name)
