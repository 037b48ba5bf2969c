"""Subset fits: least squares of one outcome on the same columns, over many subsets of the nights.

Each habit is compared on the nights that answered it, and hardly two habits were answered on the
same. The subsets share nearly all their nights, so their cross products are those of all nights
less those of the few left out, and all their normal equations are solved in one stack. Equal to
`least_squares.fit` on each subset, as the tests show, at a twentieth of its time: each look at a
claim needs all of them again.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ml.engines.arrays import Flags, Floats, Ordinals
from ml.engines.controls import Controls, weekday_loss
from ml.engines.least_squares import FEWEST_RESIDUAL_DF, long_run_variances

# A column's part not explained by the columns before it, as a share of its length. A habit that
# differs from others on one night of a hundred years still has ten times this.
INDEPENDENT_SHARE = 1e-5
# Lets dependent columns be factored: far under the square of that share, far over rounding.
JITTER = 1e-12


@dataclass(frozen=True, eq=False)
class Subset:
    """Nights to fit, and the columns whose coefficients are wanted there.

    Parameters
    ----------
    rows
        Shape (nights,).
    of_interest
        Positions of columns.
    """

    rows: Flags
    of_interest: Ordinals


@dataclass(frozen=True, eq=False)
class Coefficients:
    """The coefficients that could be fitted, one a column of interest of some subset.

    Parameters
    ----------
    places
        Positions of their columns. Missing are those that depend on columns before them, or for
        which there are too few nights.
    values
        Per unit of their columns.
    variances
        The larger of the classical and the Newey-West variance, each with the factor n / (n - k).
    residual_df
        Nights of the subset less columns fitted.
    """

    places: Ordinals
    values: Floats
    variances: Floats
    residual_df: Ordinals


def fit_subsets(
    outcome: Floats, matrix: Floats, held_equal: Controls, subsets: Sequence[Subset]
) -> Coefficients:
    """Fit an outcome on the same columns over each of several subsets of the nights.

    Parameters
    ----------
    outcome
        Shape (nights,), complete, in order of time.
    matrix
        Shape (nights, columns), complete. The controls lead, an intercept among them.
    held_equal
        The controls, for their weekdays.
    subsets
        At least one; each column is of interest in one of them at most.

    Returns
    -------
    Coefficients
        In the order of the columns. Of dependent ones the controls are kept first, then those of
        interest; 12 residual degrees of freedom are left.

    Notes
    -----
    The normal equations of a subset A are X'X less that of the nights outside A, and less
    rho / (1 + rho n_w) s_w s_w' for each weekday of n_w nights in A that add up to s_w, which is
    what taking off shrunken weekday means comes to. With g a row of (X'X)^-1, a night adds
    x_t'g r_t to its coefficient: the Newey-West variance is that of the sum of this one series.

    Examples
    --------
    >>> from ml.engines.design import Design
    >>> matrix = np.column_stack([np.ones(40), np.tile([0.0, 1.0], 20)])
    >>> mean_alone = Controls(Design(("intercept",), matrix[:, :1]), None)
    >>> first_half = Subset(np.arange(40) < 20, np.array([1]))
    >>> fit_subsets(np.arange(40.0) + 5 * matrix[:, 1], matrix, mean_alone, [first_half]).values
    array([6.])
    """
    scaled, scale = _standardised(matrix)
    centred = outcome - outcome.mean()
    equations, right = _normal_equations(scaled, centred, held_equal, subsets)
    kept = _independent(equations, len(held_equal.columns.names), subsets)
    column, fitted, place = _of_interest(kept, subsets)
    # One solution for the outcome, and a row of the inverse for each column of interest.
    sides = np.zeros((*right.shape, 1 + place.max(initial=0) + 1))
    sides[:, :, 0] = right
    sides[fitted, column, 1 + place] = 1
    solved = _solved(equations, kept, sides)
    solution = solved[:, :, 0]
    rows = np.column_stack([subset.rows for subset in subsets])
    residual_df = rows.sum(0) - kept.sum(1)
    variances = _variances(
        centred[:, None] - scaled @ solution[fitted].T,
        scaled @ solved[fitted, :, 1 + place].T,
        rows[:, fitted],
        held_equal,
    )
    return Coefficients(
        places=column,
        values=solution[fitted, column] / scale[column],
        variances=variances / residual_df[fitted] / scale[column] ** 2,
        residual_df=residual_df[fitted],
    )


def _standardised(matrix: Floats) -> tuple[Floats, Floats]:
    """Return columns centred and of one length, which lose no digits in cross products.

    What the intercept takes up changes with it, and no other coefficient.
    """
    moves = np.ptp(matrix, axis=0) > 0
    scale = np.where(moves, matrix.std(0), 1.0)
    return (matrix - np.where(moves, matrix.mean(0), 0.0)) / scale, scale


def _normal_equations(
    columns: Floats, outcome: Floats, held_equal: Controls, subsets: Sequence[Subset]
) -> tuple[Floats, Floats]:
    """Return X'X and X'y on each subset, less what weekdays held equal take off them."""
    n_columns = columns.shape[1]
    everything = np.column_stack([columns, outcome, held_equal.weekdays])
    whole = everything.T @ everything
    products = np.empty((len(subsets), *whole.shape))
    for index, subset in enumerate(subsets):
        most = 2 * np.count_nonzero(subset.rows) > len(subset.rows)
        few = everything[~subset.rows if most else subset.rows]
        products[index] = whole - few.T @ few if most else few.T @ few
    n_nights = np.diagonal(products, axis1=1, axis2=2)[:, n_columns + 1 :]
    weight = np.sqrt(weekday_loss(n_nights))[:, :, None]
    sums = weight * products[:, n_columns + 1 :, : n_columns + 1]
    left = products[:, :n_columns, : n_columns + 1]
    left -= np.swapaxes(sums[:, :, :n_columns], 1, 2) @ sums
    return left[:, :, :n_columns], left[:, :, n_columns]


def _solved(equations: Floats, kept: Flags, sides: Floats) -> Floats:
    """Return the solutions over the columns kept, zero elsewhere."""
    both = kept[:, :, None] & kept[:, None, :]
    alone = np.where(both, equations, np.eye(equations.shape[1]))
    return np.asarray(np.linalg.solve(alone, sides * kept[:, :, None]), dtype=np.float64)


def _of_interest(kept: Flags, subsets: Sequence[Subset]) -> tuple[Ordinals, Ordinals, Ordinals]:
    """Return the columns of interest that were kept, the subset of each, and its place there."""
    owner = np.full(kept.shape[1], -1)
    place = np.zeros(kept.shape[1], dtype=np.int64)
    for index, subset in enumerate(subsets):
        found = subset.of_interest[kept[index, subset.of_interest]]
        owner[found], place[found] = index, np.arange(len(found))
    column = np.flatnonzero(owner >= 0)
    return column, owner[column], place[column]


def _variances(residuals: Floats, influences: Floats, rows: Flags, held_equal: Controls) -> Floats:
    """Return the larger variance of each coefficient, times its residual degrees of freedom.

    All of shape (nights, coefficients); `rows` are the nights of each one's fit.
    """
    residuals = held_equal.without_weekdays(residuals, rows)
    influences = held_equal.without_weekdays(influences, rows)
    classical = (residuals**2).sum(0) * (influences**2).sum(0)
    # Nights of a fit are neighbours where those between were left out of it: they move up.
    order = np.argsort(~rows, axis=0, kind="stable")
    scores = np.take_along_axis(residuals * influences, order, axis=0)
    n_nights = rows.sum(0)
    return np.maximum(classical, long_run_variances(scores, n_nights) * n_nights)


def _independent(equations: Floats, n_controls: int, subsets: Sequence[Subset]) -> Flags:
    """Return which columns of each subset those before them do not explain.

    Controls lead, then what is studied: what those explain is given up, and not they.
    """
    n_columns = equations.shape[1]
    others = np.ones((len(subsets), n_columns))
    others[:, :n_controls] = -1
    for index, subset in enumerate(subsets):
        others[index, subset.of_interest] = 0
    order = np.argsort(others, axis=1, kind="stable")
    n_nights = np.array([np.count_nonzero(subset.rows) for subset in subsets])
    each = np.arange(len(subsets))[:, None, None]
    led = equations[each, order[:, :, None], order[:, None, :]]
    root = np.linalg.cholesky(led + JITTER * n_nights[:, None, None] * np.eye(n_columns))
    outside = np.diagonal(root, axis1=1, axis2=2) / np.sqrt(n_nights)[:, None]
    kept = outside > INDEPENDENT_SHARE
    kept &= np.cumsum(kept, axis=1) <= (n_nights - FEWEST_RESIDUAL_DF)[:, None]
    natural = np.zeros_like(kept)
    np.put_along_axis(natural, order, kept, axis=1)
    return natural
