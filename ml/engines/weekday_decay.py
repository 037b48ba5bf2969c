"""Weekday decay: a quantity's weekly pattern, and what the last night leaves over for the next.

Recovery and sleep hardly remember yesterday (lag-1 correlation .2): tomorrow keeps a fifth of how
far today was off, the day after a twenty-fifth. What remains of a week ahead is the mean and the
weekday. Seven raw weekday means differ by chance alone, half of their range is noise, so they are
drawn towards the mean as far as the data ask for it (empirical Bayes). On people's own past this
did better than exponential smoothing and ARIMA, which did worse than the plain mean.

References
----------
.. [1] Efron, B. & Morris, C. (1975). Data analysis using Stein's estimator and its
   generalizations. JASA 70(350). https://doi.org/10.1080/01621459.1975.10479864
"""

import numpy as np

from ml.engines.arrays import Floats, Ordinals

DAYS_A_WEEK = 7
# A mean of one night has no spread of its own to be drawn by.
FEWEST_OF_A_WEEKDAY = 2
# Nights that weigh as much as the guess that nothing is left over; a correlation of .2 has an
# error as large as itself on 25.
NIGHTS_OF_NO_MEMORY = 20
# More would be a level that wanders, not a night that is left over.
MOST_LEFT_OVER = 0.9


def weekday_decay_paths(values: Floats, weekday: Ordinals, n_ahead: int) -> Floats:
    """Forecast the days after each day by weekday and by what the last night leaves over.

    Parameters
    ----------
    values
        Shape (days,), consecutive days; NaN is missing.
    weekday
        Shape (days,), Monday 0.
    n_ahead
        How many days to look ahead.

    Returns
    -------
    Floats
        Shape (days, n_ahead): row d tells of days d+1, d+2, ..., from the values up to d alone.
        NaN until the first value.

    Notes
    -----
    m + e[weekday] + phi^k r, k days after the last known value, which was r above its own
    m + e[weekday]. e are the weekday means less m, times tau^2 / (tau^2 + s^2 / n) [1]_ with
    tau^2 by moments. phi is the lag-1 autocorrelation of what m + e leave, times n / (n + 20),
    0 to .9.
    """
    day = np.arange(len(values))
    pattern = _pattern(values, weekday)
    last = np.maximum.accumulate(np.where(np.isfinite(values), day, -1))
    left = values[last] - pattern[day, weekday[last]]
    left_share = _lag_correlation(values, weekday, pattern)
    days_since = (day - last)[:, None] + np.arange(1, n_ahead + 1)
    decayed = left_share[:, None] ** days_since * left[:, None]
    return _ahead(pattern, weekday, n_ahead) + np.where(last[:, None] >= 0, decayed, np.nan)


def weekly_pattern_paths(values: Floats, weekday: Ordinals, n_ahead: int) -> Floats:
    """Forecast the days after each day by weekday alone; parameters as `weekday_decay_paths`.

    Examples
    --------
    >>> week = np.tile([50.0, 60, 60, 60, 60, 60, 70], 20)
    >>> paths = weekly_pattern_paths(week, np.arange(140) % 7, 2)
    >>> np.round(paths[-1], 6).tolist()  # after a Sunday
    [50.0, 60.0]
    """
    return _ahead(_pattern(values, weekday), weekday, n_ahead)


def _ahead(pattern: Floats, weekday: Ordinals, n_ahead: int) -> Floats:
    ahead = (weekday[:, None] + np.arange(1, n_ahead + 1)) % DAYS_A_WEEK
    return np.take_along_axis(pattern, ahead, axis=1)


def _pattern(values: Floats, weekday: Ordinals) -> Floats:
    """Return the shrunken mean of each weekday as of each day, shape (days, 7)."""
    known = np.isfinite(values)
    value = np.where(known, values, 0.0)
    of = (weekday[:, None] == np.arange(DAYS_A_WEEK)) & known[:, None]
    count = np.cumsum(of, axis=0)
    total = np.cumsum(of * value[:, None], axis=0)
    squares = np.cumsum(value**2)
    n = count.sum(1)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = total.sum(1) / n
        raw = np.where(count > 0, total / count - mean[:, None], 0.0)
        within = np.maximum(squares - n * mean**2 - (count * raw**2).sum(1), 0.0)
        error = (within / (n - DAYS_A_WEEK))[:, None] / count
        spread = np.maximum((raw**2 - error).mean(1), 0.0)[:, None]
        effect = raw * spread / (spread + error)
    enough = (count.min(1) >= FEWEST_OF_A_WEEKDAY)[:, None]
    return mean[:, None] + np.where(enough & np.isfinite(effect), effect, 0.0)


def _lag_correlation(values: Floats, weekday: Ordinals, pattern: Floats) -> Floats:
    """Return the lag-1 autocorrelation of values about the pattern as of each day, drawn to 0.

    With running sums by weekday, since the pattern is another one each day.
    """
    known = np.isfinite(values)
    value = np.where(known, values, 0.0)
    of = weekday[:, None] == np.arange(DAYS_A_WEEK)
    pair = known & np.concatenate([[False], known[:-1]])
    before = np.concatenate([[0.0], value[:-1]])
    centre = np.nan_to_num(pattern)
    centre_before = np.roll(centre, 1, axis=1)  # of the weekday before
    of_pair = of & pair[:, None]
    products = (
        np.cumsum(pair * value * before)
        - (centre * np.cumsum(of_pair * before[:, None], axis=0)).sum(1)
        - (centre_before * np.cumsum(of_pair * value[:, None], axis=0)).sum(1)
        + (centre * centre_before * np.cumsum(of_pair, axis=0)).sum(1)
    )
    of_known = of & known[:, None]
    squares = (
        np.cumsum(value**2)
        - 2 * (centre * np.cumsum(of_known * value[:, None], axis=0)).sum(1)
        + (centre**2 * np.cumsum(of_known, axis=0)).sum(1)
    )
    n = np.cumsum(known)
    share = np.divide(products, squares, out=np.zeros(len(values)), where=squares > 1e-9)
    return np.clip(share * n / (n + NIGHTS_OF_NO_MEMORY), 0.0, MOST_LEFT_OVER)
