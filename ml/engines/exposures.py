"""Exposures: which behaviours can be told apart on the nights there are, and which cannot.

Before any outcome is looked at: a habit needs 10 nights on either side; habits answered alike
(or oppositely) on nearly all nights become one; and an exposure that the others and the controls
explain to three quarters (a variance inflation factor above 4) is left out, named beside the one
it cannot be told from. Pre-registered exposures are never the ones to go.
"""

from dataclasses import dataclass, replace
from enum import Enum
from functools import cached_property

import numpy as np

from ml.engines.arrays import Flags, Floats
from ml.engines.design import Design
from ml.engines.prior_list import PRE_REGISTERED

# Under 10 nights on a side, one odd night moves the mean by more than a typical effect.
FEWEST_EITHER_SIDE = 10
# From here on a joint fit says which of two habits it was by chance.
SAME_HABIT_PHI = 0.9
# The standard error has doubled: the others explain three quarters of the exposure.
LARGEST_VIF = 4.0
# Keeps the correlation matrix invertible when columns explain one another fully.
JITTER = 1e-9


class Why(Enum):
    """Why an exposure was left out."""

    TOO_FEW = "too few nights on one side"
    INSEPARABLE = "cannot be told from its partner"
    TOO_MANY = "too few nights to fit beside the others"


@dataclass(frozen=True)
class LeftOut:
    """An exposure without an estimate.

    Parameters
    ----------
    name
        Its column.
    n_exposed, n_unexposed
        Comparable nights with and without it.
    why
        The reason.
    partner
        The kept exposure or control that it cannot be told from; None for the other reasons.
    """

    name: str
    n_exposed: int
    n_unexposed: int
    why: Why
    partner: str | None = None


@dataclass(frozen=True, eq=False)
class Exposure:
    """An exposure that can be studied.

    Parameters
    ----------
    name
        Its column.
    values
        One a night; NaN is not answered.
    binary
        Whether it is 0 or 1 throughout.
    same_as, opposite_of
        Columns merged into it, that went with it or against it.
    inseparable_from
        Columns left out because they cannot be told from it.
    """

    name: str
    values: Floats
    binary: bool
    same_as: tuple[str, ...] = ()
    opposite_of: tuple[str, ...] = ()
    inseparable_from: tuple[str, ...] = ()

    @cached_property
    def answered(self) -> Flags:
        """Nights on which it is known."""
        return np.isfinite(self.values)

    @cached_property
    def filled(self) -> Floats:
        """Values with the mean of the known where unknown: a night that says nothing."""
        return np.where(self.answered, self.values, self.values[self.answered].mean())

    @cached_property
    def sd(self) -> float:
        """The unit in which it is fitted: 1 for a habit, a linear exposure's own SD."""
        return 1.0 if self.binary else float(self.values[self.answered].std())

    @cached_property
    def n_nights(self) -> int:
        """Nights on which it is known."""
        return int(np.count_nonzero(self.answered))

    @cached_property
    def n_exposed(self) -> int:
        """Nights with it; for a linear exposure, above zero."""
        return int(np.count_nonzero(self.values > 0))

    @cached_property
    def n_unexposed(self) -> int:
        """Nights known to be without it."""
        return int(np.count_nonzero(self.values <= 0))

    @property
    def rank(self) -> tuple[bool, int]:
        """Order of precedence: pre-registered first, then the better balanced."""
        balance = min(self.n_exposed, self.n_unexposed) if self.binary else len(self.values)
        return (self.name not in PRE_REGISTERED, -balance)


@dataclass(frozen=True)
class Selection:
    """Exposures to study, in order of precedence, and those left out."""

    kept: tuple[Exposure, ...]
    left_out: tuple[LeftOut, ...]


def select(exposures: Design, controls: Design) -> Selection:
    """Choose the exposures that can be told apart on these nights.

    Parameters
    ----------
    exposures
        Shape (nights, exposures); habits 0 or 1, others linear; NaN is not answered.
    controls
        Shape (nights, controls), complete.

    Returns
    -------
    Selection
        Every column of `exposures` is in `kept` (by its own name or merged), or in `left_out`.
    """
    everything = tuple(
        Exposure(name, values, _yes_or_no(values))
        for name, values in zip(exposures.names, exposures.values.T, strict=True)
    )
    eligible = [exposure for exposure in everything if _eligible(exposure)]
    too_few = [left(e, Why.TOO_FEW) for e in everything if not _eligible(e)]
    kept, inseparable = _separable(_merged(sorted(eligible, key=lambda e: e.rank)), controls)
    return Selection(kept, (*too_few, *inseparable))


def left(exposure: Exposure, why: Why, partner: str | None = None) -> LeftOut:
    """Return an exposure as left out."""
    return LeftOut(exposure.name, exposure.n_exposed, exposure.n_unexposed, why, partner)


def _yes_or_no(values: Floats) -> bool:
    return bool(np.all((values == 0) | (values == 1) | np.isnan(values)))


def _eligible(exposure: Exposure) -> bool:
    if exposure.binary:
        return min(exposure.n_exposed, exposure.n_unexposed) >= FEWEST_EITHER_SIDE
    known = exposure.values[exposure.answered]
    return len(known) >= 2 * FEWEST_EITHER_SIDE and bool(np.ptp(known) > 0)


def _merged(exposures: list[Exposure]) -> tuple[Exposure, ...]:
    """Return the exposures with later ones merged into the first that they nearly equal."""
    phi = _phi(exposures)
    groups: dict[int, Exposure] = {}
    for index, exposure in enumerate(exposures):
        like = [first for first in groups if abs(phi[first, index]) >= SAME_HABIT_PHI]
        if like:
            opposite = bool(phi[like[0], index] < 0)
            groups[like[0]] = _joined(groups[like[0]], exposure.name, opposite=opposite)
        else:
            groups[index] = exposure
    return tuple(groups.values())


def _joined(first: Exposure, name: str, *, opposite: bool) -> Exposure:
    same = first.same_as if opposite else (*first.same_as, name)
    against = (*first.opposite_of, name) if opposite else first.opposite_of
    return Exposure(first.name, first.values, first.binary, same, against)


def _phi(exposures: list[Exposure]) -> Floats:
    """Return the correlations of habits on nights that answered both; 0 where those are too few.

    On the handful of nights on which one question took another's place, any two may go together.
    """
    if not exposures:
        return np.zeros((0, 0))
    answered = np.column_stack([e.answered & e.binary for e in exposures]).astype(np.float64)
    yes = np.column_stack([np.where(e.values > 0, 1.0, 0.0) for e in exposures]) * answered
    n = answered.T @ answered
    # Of nights that answered both: how many said yes to the one, and to both.
    n_yes, n_both = yes.T @ answered, yes.T @ yes
    rarer = np.minimum(n_yes, n - n_yes)
    enough = np.minimum(rarer, rarer.T) >= FEWEST_EITHER_SIDE
    spread = np.sqrt(n_yes * (n - n_yes))
    spread = np.where(enough, spread * spread.T, 1.0)
    return np.where(enough, (n * n_both - n_yes * n_yes.T) / spread, 0.0)


def _separable(
    exposures: tuple[Exposure, ...], controls: Design
) -> tuple[tuple[Exposure, ...], list[LeftOut]]:
    """Drop the most explained exposure until none is explained to three quarters."""
    if not exposures:
        return (), []
    correlation = _correlation(exposures, controls)
    n_all = len(exposures)
    kept = list(range(n_all))
    dropped: list[int] = []
    while (worst := _most_inflated(exposures, correlation, kept)) is not None:
        kept.remove(worst)
        dropped.append(worst)
    names = (*(e.name for e in exposures), *controls.names)
    candidates = np.array([*kept, *range(n_all, len(names))], dtype=np.int64)
    lost = [
        left(
            exposures[index],
            Why.INSEPARABLE,
            names[candidates[np.abs(correlation[index, candidates]).argmax()]],
        )
        for index in dropped
    ]
    return tuple(_beside(exposures[index], lost) for index in kept), lost


def _beside(exposure: Exposure, lost: list[LeftOut]) -> Exposure:
    partners = tuple(out.name for out in lost if out.partner == exposure.name)
    return replace(exposure, inseparable_from=partners) if partners else exposure


def _correlation(exposures: tuple[Exposure, ...], controls: Design) -> Floats:
    """Return the correlations of all columns; a column that never moves correlates with none."""
    matrix = np.column_stack([*(e.filled for e in exposures), controls.values])
    centred = matrix - matrix.mean(0)
    lengths = np.linalg.norm(centred, axis=0)
    scaled = centred / np.where(lengths > 1e-9, lengths, np.inf)
    return scaled.T @ scaled


def _most_inflated(
    exposures: tuple[Exposure, ...], correlation: Floats, kept: list[int]
) -> int | None:
    """Return the droppable exposure of the largest variance inflation factor above 4."""
    present = np.array([*kept, *range(len(exposures), len(correlation))], dtype=np.int64)
    block = correlation[np.ix_(present, present)].copy()
    np.fill_diagonal(block, 1 + JITTER)
    inflation = np.diag(np.linalg.inv(block))
    over = [
        (float(inflation[position]), index)
        for position, index in enumerate(kept)
        if inflation[position] > LARGEST_VIF and exposures[index].name not in PRE_REGISTERED
    ]
    return max(over)[1] if over else None
