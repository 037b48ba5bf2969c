"""Clock times as numbers: circular mean and spread, and times unwrapped about their own mean.

23:30 and 00:30 are an hour apart, not 23. Times are turned into angles for the mean and the
spread, and then laid on a line that is cut half a day away from the mean, where a person has
fewest nights; shift workers included.

References
----------
.. [1] Mardia, K. V. & Jupp, P. E. (2000). Directional Statistics. Wiley.
   https://doi.org/10.1002/9780470316979
"""

from dataclasses import dataclass

import numpy as np

from ml.engines.arrays import Floats

DAY_HOURS = 24.0


@dataclass(frozen=True)
class ClockSummary:
    """Where times lie on the clock, and how close together.

    Parameters
    ----------
    mean_hours
        Circular mean, -12 (noon the day before) to 12; NaN without times.
    concentration
        Length R of the mean vector, 0 (all around the clock) to 1 (always the same time).
    sd_hours
        Circular standard deviation, hours; 0 when always the same.
    """

    mean_hours: float
    concentration: float
    sd_hours: float


def summarise(hours: Floats) -> ClockSummary:
    """Return the circular mean, concentration and SD of clock times.

    Parameters
    ----------
    hours
        Clock times in hours, any whole number of days added; NaN is missing.

    Returns
    -------
    ClockSummary
        NaN throughout when no time is known.

    Notes
    -----
    With C and S the means of cos and sin of the angles, the mean is atan2(S, C), R its length and
    the SD sqrt(-2 ln R), each in hours [1]_.

    Examples
    --------
    >>> import numpy as np
    >>> round(summarise(np.array([23.5, 0.5])).mean_hours, 6) + 0.0
    0.0
    >>> round(summarise(np.array([22.0, 22.0])).mean_hours, 6)
    -2.0
    """
    known = hours[np.isfinite(hours)]
    if not len(known):
        return ClockSummary(np.nan, np.nan, np.nan)
    angles = known * (2 * np.pi / DAY_HOURS)
    cosine, sine = float(np.cos(angles).mean()), float(np.sin(angles).mean())
    # Rounding may carry R above 1, where the logarithm would turn negative.
    concentration = min(1.0, float(np.hypot(cosine, sine)))
    sd = np.sqrt(2 * np.log(1 / concentration)) if concentration > 0 else np.inf
    per_radian = DAY_HOURS / (2 * np.pi)
    return ClockSummary(
        float(np.arctan2(sine, cosine)) * per_radian, concentration, float(sd) * per_radian
    )


def unwrap(hours: Floats, mean_hours: float) -> Floats:
    """Return clock times on the line from 12 h before to 12 h after a mean.

    Parameters
    ----------
    hours
        Clock times in hours, any whole number of days added; NaN stays NaN.
    mean_hours
        The time about which to unwrap, usually the circular mean.

    Returns
    -------
    Floats
        Each time within [mean - 12, mean + 12) hours.

    Examples
    --------
    >>> import numpy as np
    >>> unwrap(np.array([23.5, 0.5, 24.5]), 0.0).tolist()
    [-0.5, 0.5, 0.5]
    """
    half = DAY_HOURS / 2
    return np.mod(hours - mean_hours + half, DAY_HOURS) - half + mean_hours
