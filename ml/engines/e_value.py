"""E-values: evidence against no effect that stays honest however often one looks.

An e-value here is a Bayes factor: the density of the estimate under a prior of the effect over
its density under no effect. Its mean is at most 1 when there is no effect, at any stopping time,
so P(it ever exceeds 1 / alpha) <= alpha (Ville). Estimates are first calibrated to a normal scale
from their t-test, which keeps the e-value honest on few nights. All are kept as logarithms.

References
----------
.. [1] Ramdas, A., Grünwald, P., Vovk, V. & Shafer, G. (2023). Game-theoretic statistics and safe
   anytime-valid inference. Statistical Science 38(4). https://doi.org/10.1214/23-STS894
"""

import numpy as np
from scipy.special import ndtri, stdtr

from ml.engines.arrays import Floats, Ordinals

# Beyond this no decision changes, and exp() stays finite on the way to a client.
LARGEST_LOG_E = float(np.log(1e15))
# ndtri(0) is infinite; 1e-300 is z = 37.
SMALLEST_P = 1e-300
# Estimates this near zero, in standard errors, have no scale to calibrate.
SMALLEST_Z = 1e-6


def two_sided_p(estimate: Floats, standard_error: Floats, df: int | Ordinals) -> Floats:
    """Return the p-values of t-tests against zero."""
    return 2 * stdtr(df, -np.abs(estimate / standard_error))


def calibrated_error(estimate: Floats, standard_error: Floats, p_value: Floats) -> Floats:
    """Return the standard errors at which normal tests would give the same p-values.

    Notes
    -----
    z = sign(b) Phi^-1(1 - p / 2) and se* = |b| / |z|: with few residual degrees of freedom the
    t-test is the humbler one, and se* is larger than se.

    Examples
    --------
    >>> import numpy as np
    >>> b, se = np.array([2.0]), np.array([1.0])
    >>> calibrated_error(b, se, two_sided_p(b, se, 12))
    array([1.0985])
    """
    z = -ndtri(np.clip(p_value, SMALLEST_P, 1) / 2)
    usable = z > SMALLEST_Z
    return np.where(usable, np.abs(estimate) / np.where(usable, z, 1.0), standard_error)


def log_e_value(
    estimate: Floats, standard_error: Floats, prior_mean: Floats, prior_scale: Floats
) -> Floats:
    """Return the logarithm of the e-values of normal estimates under normal priors.

    Notes
    -----
    ln N(b; m0, se^2 + tau^2) - ln N(b; 0, se^2), at most ln 1e15.

    Examples
    --------
    >>> import numpy as np
    >>> one, zero = np.ones(1), np.zeros(1)
    >>> log_e_value(3 * one, one, zero, one)  # -ln(2) / 2 + 9 / 4
    array([1.9034])
    """
    null, prior = standard_error**2, standard_error**2 + prior_scale**2
    log_e = (
        0.5 * np.log(null / prior)
        - 0.5 * (estimate - prior_mean) ** 2 / prior
        + 0.5 * estimate**2 / null
    )
    return np.minimum(log_e, LARGEST_LOG_E)


def joint_log_e_value(estimate: Floats, covariance: Floats, prior: Floats) -> float:
    """Return the logarithm of the e-value of several estimates under a prior centred on zero.

    Parameters
    ----------
    estimate
        Shape (q,).
    covariance, prior
        Covariances of the estimate's error and of the effects, shape (q, q), positive definite.

    Notes
    -----
    ln N(b; 0, V + T) - ln N(b; 0, V), at most ln 1e15.
    """
    total = covariance + prior
    log_ratio = np.linalg.slogdet(covariance)[1] - np.linalg.slogdet(total)[1]
    gain = estimate @ np.linalg.solve(covariance, estimate)
    gain -= estimate @ np.linalg.solve(total, estimate)
    return min(0.5 * float(gain + log_ratio), LARGEST_LOG_E)
