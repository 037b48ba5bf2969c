"""Cosinor: a wave of 24 hours through measurements taken at known times of day.

A sine and a cosine of the clock are fitted beside what is held equal; together they are one wave
with an amplitude and a time of its peak. An amplitude is above zero by chance alone, so that it
cannot be judged by itself: sine and cosine are tested together, and the interval of the amplitude
is the range of amplitudes within the joint 90 % region of both. It holds zero just where the
test does not reject at .10, and covers the truth at least 9 times in 10.

References
----------
.. [1] Cornelissen, G. (2014). Cosinor-based rhythmometry. Theoretical Biology and Medical
   Modelling 11, 16. https://doi.org/10.1186/1742-4682-11-16
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import fdtrc, fdtri

from ml.engines.arrays import Floats
from ml.engines.bend_gate import SMALLEST_NOISE, least_upper_bound
from ml.engines.clock import DAY_HOURS
from ml.engines.controls import Controls
from ml.engines.least_squares import FEWEST_RESIDUAL_DF, SMALLEST_SD, fit, independent

REGION_SHARE = 0.90
# Directions in which the edge of the region is looked at: a minute of the clock is 4 of them.
DIRECTIONS = 5760


@dataclass(frozen=True)
class Cosinor:
    """A wave of 24 hours.

    Parameters
    ----------
    amplitude, amplitude_low, amplitude_high
        Half of the way from trough to peak, in the outcome's unit, with its 90 % interval.
    peak_hours
        Clock hours of the peak, 0 to under 24; it means something where `amplitude_low` is above 0.
    p_value
        Of no wave at all.
    n_rows
        Measurements used.
    """

    amplitude: float
    amplitude_low: float
    amplitude_high: float
    peak_hours: float
    p_value: float
    n_rows: int


def cosinor(outcome: Floats, clock_hours: Floats, held_equal: Controls) -> Cosinor | None:
    """Fit a wave of 24 hours, in the outcome's unit.

    Parameters
    ----------
    outcome
        One a measurement, in order of time; NaN rows are left out.
    clock_hours
        Local times of the same measurements, any whole number of days added; NaN rows are left out.
    held_equal
        Controls of the same rows; rows with a missing control are left out.

    Returns
    -------
    Cosinor or None
        None under 12 residual degrees of freedom, for a constant outcome, or where the controls or
        too few times leave no wave to fit.

    Notes
    -----
    y = M + b cos(2 pi h / 24) + c sin(2 pi h / 24) + controls; amplitude sqrt(b^2 + c^2), peak at
    atan2(c, b) [1]_. The covariance V of (b, c) is the least upper bound of the classical and
    the Newey-West one. With W = (b, c) V^-1 (b, c)', p is that of F(2, n - k) at W / 2, and the
    region holds what lies within W = 2 F^-1(.90) of the estimate.

    Examples
    --------
    >>> from ml.engines.design import Design
    >>> hours = np.tile(np.arange(6.0, 22.0), 8)
    >>> bpm = 140 + 5 * np.cos(2 * np.pi * (hours - 17) / 24) + np.tile([1.0, 1.0, -1.0, -1.0], 32)
    >>> mean_alone = Controls(Design(("intercept",), np.ones((128, 1))), None)
    >>> wave = cosinor(bpm, hours, mean_alone)
    >>> round(wave.amplitude), round(wave.peak_hours), wave.p_value < 0.001
    (5, 17, True)
    """
    angle = clock_hours * (2 * np.pi / DAY_HOURS)
    raw = np.column_stack([held_equal.columns.values, np.cos(angle), np.sin(angle)])
    rows = np.isfinite(outcome) & np.isfinite(raw).all(1)
    outcome, raw = outcome[rows], raw[rows]
    if len(outcome) - raw.shape[1] < FEWEST_RESIDUAL_DF or outcome.std() < SMALLEST_SD:
        return None
    kept = independent(raw)
    if not np.isin([raw.shape[1] - 2, raw.shape[1] - 1], kept).all():
        return None
    fitted = fit(outcome, raw[:, kept], np.arange(len(kept) - 2, len(kept)))
    wave, df = fitted.coefficients, fitted.residual_df
    if fitted.residual_variance < (SMALLEST_NOISE * outcome.std()) ** 2:
        return None
    covariance = least_upper_bound(fitted.classical, fitted.newey_west)
    wald = float(wave @ np.linalg.solve(covariance, wave))
    low, high = _amplitudes(wave, covariance, 2 * float(fdtri(2, df, REGION_SHARE)), wald)
    return Cosinor(
        amplitude=float(np.hypot(*wave)),
        amplitude_low=low,
        amplitude_high=high,
        peak_hours=float(np.arctan2(wave[1], wave[0])) * DAY_HOURS / (2 * np.pi) % DAY_HOURS,
        p_value=float(fdtrc(2, df, wald / 2)),
        n_rows=len(outcome),
    )


def _amplitudes(wave: Floats, covariance: Floats, limit: float, wald: float) -> tuple[float, float]:
    """Return the smallest and the largest amplitude within a joint region."""
    direction = np.linspace(0, 2 * np.pi, DIRECTIONS, endpoint=False)
    circle = np.stack([np.cos(direction), np.sin(direction)])
    edge = wave[:, None] + np.sqrt(limit) * np.linalg.cholesky(covariance) @ circle
    amplitude = np.hypot(*edge)
    return (float(amplitude.min()) if wald > limit else 0.0), float(amplitude.max())
