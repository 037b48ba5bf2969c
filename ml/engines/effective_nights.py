"""Effective nights: how many independent nights some neighbouring ones are worth.

Nights resemble the nights before them, so a mean of n of them is known less well than n
independent ones would tell. Their lag-1 autocorrelation says how much less.

References
----------
.. [1] Kendall, M. G. (1954). Note on bias in the estimation of autocorrelation. Biometrika
   41(3-4). https://doi.org/10.1093/biomet/41.3-4.403
.. [2] Bayley, G. V. & Hammersley, J. M. (1946). The "effective" number of independent
   observations in an autocorrelated time series. Supplement to the Journal of the Royal
   Statistical Society 8(2). https://doi.org/10.2307/2983560
"""

import numpy as np

from ml.engines.arrays import Floats

# Beyond this a series wanders, and no number of nights gives it a mean.
LARGEST_LAG1 = 0.9
# Kendall's correction divides by three nights fewer than there are.
FEWEST_VALUES = 4


def lag1(windows: Floats) -> Floats:
    """Return the lag-1 autocorrelation, corrected for its bias.

    Parameters
    ----------
    windows
        Shape (..., windows, nights), on the calendar; NaN is missing. Windows of one series have
        means of their own, and one autocorrelation together.

    Returns
    -------
    Floats
        Shape (...), 0 to .9; 0 where no two neighbours are known or nothing varies.

    Notes
    -----
    r is the mean product of neighbouring deviations over the mean square; with n known nights a
    window, phi = (n r + 1) / (n - 3) [1]_.

    Examples
    --------
    >>> lag1(np.array([[1.0, 1, 1, 1, 2, 2, 2, 2]])).round(2)
    np.float64(0.9)
    """
    known = np.isfinite(windows)
    counts = known.sum(axis=-1, keepdims=True)
    filled = np.where(known, windows, 0.0)
    means = filled.sum(axis=-1, keepdims=True) / np.maximum(counts, 1)
    apart = np.where(known, windows - means, 0.0)
    pairs = (known[..., 1:] & known[..., :-1]).sum(axis=(-2, -1))
    products = (apart[..., 1:] * apart[..., :-1]).sum(axis=(-2, -1)) / np.maximum(pairs, 1)
    n_known = known.sum(axis=(-2, -1))
    squares = (apart**2).sum(axis=(-2, -1)) / np.maximum(n_known, 1)
    n_nights = np.maximum(n_known / windows.shape[-2], FEWEST_VALUES)
    raw = np.where(squares > 0, products / np.where(squares > 0, squares, 1.0), 0.0)
    corrected = (n_nights * raw + 1) / (n_nights - 3)
    return np.where((pairs > 0) & (squares > 0), np.clip(corrected, 0.0, LARGEST_LAG1), 0.0)


def worth(n_nights: Floats | float, phi: Floats | float) -> Floats:
    """Return how many independent nights so many neighbouring ones are worth.

    Parameters
    ----------
    n_nights
        1 or more.
    phi
        Lag-1 autocorrelation, 0 to .9.

    Returns
    -------
    Floats
        From 1 to `n_nights`.

    Notes
    -----
    The variance of the mean of n AR(1) values is s^2 / n_eff with
    n_eff = n^2 / (n + 2 sum_k (n - k) phi^k), k = 1 .. n - 1 [2]_; for long stretches it comes to
    n (1 - phi) / (1 + phi), which takes a week for less than it is worth (3.3 for 3.7 of 7
    nights at .36).

    Examples
    --------
    >>> worth(7, 0.36).round(2), worth(28, 0.0)
    (np.float64(3.74), np.float64(28.0))
    """
    n, phi = np.asarray(n_nights, dtype=np.float64), np.asarray(phi, dtype=np.float64)
    later = phi * (n * (1 - phi) - (1 - phi**n)) / (1 - phi) ** 2
    return n**2 / (n + 2 * later)
