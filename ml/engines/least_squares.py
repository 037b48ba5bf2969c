"""Least squares with both covariances: the classical one, and Newey and West's.

References
----------
.. [1] Newey, W. K. & West, K. D. (1987). A simple, positive semi-definite, heteroskedasticity and
   autocorrelation consistent covariance matrix. Econometrica 55(3).
   https://doi.org/10.2307/1913610
"""

from dataclasses import dataclass

import numpy as np
from statsmodels.regression.linear_model import OLS

from ml.engines.arrays import Floats, Ordinals

# Fewer leave the residual variance itself too uncertain for a t-test (insights, section 2, E1).
FEWEST_RESIDUAL_DF = 12
# An outcome that never moves has no effects to find.
SMALLEST_SD = 1e-6
# A column's part not explained by the columns before it, as a share of its length.
INDEPENDENT_SHARE = 1e-7


@dataclass(frozen=True, eq=False)
class Fit:
    """A least squares fit.

    Parameters
    ----------
    coefficients
        One a column.
    classical, newey_west
        Covariances of the coefficients, each with the factor n / (n - k).
    residual_df
        Nights less columns.
    residual_variance
        Of the residuals, with that many degrees of freedom.
    """

    coefficients: Floats
    classical: Floats
    newey_west: Floats
    residual_df: int
    residual_variance: float


def fit(outcome: Floats, matrix: Floats) -> Fit:
    """Fit an outcome on a matrix of full rank.

    Parameters
    ----------
    outcome
        Shape (nights,), complete, in order of time.
    matrix
        Shape (nights, columns), complete, of full column rank, with its intercept.

    Returns
    -------
    Fit
        Newey-West with Bartlett weights up to lag floor(4 (n / 100)^(2/9)) [1]_.

    Examples
    --------
    >>> import numpy as np
    >>> line = np.column_stack([np.ones(4), np.arange(4.0)])
    >>> fit(np.array([1.0, 3.0, 5.0, 7.5]), line).coefficients
    array([0.9 , 2.15])
    """
    model = OLS(outcome, matrix).fit()
    lags = int(4 * (len(outcome) / 100) ** (2 / 9))
    robust = model.get_robustcov_results("HAC", maxlags=lags, use_correction=True, use_t=True)
    return Fit(
        coefficients=np.asarray(model.params, dtype=np.float64),
        classical=np.asarray(model.cov_params(), dtype=np.float64),
        newey_west=np.asarray(robust.cov_params(), dtype=np.float64),
        residual_df=int(model.df_resid),
        residual_variance=float(model.scale),
    )


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
