"""Student's t: how far a mean of few values may lie off, by the standard library alone.

The serving process imports no numerical library, and a normal quantile in its place would make an
interval over five people 23 % too narrow.

References
----------
.. [1] Johnson, N. L., Kotz, S. and Balakrishnan, N. (1995). Continuous Univariate Distributions,
   volume 2, chapter 28. Wiley.
"""

import math
from collections.abc import Sequence
from statistics import fmean, stdev


def mean_interval(values: Sequence[float], probability: float) -> tuple[float, float] | None:
    """Return the interval of the mean of independent values, in their unit.

    Parameters
    ----------
    values
        Any number of them, complete.
    probability
        Of the interval, between 0 and 1.

    Returns
    -------
    tuple of float or None
        Lower and upper end: mean +- t s / sqrt(n). None for fewer than two values.

    Examples
    --------
    >>> mean_interval([1.0, 2.0, 3.0, 4.0, 5.0], 0.9)
    (1.49, 4.51)
    """
    if len(values) < 2:
        return None
    error = stdev(values) / math.sqrt(len(values))
    half = two_sided(probability, len(values) - 1) * error
    return fmean(values) - half, fmean(values) + half


def two_sided(probability: float, degrees: int) -> float:
    """Return the t that a variable lies within, on both sides of 0, with this probability.

    Parameters
    ----------
    probability
        Between 0 and 1.
    degrees
        Degrees of freedom, 1 or more.

    Returns
    -------
    float
        Positive; the normal quantile as the degrees grow.

    Raises
    ------
    ValueError
        If either is outside its range.

    Notes
    -----
    With theta = arctan(t / sqrt(degrees)) the probability is a finite sum of powers of
    cos(theta) [1]_; theta is found by halving between 0 and pi / 2.

    Examples
    --------
    >>> two_sided(0.9, 4)
    2.1318
    """
    if not 0 < probability < 1 or degrees < 1:
        raise ValueError(f"{probability} of {degrees}: expected 0 to 1, and 1 degree or more")
    low, high = 0.0, math.pi / 2
    for _ in range(60):  # to the last bit of a float
        theta = (low + high) / 2
        low, high = (theta, high) if _within(theta, degrees) < probability else (low, theta)
    return math.tan(low) * math.sqrt(degrees)


def _within(theta: float, degrees: int) -> float:
    odd = degrees % 2
    cosine = math.cos(theta)
    term = cosine if odd else 1.0
    total = term if degrees > 1 else 0.0
    for power in range(2 + odd, degrees - 1, 2):
        term *= (power - 1) / power * cosine**2
        total += term
    return (theta + math.sin(theta) * total) * 2 / math.pi if odd else math.sin(theta) * total
