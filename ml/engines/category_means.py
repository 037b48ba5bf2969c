"""Category means: the mean outcome of each category at equal controls, and their covariance.

One least squares fit with a column a category and the controls beside them. The covariance is
the smallest that is at least as large as both the classical and the Newey-West one, widened so
that a normal test between the categories gives the p-value of the F-test: with few rows the
F-test is the humbler one.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import chdtri, fdtrc

from ml.engines.arrays import Floats, Ordinals
from ml.engines.bend_gate import P_RANGE, least_upper_bound
from ml.engines.controls import Controls
from ml.engines.design import refuse_leakage
from ml.engines.effect import SMALLEST_ERROR_SD
from ml.engines.least_squares import FEWEST_RESIDUAL_DF, SMALLEST_SD, fit, independent


@dataclass(frozen=True, eq=False)
class CategoryMeans:
    """Adjusted means of the categories that occur.

    Parameters
    ----------
    categories
        Codes that occur, ascending, shape (k,).
    n_rows
        Rows of each, shape (k,).
    means
        Mean outcome of each at average controls, shape (k,).
    covariance
        Of their errors, shape (k, k), positive definite.
    p_value
        Of the F-test that all categories are alike.
    outcome_sd
        SD of the outcome over the rows used.
    """

    categories: Ordinals
    n_rows: Ordinals
    means: Floats
    covariance: Floats
    p_value: float
    outcome_sd: float


def category_means(
    outcome: Floats, category: Ordinals, held_equal: Controls
) -> CategoryMeans | None:
    """Return the adjusted mean of each category, in the outcome's unit.

    Parameters
    ----------
    outcome
        One a row, in order of time; NaN rows are left out.
    category
        Code of each row, 0 or above; rows below 0 have none and are left out.
    held_equal
        Controls of the same rows; rows with a missing control are left out.

    Returns
    -------
    CategoryMeans or None
        None where nothing can be compared: under two categories, under 12 residual degrees of
        freedom, or a constant outcome.

    Raises
    ------
    LeakedOutcome
        If a control is an ingredient of recovery of the same night.

    Notes
    -----
    With m the means, V their covariance and m0 the mean that V weights them to, the statistic
    W = (m - m0)' V^-1 (m - m0) gets its p-value from F(k - 1, n - columns) at W / (k - 1); V is
    then multiplied by what brings a chi-squared test of W to the same p-value.

    Examples
    --------
    >>> from ml.engines.design import Design
    >>> outcome = np.tile([1.0, 5.0, 3.0, 3.0], 10)
    >>> mean_alone = Controls(Design(("intercept",), np.ones((40, 1))), None)
    >>> category_means(outcome, np.tile([0, 0, 4, 4], 10), mean_alone).means
    array([3., 3.])
    """
    refuse_leakage(held_equal.columns)
    rows = np.isfinite(outcome) & np.isfinite(held_equal.columns.values).all(1) & (category >= 0)
    outcome, held_equal = outcome[rows], held_equal.of(rows)
    codes, place, n_rows = np.unique(category[rows], return_inverse=True, return_counts=True)
    if len(codes) < 2 or outcome.std() < SMALLEST_SD:
        return None
    member = (place[:, None] == np.arange(len(codes))).astype(np.float64)
    others = held_equal.columns.values - held_equal.columns.values.mean(0)
    raw = np.column_stack([member, others])
    # Categories lead: a control that they explain, such as the intercept, is the one to go.
    kept = independent(raw)
    if len(outcome) - len(kept) < FEWEST_RESIDUAL_DF:
        return None
    found = fit(
        held_equal.without_weekdays(outcome),
        held_equal.without_weekdays(raw[:, kept]),
        np.arange(len(codes)),
    )
    sd = float(outcome.std())
    floor = (SMALLEST_ERROR_SD * sd) ** 2 * np.eye(len(codes))
    covariance = least_upper_bound(found.classical + floor, found.newey_west)
    p_value, widening = _calibration(found.coefficients, covariance, found.residual_df)
    return CategoryMeans(codes, n_rows, found.coefficients, widening * covariance, p_value, sd)


def _calibration(means: Floats, covariance: Floats, residual_df: int) -> tuple[float, float]:
    """Return the p-value of the F-test, and what the covariance is multiplied by for it."""
    df = len(means) - 1
    precision = np.linalg.inv(covariance)
    centred = means - (precision.sum(0) @ means) / precision.sum()
    wald = float(centred @ precision @ centred)
    p_value = float(fdtrc(df, residual_df, wald / df))
    if not P_RANGE[0] < p_value < P_RANGE[1]:
        return p_value, 1.0
    return p_value, wald / float(chdtri(df, p_value))
