"""Least squares with both covariances: the classical one, and Newey and West's.

Equal to statsmodels' OLS with HAC (use_correction=True), as the tests show, at a third of its
time: habits answered on different nights need a fit each, and each look at a claim needs all.
Only the coefficients of interest get a covariance, not the dozens of controls beside them.

References
----------
.. [1] Newey, W. K. & West, K. D. (1987). A simple, positive semi-definite, heteroskedasticity and
   autocorrelation consistent covariance matrix. Econometrica 55(3).
   https://doi.org/10.2307/1913610
"""

from dataclasses import dataclass

import numpy as np

from ml.engines.arrays import Floats, Ordinals

# Fewer leave the residual variance itself too uncertain for a t-test (insights, section 2, E1).
FEWEST_RESIDUAL_DF = 12
# An outcome that never moves has no effects to find.
SMALLEST_SD = 1e-6
# A column's part not explained by the columns before it, as a share of its length.
INDEPENDENT_SHARE = 1e-7


@dataclass(frozen=True, eq=False)
class Fit:
    """The coefficients of interest of a least squares fit.

    Parameters
    ----------
    coefficients
        One a column of interest.
    classical, newey_west
        Their covariances, each with the factor n / (n - k).
    residual_df
        Nights less all columns.
    residual_variance
        Of the residuals, with that many degrees of freedom.
    """

    coefficients: Floats
    classical: Floats
    newey_west: Floats
    residual_df: int
    residual_variance: float


def fit(outcome: Floats, matrix: Floats, places: Ordinals) -> Fit:
    """Fit an outcome on a matrix of full rank.

    Parameters
    ----------
    outcome
        Shape (nights,), complete, in order of time.
    matrix
        Shape (nights, columns), complete, of full column rank, with its intercept.
    places
        Positions of the columns of interest.

    Returns
    -------
    Fit
        Of the columns of interest, in the order of `places`.

    Notes
    -----
    With X = Q R and A = Q R^-T, the columns of A are what each night adds to a coefficient, and
    u_t = A_t r_t its score: the covariances are s^2 A'A, and the sum over lags of
    (1 - l / (L + 1)) u_t u_t-l' + its transpose, L = floor(4 (n / 100)^(2/9)) [1]_.

    Examples
    --------
    >>> import numpy as np
    >>> line = np.column_stack([np.ones(4), np.arange(4.0)])
    >>> fit(np.array([1.0, 3.0, 5.0, 7.5]), line, np.array([0, 1])).coefficients
    array([0.9 , 2.15])
    """
    n_nights, n_columns = matrix.shape
    df = n_nights - n_columns
    basis, triangle = np.linalg.qr(matrix)
    inverse = np.linalg.inv(triangle)
    residual = outcome - basis @ (basis.T @ outcome)
    influence = basis @ inverse[places].T
    variance = float(residual @ residual) / df
    return Fit(
        coefficients=influence.T @ outcome,
        classical=variance * influence.T @ influence,
        newey_west=_long_run(influence * residual[:, None]) * (n_nights / df),
        residual_df=df,
        residual_variance=variance,
    )


def _long_run(scores: Floats) -> Floats:
    """Return the covariance of a sum of scores that may be autocorrelated."""
    lags = int(4 * (len(scores) / 100) ** (2 / 9))
    total = scores.T @ scores
    for lag in range(1, lags + 1):
        product = scores[lag:].T @ scores[:-lag]
        total += (1 - lag / (lags + 1)) * (product + product.T)
    return total


def long_run_variances(scores: Floats, n_nights: Ordinals) -> Floats:
    """Return the variance of the sum of each series of scores, as `fit` has their covariance.

    Parameters
    ----------
    scores
        Shape (nights, series), in order of time; 0 after the end of a shorter series.
    n_nights
        Length of each series.
    """
    lags = np.floor(4 * (n_nights / 100) ** (2 / 9))
    total = (scores**2).sum(0)
    for lag in range(1, int(lags.max(initial=0)) + 1):
        weight = np.maximum(0, 1 - lag / (lags + 1))
        total += 2 * weight * (scores[lag:] * scores[:-lag]).sum(0)
    return total


def independent(matrix: Floats) -> Ordinals:
    """Return the positions of the columns that the columns before them do not explain.

    Parameters
    ----------
    matrix
        Shape (nights, columns), complete, the columns to be kept first of all leading.

    Examples
    --------
    >>> import numpy as np
    >>> one = np.ones(3)
    >>> independent(np.column_stack([one, 2 * one, np.arange(3.0)])).tolist()
    [0, 2]
    """
    lengths = np.linalg.norm(matrix, axis=0)
    scaled = matrix / np.where(lengths > 0, lengths, 1.0)
    kept = np.arange(matrix.shape[1])
    while len(kept):
        # Of a triangular factor, |R_jj| is the part of column j outside those before it.
        outside = np.abs(np.diag(np.linalg.qr(scaled[:, kept], mode="r")))
        outside = np.pad(outside, (0, len(kept) - len(outside)))
        explained = np.flatnonzero(outside <= INDEPENDENT_SHARE)
        if not len(explained):
            break
        # Only the first: what follows a dependent column is not comparable in this factor.
        kept = np.delete(kept, explained[0])
    return kept
