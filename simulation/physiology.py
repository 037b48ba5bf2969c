"""What the strap reads at night, consistent with the recovery it leads to."""

from dataclasses import dataclass

import numpy as np

from simulation.series import Flags, Floats, Nightly, autoregressive


@dataclass(frozen=True, slots=True)
class Signal:
    """How one signal moves within a person.

    Parameters
    ----------
    sd
        Night-to-night SD, in the signal's unit.
    with_recovery
        Correlation with recovery.
    residual_lag1
        Lag-1 autocorrelation of the part that recovery does not explain.
    illness
        Shift on ill nights beyond what recovery carries, in SDs; assumed, not measured.
    """

    sd: float
    with_recovery: float
    residual_lag1: float
    illness: float = 0.0

    def draw(self, rng: np.random.Generator, recovery: Floats, ill: Flags) -> Floats:
        """Return deviations from the person's mean; `recovery` in SDs, shape (days,)."""
        noise = autoregressive(rng.standard_normal(len(recovery)), self.residual_lag1)
        rest = np.sqrt(1 - self.with_recovery**2) * noise
        return self.sd * (self.with_recovery * recovery + rest + self.illness * ill)


# Medians of 16 public exports: SD .24 and lag .36, SD 5.2 and lag .34, and the correlations
# +.77 and -.67. The residual lags give those lags on top of recovery's own .24.
LN_HEART_RATE_VARIABILITY = Signal(0.24, 0.77, 0.53)
RESTING_HEART_RATE = Signal(5.2, -0.67, 0.42, illness=0.5)
# Two real exports of 292 and 80 nights: SD .6 to .7, corr -.4, lag .2 to .3.
RESPIRATORY_RATE = Signal(0.6, -0.35, 0.25, illness=1.5)
# The same: SD .43 and .44, corr -.26 and 0, lag .1 to .2.
SKIN_TEMPERATURE = Signal(0.43, -0.13, 0.15, illness=1.5)
# The same: mean 95, SD 1.1 to 2.0, no clear correlation.
BLOOD_OXYGEN = Signal(1.3, 0.1, 0.1)

# Spread of the personal means over those exports, by eye.
MEDIAN_HRV_MS, LN_HRV_BETWEEN = 60.0, 0.35
RESTING_BPM_BETWEEN = (50.0, 62.0)
RESPIRATORY_RPM_BETWEEN = (14.0, 16.5)
SKIN_CELSIUS_BETWEEN = (33.4, 34.1)
BLOOD_OXYGEN_MEAN = 95.1


@dataclass(frozen=True)
class Vitals(Nightly):
    """Shape (days,), rounded as WHOOP writes them."""

    recovery_percent: Floats
    resting_heart_rate_bpm: Floats
    heart_rate_variability_ms: Floats
    skin_temperature_celsius: Floats
    blood_oxygen_percent: Floats
    respiratory_rate_rpm: Floats


def vitals(rng: np.random.Generator, latent: Floats, recovery: Floats, ill: Flags) -> Vitals:
    """Draw a person's signals.

    Parameters
    ----------
    rng
        The signals' own stream.
    latent
        Recovery before clipping, SDs, shape (days,).
    recovery
        Recovery, 1 to 99 points, shape (days,).
    ill
        Ill nights, shape (days,).
    """
    median_ms = MEDIAN_HRV_MS * np.exp(LN_HRV_BETWEEN * rng.standard_normal())
    ln_hrv = LN_HEART_RATE_VARIABILITY.draw(rng, latent, ill)
    resting = rng.uniform(*RESTING_BPM_BETWEEN) + RESTING_HEART_RATE.draw(rng, latent, ill)
    breaths = rng.uniform(*RESPIRATORY_RPM_BETWEEN) + RESPIRATORY_RATE.draw(rng, latent, ill)
    skin = rng.uniform(*SKIN_CELSIUS_BETWEEN) + SKIN_TEMPERATURE.draw(rng, latent, ill)
    oxygen: Floats = np.minimum(BLOOD_OXYGEN_MEAN + BLOOD_OXYGEN.draw(rng, latent, ill), 100)
    return Vitals(
        recovery_percent=np.rint(recovery),
        resting_heart_rate_bpm=np.rint(resting),
        heart_rate_variability_ms=np.rint(median_ms * np.exp(ln_hrv)),
        skin_temperature_celsius=skin.round(2),
        blood_oxygen_percent=oxygen.round(2),
        respiratory_rate_rpm=breaths.round(1),
    )
