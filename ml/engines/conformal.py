"""Conformal: intervals that hold their promise on a person's own past forecasts.

The width comes from the absolute errors of forecasts made walking forward, so no distribution is
assumed. The share of misses aimed at is moved after each outcome [1]_: up after a hit, down after a
miss, so that coverage is kept when a person changes.

References
----------
.. [1] Gibbs, I. & Candès, E. (2021). Adaptive conformal inference under distribution shift.
   https://arxiv.org/abs/2106.00170
"""

from bisect import insort
from math import ceil

import numpy as np

from ml.engines.arrays import Floats

# Step of the adaptation: a run of 10 misses moves the aim by a tenth.
GAMMA = 0.01
# The aim may wander outside what a quantile can serve.
AIM_RANGE = (0.001, 0.999)


def adapted_aim(
    errors: Floats, miss_share: float, aim: float | None = None, n_seen: int = 0
) -> float:
    """Return the share of misses to aim at next, so that the long run keeps its promise.

    Parameters
    ----------
    errors
        Forecast errors, oldest first, complete.
    miss_share
        The promise: .10 for a 90 % interval.
    aim, n_seen
        Where the aim stood after so many of the errors; from the promise and the first one on
        unless given.

    Notes
    -----
    alpha_t+1 = alpha_t + gamma (alpha - missed_t) with gamma .01 [1]_, from the first
    outcome on that had a finite interval.

    Examples
    --------
    >>> import numpy as np
    >>> adapted_aim(np.ones(40), 0.5)  # always hit
    0.69
    """
    moved = miss_share if aim is None else aim
    sizes = np.abs(errors).tolist()
    past = sorted(sizes[:n_seen])
    for error in sizes[n_seen:]:
        if len(past) >= ceil(1 / miss_share):
            missed = error > _quantile(past, moved)
            moved += GAMMA * (miss_share - missed)
        insort(past, error)
    return moved


def half_width(errors: Floats, miss_share: float, aim: float) -> float:
    """Return the half width of the next interval; infinite under ceil(1 / miss_share) errors.

    Examples
    --------
    >>> import numpy as np
    >>> half_width(np.array([3.0, -1.0, 2.0]), 0.5, 0.5)
    2.0
    >>> half_width(np.array([3.0]), 0.5, 0.5)
    inf
    """
    if len(errors) < ceil(1 / miss_share):
        return float("inf")
    return _quantile(sorted(np.abs(errors).tolist()), aim)


def _quantile(ascending: list[float], aim: float) -> float:
    """Return the smallest past error that a share of 1 - aim does not exceed."""
    aim = min(max(aim, AIM_RANGE[0]), AIM_RANGE[1])
    # Less a hair, so that 10 * .9 is the 9th and not, by rounding, the 10th.
    rank = ceil((len(ascending) + 1) * (1 - aim) - 1e-9)
    return ascending[min(len(ascending), rank) - 1]
