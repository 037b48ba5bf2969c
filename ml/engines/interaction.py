"""Interaction: whether what one exposure goes with depends on another."""

import numpy as np

from ml.engines.arrays import Floats
from ml.engines.controls import Controls
from ml.engines.design import Design, design_of
from ml.engines.hinge import BIC_GAIN
from ml.engines.least_squares import FEWEST_RESIDUAL_DF, SMALLEST_SD, independent


def product(exposures: Design, at: tuple[float, float]) -> Design:
    """Return the product of two exposures, each counted from a given value.

    With it beside them, the coefficient of each is what it goes with where the other has that
    value.

    Parameters
    ----------
    exposures
        Two columns; NaN is missing.
    at
        The values.
    """
    names = " x ".join(exposures.names)
    return design_of(((names, (exposures.values - np.array(at)).prod(1)),))


def interacts(outcome: Floats, exposures: Design, held_equal: Controls) -> bool:
    """Return whether the product of two exposures describes an outcome clearly better.

    Parameters
    ----------
    outcome
        One a night; NaN nights are left out.
    exposures
        Two columns of the same nights; nights with a missing one are left out.
    held_equal
        Controls of the same nights; nights with a missing control are left out.

    Notes
    -----
    BIC = n ln(RSS / n) + k ln n falls by more than 6 with the product, counted from the means.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> one, other = rng.standard_normal((2, 200))
    >>> mean_alone = Controls(Design(("intercept",), np.ones((200, 1))), None)
    >>> both = Design(("one", "other"), np.column_stack([one, other]))
    >>> interacts(one * other + one, both, mean_alone), interacts(one + other, both, mean_alone)
    (True, False)
    """
    complete = np.column_stack([outcome, exposures.values, held_equal.columns.values])
    rows = np.isfinite(complete.sum(1))
    outcome, values, held_equal = outcome[rows], exposures.values[rows], held_equal.of(rows)
    if len(outcome) <= FEWEST_RESIDUAL_DF or outcome.std() < SMALLEST_SD:
        return False
    together = (values - values.mean(0)).prod(1)
    raw = np.column_stack([held_equal.columns.values, values, together])
    kept = independent(raw)
    if raw.shape[1] - 1 not in kept or len(outcome) - len(kept) < FEWEST_RESIDUAL_DF:
        return False
    matrix, plain = held_equal.without_weekdays(raw[:, kept]), held_equal.without_weekdays(outcome)
    without, with_product = _squares(plain, matrix[:, :-1]), _squares(plain, matrix)
    smallest = SMALLEST_SD**2 * float(plain @ plain)
    ratio = max(without, smallest) / max(with_product, smallest)
    return len(plain) * float(np.log(ratio)) - float(np.log(len(plain))) > BIC_GAIN


def _squares(outcome: Floats, matrix: Floats) -> float:
    basis = np.linalg.qr(matrix)[0]
    residual = outcome - basis @ (basis.T @ outcome)
    return float(residual @ residual)
