"""Behaviour level: how regular bedtimes were, and how often sleep was enough, over 28 nights."""

from dataclasses import dataclass

import numpy as np
from scipy.special import betaincinv, chdtri

from ml.clock import circular_sd_minutes
from ml.engines.arrays import Flags, Floats

# Three nights a week, as for every level.
FEWEST_NIGHTS = 12
TAIL = 0.05


@dataclass(frozen=True)
class BehaviourLevel:
    """A behaviour of the last nights, with its 90 % interval.

    Parameters
    ----------
    value, low, high
        In minutes or as a share.
    n_nights
        Known nights.
    """

    value: float
    low: float
    high: float
    n_nights: int


def bedtime_spread(hours: Floats) -> BehaviourLevel | None:
    """Return the circular standard deviation of bedtimes, in minutes.

    Parameters
    ----------
    hours
        Clock hours of falling asleep; NaN is missing.

    Returns
    -------
    BehaviourLevel or None
        None under 12 known nights, or where they are spread all around the clock.

    Notes
    -----
    The interval is that of a normal standard deviation: s sqrt((n - 1) / chi2), n - 1 degrees of
    freedom.

    Examples
    --------
    >>> round(bedtime_spread(np.tile([23.5, 0.5], 14)).value)
    30
    """
    known = hours[np.isfinite(hours)]
    if len(known) < FEWEST_NIGHTS:
        return None
    spread = abs(circular_sd_minutes(known.tolist()))  # of equal times it is -0.0
    if not np.isfinite(spread):
        return None
    freedom = len(known) - 1
    low, high = (
        spread * float(np.sqrt(freedom / chdtri(freedom, tail))) for tail in (TAIL, 1 - TAIL)
    )
    return BehaviourLevel(spread, low, high, len(known))


def share_of_nights(enough: Flags) -> BehaviourLevel | None:
    """Return the share of nights that are flagged.

    Parameters
    ----------
    enough
        One a known night.

    Returns
    -------
    BehaviourLevel or None
        None under 12 nights.

    Notes
    -----
    Jeffreys' interval: quantiles of Beta(k + 1/2, n - k + 1/2), reaching to 0 or 1 with k.

    Examples
    --------
    >>> share_of_nights(np.repeat([True, False], 10)).value
    0.5
    """
    n, k = len(enough), int(enough.sum())
    if n < FEWEST_NIGHTS:
        return None
    low, high = (float(betaincinv(k + 0.5, n - k + 0.5, tail)) for tail in (TAIL, 1 - TAIL))
    return BehaviourLevel(k / n, low if k else 0.0, high if k < n else 1.0, n)
