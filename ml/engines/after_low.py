"""After low days: how recovery returns, beside what chance alone would bring back.

A low value is followed by a higher one whether or not anything recovers: the next draw is about
average. So the path after low days (local projections [1]_) is shown beside the path that the
plain day-to-day correlation of the same person implies. Regressing changes on levels would take
all of that return for recovery (r = -.63 in real people, -.71 in white noise).

References
----------
.. [1] Jordà, Ò. (2005). Estimation and inference of impulse responses by local projections.
   American Economic Review 95(1). https://doi.org/10.1257/0002828053828518
.. [2] Kendall, M. G. (1954). Note on bias in the estimation of autocorrelation. Biometrika
   41(3-4). https://doi.org/10.1093/biomet/41.3-4.403
"""

from dataclasses import dataclass

import numpy as np

from ml.engines.arrays import Flags, Floats
from ml.engines.block_bootstrap import block_rows, how_often
from ml.engines.night_table import previous

# WHOOP's red, or the lowest fifth of a person whose days are rarely red.
RED_AT_MOST = 33.0
LOW_SHARE = 0.20
# Two working weeks would only show the average; in real people nothing is left after three days.
DAYS_AFTER = (1, 2, 3, 4, 5)
# Within 5 points of the own mean nobody would tell the days apart.
CLOSE_POINTS = 5.0
# The interval's ends then move by about a fiftieth of its width between seeds.
N_DRAWS = 400
INTERVAL_90 = (0.05, 0.95)
# Paths by chance from each low day; the median of 50 days then hardly moves.
N_PATHS = 100
SEED = 0
# A correlation of 1 would never return.
LARGEST_LAG1 = 0.99
LOWEST_SCORE, HIGHEST_SCORE = 1.0, 99.0


@dataclass(frozen=True, eq=False)
class AfterLow:
    """The mean path after low days.

    Parameters
    ----------
    low_at_most
        Recovery up to which a day is low.
    mean
        Own mean recovery.
    events
        Days on which a run of low days begins, one flag a calendar day.
    lag1
        Day-to-day correlation, corrected for its bias.
    n_known
        Events with a recovery 1 to 5 days later, shape (5,).
    gap, gap_low, gap_high
        Mean recovery then, less the own mean, and its 90 % interval, shape (5,); NaN where no
        event has one.
    chance_gap
        What the day-to-day correlation alone implies, shape (5,).
    """

    low_at_most: float
    mean: float
    events: Flags
    lag1: float
    n_known: Floats
    gap: Floats
    gap_low: Floats
    gap_high: Floats
    chance_gap: Floats


def after_low(recovery: Floats) -> AfterLow | None:
    """Return how recovery goes on after low days.

    Parameters
    ----------
    recovery
        Shape (days,), 0 to 100, consecutive calendar days; NaN is missing.

    Returns
    -------
    AfterLow or None
        None without any low day that begins a run.

    Notes
    -----
    A day is low at 33 or less, or below the own 20 % quantile; it begins a run if the day before
    is known and not low. The gap at k days is the mean of r[t + k] over such days t, less the
    mean of r. The reference is lag1^k times the mean gap on the low days themselves, which is
    what a first-order autoregression expects; lag1 = (r + (1 + 3 r) / n), bias-corrected [2]_,
    within [0, .99]. The interval is of 400 draws of whole weeks, the own mean drawn along.
    """
    known = np.isfinite(recovery)
    if not known.any():
        return None
    low_at_most = _low_at_most(recovery[known])
    low = recovery <= low_at_most
    events = low & (previous(recovery) > low_at_most)
    if not events.any():
        return None
    mean, lag1 = float(recovery[known].mean()), corrected_lag1(recovery)
    later = np.column_stack([_later(recovery, k) for k in DAYS_AFTER])
    seen = (events[:, None] & np.isfinite(later)).astype(np.float64)
    gap, draws = _gaps(recovery, np.nan_to_num(later) * seen, seen)
    gap_low, gap_high = np.quantile(draws, INTERVAL_90, axis=0)
    start = float(recovery[events].mean()) - mean
    return AfterLow(
        low_at_most=low_at_most,
        mean=mean,
        events=events,
        lag1=lag1,
        n_known=seen.sum(0),
        gap=gap,
        gap_low=gap_low,
        gap_high=gap_high,
        chance_gap=start * lag1 ** np.array(DAYS_AFTER),
    )


def corrected_lag1(values: Floats) -> float:
    """Return the lag-1 autocorrelation of known neighbours, corrected for its bias [2]_.

    Parameters
    ----------
    values
        Consecutive calendar days; NaN is missing.

    Returns
    -------
    float
        From 0 to .99; 0 where nothing varies. A negative correlation would have a low day
        foretell a high one, which nobody's recovery does.
    """
    before, pair = previous(values), np.isfinite(values) & np.isfinite(previous(values))
    n_pairs = int(pair.sum())
    # Two pairs always lie on a line.
    if n_pairs <= 2 or values[pair].std() == 0 or before[pair].std() == 0:
        return 0.0
    raw = float(np.corrcoef(values[pair], before[pair])[0, 1])
    return float(np.clip(raw + (1 + 3 * raw) / n_pairs, 0.0, LARGEST_LAG1))


def days_until_close(gap: Floats) -> int | None:
    """Return the first day after at which the mean is within 5 points of the own, or above.

    Examples
    --------
    >>> days_until_close(np.array([-9.0, -6.0, -4.0, -2.0, -1.0]))
    3
    """
    close = np.flatnonzero(gap >= -CLOSE_POINTS)
    return DAYS_AFTER[close[0]] if len(close) else None


def median_days(recovery: Floats, found: AfterLow) -> tuple[int | None, int | None]:
    """Return the median day at which single low days were followed by a usual one, and by chance.

    Parameters
    ----------
    recovery
        As it was given to `after_low`.
    found
        Its result.

    Returns
    -------
    tuple
        Days until recovery was first within 5 points of the own mean or above, over the low days
        with all five days after known; and the same of paths that start from the same values and
        go on by chance: a first-order autoregression, normal, clipped to 1 to 99. None where the
        median is over 5 days.
    """
    later = np.column_stack([_later(recovery, k) for k in DAYS_AFTER])
    followed = found.events & np.isfinite(later).all(1)
    if not followed.any():
        return None, None
    spread = float(np.nanstd(recovery)) * (1 - found.lag1**2) ** 0.5
    rng = np.random.default_rng(SEED)
    gap = np.repeat(recovery[followed] - found.mean, N_PATHS)
    path: list[Floats] = []
    for _ in DAYS_AFTER:
        gap = found.lag1 * gap + spread * rng.standard_normal(len(gap))
        path.append(np.clip(gap, LOWEST_SCORE - found.mean, HIGHEST_SCORE - found.mean))
    return _median(later[followed] - found.mean), _median(np.column_stack(path))


def _low_at_most(known: Floats) -> float:
    """Return the largest recovery that is low; of equal ones at the edge of the fifth, none is."""
    lowest = known[known < np.quantile(known, LOW_SHARE)]
    return max(RED_AT_MOST, float(lowest.max())) if len(lowest) else RED_AT_MOST


def _median(gaps: Floats) -> int | None:
    """Return the median over rows of the first close day."""
    close = gaps >= -CLOSE_POINTS
    first = np.where(close.any(1), close.argmax(1) + 1, len(DAYS_AFTER) + 1)
    middle = int(np.quantile(first, 0.5, method="inverted_cdf"))
    return middle if middle <= len(DAYS_AFTER) else None


def _later(values: Floats, days: int) -> Floats:
    shifted = np.full(len(values), np.nan)
    shifted[:-days] = values[days:]
    return shifted


def _gaps(recovery: Floats, later: Floats, seen: Floats) -> tuple[Floats, Floats]:
    """Return the mean gaps, and their draws; `later` is 0 where not `seen`."""
    known = np.isfinite(recovery).astype(np.float64)
    columns = np.column_stack([np.nan_to_num(recovery), known, later, seen])
    weights = how_often(block_rows(len(recovery), N_DRAWS, SEED))
    sums = np.vstack([np.ones(len(recovery)), weights]) @ columns
    n_days = later.shape[1]
    n_seen = np.where(sums[:, 2 + n_days :] > 0, sums[:, 2 + n_days :], np.nan)
    mean = sums[:, :1] / np.maximum(sums[:, 1:2], 1)
    gaps = sums[:, 2 : 2 + n_days] / n_seen - mean
    drawn = gaps[1:]
    # A draw without any such day says nothing; the mean of the others stands in for it.
    return gaps[0], np.where(np.isnan(drawn), gaps[:1], drawn)
