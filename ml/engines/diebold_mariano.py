"""Diebold-Mariano: whether one forecast is more accurate than another beyond chance.

References
----------
.. [1] Diebold, F. X. & Mariano, R. S. (1995). Comparing predictive accuracy. Journal of Business &
   Economic Statistics 13(3). https://doi.org/10.1080/07350015.1995.10524599
.. [2] Harvey, D., Leybourne, S. & Newbold, P. (1997). Testing the equality of prediction mean
   squared errors. International Journal of Forecasting 13(2).
   https://doi.org/10.1016/S0169-2070(96)00719-4
"""

import numpy as np
from scipy.special import stdtr

from ml.engines.arrays import Floats


def diebold_mariano(errors: Floats, other_errors: Floats) -> float:
    """Return the two-sided p-value of two one-step forecasts having equal absolute errors.

    Parameters
    ----------
    errors, other_errors
        Of the same nights, complete, at least 2.

    Notes
    -----
    With d_t = |e_t| - |f_t| the statistic is mean(d) / sqrt(var(d) / n), var over n, times the
    small-sample factor sqrt((n - 1) / n) of one-step forecasts, on n - 1 degrees of freedom [2]_.

    Examples
    --------
    >>> import numpy as np
    >>> diebold_mariano(np.ones(60), -np.ones(60))  # as accurate
    1.0
    """
    difference = np.abs(errors) - np.abs(other_errors)
    n_nights, variance = len(difference), float(difference.var())
    if variance == 0:
        return 1.0 if difference.mean() == 0 else 0.0
    statistic = difference.mean() / np.sqrt(variance / n_nights)
    return float(2 * stdtr(n_nights - 1, -abs(statistic) * np.sqrt((n_nights - 1) / n_nights)))
