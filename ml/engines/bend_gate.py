"""Bend gate: whether an outcome differs along an exposure at all, straight or bent.

A straight and a bent part are tested together, the controls held equal. Their covariance is the
smallest that is at least as large as both the classical and the Newey-West one in every
direction; choosing the one with the larger trace is no maximum, and let six times as many users
with nothing to find pass.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import chdtri, fdtrc

from ml.engines.arrays import Floats
from ml.engines.clock import DAY_HOURS
from ml.engines.controls import Controls
from ml.engines.e_value import joint_log_e_value
from ml.engines.exposure_grid import winsorised
from ml.engines.least_squares import FEWEST_RESIDUAL_DF, Fit, fit, independent

# Prior SDs of the straight and the bent part, in SDs of the outcome; on the clock both parts are
# alike, so both get the first.
LINE_PRIOR_SD = (0.35, 0.175)
CLOCK_PRIOR_SD = (0.35, 0.35)
# Outside, the quantile of chi-squared at p loses its digits.
P_RANGE = (1e-12, 0.999)
# In SDs of the outcome. Measured numbers are rounded and scatter more: with less, the outcome is
# computed from the columns, and a curve's posterior is singular.
SMALLEST_NOISE = 1e-4


@dataclass(frozen=True, eq=False)
class BendGate:
    """A test of an exposure, and what a curve over the same nights needs.

    Parameters
    ----------
    p_value, log_e
        Of no difference along the exposure; log_e is at most ln 1e15.
    noise_variance
        Of the residuals, widened where they are autocorrelated.
    outcome, nuisance
        Outcome and independent controls, weekdays taken off.
    """

    p_value: float
    log_e: float
    noise_variance: float
    outcome: Floats
    nuisance: Floats


def bend_gate(
    outcome: Floats, values: Floats, held_equal: Controls, *, circular: bool
) -> BendGate | None:
    """Test whether an outcome differs along an exposure.

    Parameters
    ----------
    outcome, values
        One a night, complete.
    held_equal
        Controls of the same nights, complete.
    circular
        Whether the exposure is a time on the clock, in hours.

    Returns
    -------
    BendGate or None
        None under 12 residual degrees of freedom, where the controls explain the exposure, or
        where nothing of the outcome is left unexplained.

    Notes
    -----
    On a line the parts are z and z^2 - 1 of the winsorised, standardised exposure; on the clock
    the sine and cosine. The Wald statistic W gets its p-value from F(2, n - k) at W / 2; the
    covariance is then rescaled so that a chi-squared test would give the same, and
    E = N(b; 0, V + T) / N(b; 0, V) with T of SDs .35 and .175 (on the clock .35 both).
    """
    basis = _around(values) if circular else _bent(winsorised(values))
    raw = np.column_stack([held_equal.columns.values, basis])
    kept = independent(raw)
    if not np.isin([raw.shape[1] - 2, raw.shape[1] - 1], kept).all():
        return None
    if len(outcome) - len(kept) < FEWEST_RESIDUAL_DF:
        return None
    matrix, plain = held_equal.without_weekdays(raw[:, kept]), held_equal.without_weekdays(outcome)
    fitted = fit(plain, matrix, np.arange(len(kept) - 2, len(kept)))
    if fitted.residual_variance < (SMALLEST_NOISE * outcome.std()) ** 2:
        return None
    prior_sd = np.array(CLOCK_PRIOR_SD if circular else LINE_PRIOR_SD) * outcome.std()
    p_value, log_e = _evidence(fitted, np.diag(prior_sd**2))
    inflation = np.trace(fitted.newey_west) / np.trace(fitted.classical)
    return BendGate(
        p_value=p_value,
        log_e=log_e,
        noise_variance=fitted.residual_variance * max(1.0, float(inflation)),
        outcome=plain,
        nuisance=matrix[:, :-2],
    )


def least_upper_bound(one: Floats, other: Floats) -> Floats:
    """Return the smallest covariance at least as large as both in the directions of either.

    Parameters
    ----------
    one, other
        Shape (q, q), symmetric; `one` positive definite.

    Notes
    -----
    With L L' = one and U diag(lambda) U' = L^-1 other L^-T: L U diag(max(lambda, 1)) U' L'.

    Examples
    --------
    >>> import numpy as np
    >>> least_upper_bound(np.diag([1.0, 4.0]), np.diag([2.0, 3.0]))
    array([[2., 0.],
           [0., 4.]])
    """
    root = np.linalg.cholesky(one)
    ratio, directions = np.linalg.eigh(np.linalg.solve(root, np.linalg.solve(root, other).T))
    spread = root @ directions
    return (spread * np.maximum(ratio, 1)) @ spread.T


def _evidence(fitted: Fit, prior: Floats) -> tuple[float, float]:
    """Return the p-value and the logarithm of the e-value of the two parts together."""
    part = fitted.coefficients
    covariance = least_upper_bound(fitted.classical, fitted.newey_west)
    wald = float(part @ np.linalg.solve(covariance, part))
    p_value = float(fdtrc(2, fitted.residual_df, wald / 2))
    if P_RANGE[0] < p_value < P_RANGE[1]:
        covariance = covariance * (wald / float(chdtri(2, p_value)))
    return p_value, joint_log_e_value(part, covariance, prior)


def _bent(lived: Floats) -> Floats:
    standard = (lived - lived.mean()) / lived.std()
    return np.column_stack([standard, standard**2 - 1])


def _around(hours: Floats) -> Floats:
    angle = hours * (2 * np.pi / DAY_HOURS)
    return np.column_stack([np.sin(angle), np.cos(angle)])
