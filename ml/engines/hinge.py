"""Hinge: whether a line has a bend, and whether the data know where.

Nearly every cloud of points has some best place for a bend. One is reported only if a bent line
beats the straight one clearly (Schwarz's criterion), and if the place hardly moves when weeks of
the history are drawn anew. Of 14 real people 2 have one between strain and recovery.

References
----------
.. [1] Schwarz, G. (1978). Estimating the dimension of a model. Annals of Statistics 6(2).
   https://doi.org/10.1214/aos/1176344136
"""

from dataclasses import dataclass

import numpy as np

from ml.engines.arrays import Floats, Ordinals
from ml.engines.block_bootstrap import block_rows
from ml.engines.controls import Controls
from ml.engines.design import Design, refuse_leakage
from ml.engines.least_squares import FEWEST_RESIDUAL_DF, SMALLEST_SD, independent

# Strong evidence on Schwarz's scale: about 20 to 1.
BIC_GAIN = 6.0
# Half a unit of strain is finer than anybody plans a day.
KNOT_STEP = 0.5
# On either side of a bend there must be nights to see a slope.
KNOT_QUANTILES = (0.1, 0.9)
N_DRAWS = 200
INTERVAL_90 = (0.05, 0.95)
# A bend known no better than this could be anywhere in the middle of what people live.
WIDEST_KNOT = 6.0
SEED = 0


@dataclass(frozen=True)
class Hinge:
    """A bend in a line.

    Parameters
    ----------
    knot, knot_low, knot_high
        Where it bends, with its 90 % interval, in the exposure's unit.
    slope_below, slope_above
        Outcome per unit of the exposure on either side.
    """

    knot: float
    knot_low: float
    knot_high: float
    slope_below: float
    slope_above: float


def hinge(outcome: Floats, exposure: Design, held_equal: Controls) -> Hinge | None:
    """Return the bend of an outcome along an exposure, if there is one.

    Parameters
    ----------
    outcome
        One a night; NaN nights are left out.
    exposure
        One column of the same nights; NaN nights are left out.
    held_equal
        Controls of the same nights; nights with a missing control are left out.

    Returns
    -------
    Hinge or None
        None unless a bent line's BIC is lower by 6 and the 90 % interval of the knot is under 6
        units wide.

    Raises
    ------
    LeakedOutcome
        If a column is an ingredient of recovery of the same night.

    Notes
    -----
    y = controls + a x + b max(0, x - knot), the knot at steps of .5 between the 10 % and 90 %
    quantiles of x; BIC = n ln(RSS / n) + k ln n, with b and the knot two parameters more [1]_.
    The interval is of 200 draws of whole weeks, made only where the criterion asks for a bend.

    Examples
    --------
    >>> strain = np.tile(np.linspace(4, 18, 57), 4)
    >>> recovery = 60 - 5 * np.maximum(0, strain - 12) + np.tile([2.0, -2.0], 114)
    >>> mean_alone = Controls(Design(("intercept",), np.ones((228, 1))), None)
    >>> found = hinge(recovery, Design(("strain[t-1]",), strain[:, None]), mean_alone)
    >>> found.knot, round(found.slope_above)
    (12.0, -5)
    """
    refuse_leakage(exposure, held_equal.columns)
    complete = np.column_stack([outcome, exposure.values, held_equal.columns.values])
    rows = np.isfinite(complete.sum(1))
    outcome, values, held_equal = outcome[rows], exposure.values[rows, 0], held_equal.of(rows)
    if len(outcome) <= FEWEST_RESIDUAL_DF or outcome.std() < SMALLEST_SD:
        return None
    line = np.column_stack([held_equal.columns.values, values])
    line = line[:, independent(line)]
    knots = _knots(values)
    if len(outcome) - line.shape[1] < FEWEST_RESIDUAL_DF or not len(knots):
        return None
    bent = _Bent(
        held_equal.without_weekdays(outcome),
        held_equal.without_weekdays(line),
        held_equal.without_weekdays(np.maximum(0, values[:, None] - knots)),
    )
    return _bend(bent, knots)


@dataclass(frozen=True, eq=False)
class _Bent:
    """An outcome, a straight line's columns with the exposure last, and one bend a column."""

    outcome: Floats
    line: Floats
    bends: Floats

    def explained(self) -> tuple[float, Floats]:
        """Return the line's sum of squared residuals, and what each bend takes off it."""
        basis = np.linalg.qr(self.line)[0]
        residual = self.outcome - basis @ (basis.T @ self.outcome)
        beside = self.bends - basis @ (basis.T @ self.bends)
        length = np.maximum((beside**2).sum(0), SMALLEST_SD)
        return float(residual @ residual), (beside.T @ residual) ** 2 / length

    def of(self, rows: Ordinals) -> "_Bent":
        return _Bent(self.outcome[rows], self.line[rows], self.bends[rows])


def _bend(bent: _Bent, knots: Floats) -> Hinge | None:
    squares, taken = bent.explained()
    best, n_nights = int(taken.argmax()), len(bent.outcome)
    left = max(squares - float(taken[best]), SMALLEST_SD * squares)
    if n_nights * np.log(squares / left) - 2 * np.log(n_nights) <= BIC_GAIN:
        return None
    draws = block_rows(n_nights, N_DRAWS, SEED)
    drawn = knots[[int(bent.of(rows).explained()[1].argmax()) for rows in draws]]
    low, high = (float(end) for end in np.quantile(drawn, INTERVAL_90))
    if high - low >= WIDEST_KNOT:
        return None
    matrix = np.column_stack([bent.line, bent.bends[:, best]])
    below, change = np.linalg.lstsq(matrix, bent.outcome, rcond=None)[0][-2:].tolist()
    return Hinge(float(knots[best]), low, high, below, below + change)


def _knots(values: Floats) -> Floats:
    low, high = np.quantile(values, KNOT_QUANTILES) / KNOT_STEP
    knots = np.arange(np.ceil(low), np.floor(high) + 1) * KNOT_STEP
    return knots[(values.min() < knots) & (knots < values.max())]
