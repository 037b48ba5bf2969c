"""Effect: what one fitted exposure comes to, with its uncertainty, evidence and robustness.

References
----------
.. [1] Cinelli, C. & Hazlett, C. (2020). Making sense of sensitivity: extending omitted variable
   bias. Journal of the Royal Statistical Society B 82(1). https://doi.org/10.1111/rssb.12348
.. [2] van Zwet, E. & Cator, E. (2021). The significance filter, the winner's curse and the need to
   shrink. Statistica Neerlandica 75(4). https://doi.org/10.1111/stan.12241
"""

from dataclasses import dataclass

import numpy as np

from ml.engines.arrays import Floats, Ordinals
from ml.engines.e_value import calibrated_error, log_e_value, two_sided_p
from ml.engines.exposures import Exposure
from ml.engines.prior_list import PRE_REGISTERED, prior_of
from ml.engines.subset_fits import Coefficients

# Effects shown are drawn towards zero as if they spread by .8 SD of the outcome between habits.
DISPLAY_SCALE_SD = 0.8
NORMAL_90 = 1.645
# Calibrated on simulated people: 90-92 % coverage at the moment of a first claim.
INTERVAL_WIDENING = 1.05
# A perfect fit has no error; a share of the outcome's SD stands in for it.
SMALLEST_ERROR_SD = 1e-9
# Phi^-1(.80): the chance to see an effect that is there.
POWER_Z = 0.84
# When a claim is near, the prior is about 5 standard errors wide: gives z of 3.8 and 4.2 below.
PRIOR_VARIANCE_PER_ERROR = 25.0
YEAR_NIGHTS = 365


@dataclass(frozen=True)
class Effect:
    """How the outcome differs with one exposure, per yes or per unit of a linear exposure.

    Parameters
    ----------
    name
        Column of the exposure.
    same_as, opposite_of
        Columns merged into it, answered alike or oppositely on nearly all nights.
    inseparable_from
        Exposures left out because they cannot be told from this one.
    n_nights, n_exposed
        Nights compared, and those with the exposure (linear: above zero).
    baseline
        Mean outcome on nights without it (linear: on all nights).
    estimate, low, high
        Shrunken difference and its 90 % interval, in the outcome's unit.
    unshrunken, standard_error
        Least squares estimate and its calibrated standard error.
    p_value
        At this one look, not corrected for the number of exposures.
    log_e
        Natural logarithm of the e-value, at most ln 1e15.
    robustness_value_share
        Share (0 to 1) of what is left of both exposure and outcome that a hidden factor would
        have to explain to erase the effect.
    exposure_sd
        SD of a linear exposure; 1 for a habit.
    pre_registered
        Whether a prior for it was written down beforehand.
    """

    name: str
    same_as: tuple[str, ...]
    opposite_of: tuple[str, ...]
    inseparable_from: tuple[str, ...]
    n_nights: int
    n_exposed: int
    baseline: float
    estimate: float
    low: float
    high: float
    unshrunken: float
    standard_error: float
    p_value: float
    log_e: float
    robustness_value_share: float
    exposure_sd: float
    pre_registered: bool


def effects_of(
    exposures: tuple[Exposure, ...], outcome: Floats, fitted: Coefficients
) -> list[Effect]:
    """Return the effects of fitted exposures.

    Parameters
    ----------
    exposures
        Each fitted on the nights that it was answered, in units of its `sd`.
    outcome
        Shape (nights,).
    fitted
        The coefficients found, of the exposures in their order.

    Returns
    -------
    list of Effect
        In the order of the exposures.

    Notes
    -----
    The standard error is the larger of the classical and the Newey-West one. Shown is b s with
    s = tau^2 / (tau^2 + se*^2) and tau = .8 SD of the outcome, against the winner's curse [2]_;
    its interval is +-1.645 * 1.05 * sqrt(s) * se*. The robustness value is
    (sqrt(f^4 + 4 f^2) - f^2) / 2 with f = |t| / sqrt(df) [1]_.
    """
    answered = np.array([exposure.answered for exposure in exposures]).reshape(-1, len(outcome))
    sd = np.array([outcome[rows].std() for rows in answered])
    raw, df = fitted.values, fitted.residual_df
    error = np.maximum(np.sqrt(fitted.variances), SMALLEST_ERROR_SD * sd)
    p_value = two_sided_p(raw, error, df)
    calibrated = calibrated_error(raw, error, p_value)
    priors = [prior_of(exposure.name) for exposure in exposures]
    log_e = log_e_value(
        raw,
        calibrated,
        sd * np.array([prior.mean for prior in priors]),
        sd * np.array([prior.scale for prior in priors]),
    )
    robustness = _robustness(raw / error, df)
    numbers = np.column_stack([raw, calibrated, sd, p_value, log_e, robustness])
    return [
        _effect(exposure, outcome, _Estimate(*row))
        for exposure, row in zip(exposures, numbers.tolist(), strict=True)
    ]


def days_to_answer(effect: Effect, difference: float, n_tested: int, alpha: float) -> int | None:
    """Return how many more nights would show a difference of a given size.

    Parameters
    ----------
    effect
        What is known so far.
    difference
        In the outcome's unit, per yes or per SD of a linear exposure; above zero.
    n_tested
        Exposures tested together.
    alpha
        Error budget of the insight.

    Returns
    -------
    int or None
        0 if the nights there are suffice; None for more than a year.

    Notes
    -----
    n ((z_gate + .84) se / difference)^2 - n at 80 % power, where z_gate is the z at which an
    e-value reaches n_tested / alpha: 3.8 at 10 habits and alpha .05, 4.2 at 40.
    """
    ratio = PRIOR_VARIANCE_PER_ERROR
    hurdle = np.log(n_tested / alpha) + 0.5 * np.log(1 + ratio)
    z_gate = float(np.sqrt(2 * (1 + 1 / ratio) * hurdle))
    error = effect.standard_error * effect.exposure_sd
    needed = effect.n_nights * ((z_gate + POWER_Z) * error / difference) ** 2
    more = max(0, int(np.ceil(needed - effect.n_nights)))
    return more if more <= YEAR_NIGHTS else None


@dataclass(frozen=True)
class _Estimate:
    """One coefficient, per unit of the fit, with its calibrated error."""

    raw: float
    error: float
    outcome_sd: float
    p_value: float
    log_e: float
    robustness_value_share: float


def _effect(exposure: Exposure, outcome: Floats, found: _Estimate) -> Effect:
    spread = (DISPLAY_SCALE_SD * found.outcome_sd) ** 2
    shrinkage = spread / (spread + found.error**2)
    half = NORMAL_90 * INTERVAL_WIDENING * shrinkage**0.5 * found.error
    return Effect(
        name=exposure.name,
        same_as=exposure.same_as,
        opposite_of=exposure.opposite_of,
        inseparable_from=exposure.inseparable_from,
        n_nights=exposure.n_nights,
        n_exposed=exposure.n_exposed,
        baseline=_baseline(exposure, outcome),
        estimate=shrinkage * found.raw / exposure.sd,
        low=(shrinkage * found.raw - half) / exposure.sd,
        high=(shrinkage * found.raw + half) / exposure.sd,
        unshrunken=found.raw / exposure.sd,
        standard_error=found.error / exposure.sd,
        p_value=found.p_value,
        log_e=found.log_e,
        robustness_value_share=found.robustness_value_share,
        exposure_sd=exposure.sd,
        pre_registered=exposure.name in PRE_REGISTERED,
    )


def _robustness(t_value: Floats, df: Ordinals) -> Floats:
    # f^2 sqrt(1 + 4 / f^2) - f^2 loses all digits for large f; this form of it does not.
    f = np.abs(t_value) / np.sqrt(df)
    return 2 * f / (f + np.sqrt(f**2 + 4))


def _baseline(exposure: Exposure, outcome: Floats) -> float:
    if not exposure.binary:
        return float(outcome[exposure.answered].mean())
    return float(outcome[exposure.values == 0].mean())
