"""Sustained low: whether several signals have stayed under their own level for some nights.

The mean of the last 7 nights against the 60 before them, signal by signal, allowing for nights
that resemble their neighbours. One signal strays often, and any signal for a night or two; so two
of them have to agree, three nights in a row. Nothing is learned: on the two to seven spells that
a person has, a classifier did worse than the plain mean of a week (area under the curve .55 to
.60 against .72).

References
----------
.. [1] Meeusen, R. et al. (2013). Prevention, diagnosis, and treatment of the overtraining
   syndrome. Medicine & Science in Sports & Exercise 45(1).
   https://doi.org/10.1249/MSS.0b013e318279a10a
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from scipy.special import ndtr

from ml.engines.arrays import Flags, Floats, Ordinals
from ml.engines.effective_nights import lag1, worth
from ml.engines.level_change import BASELINE_NIGHTS, FEWEST_A_WEEK, NORMAL_90, WEEK_NIGHTS
from ml.engines.runs import run_lengths

# With the 7 nights looked at four weeks, the fewest that an own level is told from.
FEWEST_BASELINE_NIGHTS = 21
# A shift that is more than the smallest one worth speaking of, in SDs of single nights; judgement.
LOWER_BY_SD = 0.3
WATCH_PROBABILITY, SUSTAINED_PROBABILITY = 0.8, 0.9
FEWEST_SIGNALS = 2
# Without the three nights nothing at all gives 7.6 spells a year, and 3.3 with them.
PERSISTENT_NIGHTS = 3
RED_NIGHTS = 3


class Level(IntEnum):
    """How low, in rising order."""

    NORMAL = 0
    WATCH = 1
    SUSTAINED_LOW = 2


@dataclass(frozen=True, eq=False)
class Shifts:
    """The last week of each night against the nights before it; NaN where too few are known.

    Parameters
    ----------
    week, baseline
        Mean of the last 7 nights, and of the 60 before, in the unit of the values.
    low, high
        90 % interval of their difference.
    probability
        That the level is worse by .3 SD or more, 0 to 1.
    n_week, n_baseline
        Known nights among the 7 and the 60.
    """

    week: Floats
    baseline: Floats
    low: Floats
    high: Floats
    probability: Floats
    n_week: Floats
    n_baseline: Floats


@dataclass(frozen=True)
class Spell:
    """Nights in a row that were not NORMAL, as places; `stop` is the first after them.

    Parameters
    ----------
    start, stop
        Half-open range of places.
    """

    start: int
    stop: int


def shifts(values: Floats, worse: int) -> Shifts:
    """Compare, at each night, the last 7 nights with the 60 before them.

    Parameters
    ----------
    values
        One a calendar night, oldest first; NaN is missing.
    worse
        -1 where lower is worse, 1 where higher is.

    Returns
    -------
    Shifts
        Known from 21 nights of baseline and 3 of the week on.

    Notes
    -----
    With s the baseline's standard deviation, phi its autocorrelation and e the independent nights
    that week and baseline are worth: d is their difference in the direction of worse,
    SE = s sqrt(1 / e_7 + 1 / e_60), and the probability is Phi((d - .3 s) / SE).

    Examples
    --------
    >>> nights = np.tile([58.0, 62.0], 40)
    >>> shifts(nights, -1).week[-1], shifts(nights, -1).probability[-1] < 0.5
    (np.float64(60.285714285714285), np.True_)
    """
    if not len(values):
        return Shifts(*(np.zeros(0) for _ in range(7)))
    n_before = WEEK_NIGHTS + BASELINE_NIGHTS - 1
    padded = np.concatenate([np.full(n_before, np.nan), values])
    windows = np.lib.stride_tricks.sliding_window_view(padded, n_before + 1)
    week_mean, _, n_week = _moments(windows[:, BASELINE_NIGHTS:])
    before = windows[:, :BASELINE_NIGHTS]
    mean, sd, n_baseline = _moments(before)
    phi = lag1(before[:, None, :])
    error = sd * np.sqrt(1 / worth(np.maximum(n_week, 1), phi) + 1 / worth(n_baseline, phi))
    known = (n_week >= FEWEST_A_WEEK) & (n_baseline >= FEWEST_BASELINE_NIGHTS) & (sd > 0)
    apart = week_mean - mean
    z = (worse * apart - LOWER_BY_SD * sd) / np.where(known, error, 1.0)

    def told(column: Floats) -> Floats:
        return np.where(known, column, np.nan)

    return Shifts(
        week=told(week_mean),
        baseline=told(mean),
        low=told(apart - NORMAL_90 * error),
        high=told(apart + NORMAL_90 * error),
        probability=told(ndtr(z)),
        n_week=told(n_week),
        n_baseline=told(n_baseline),
    )


def levels(probabilities: Sequence[Floats], red: Flags) -> Ordinals:
    """Return the `Level` of each night.

    Parameters
    ----------
    probabilities
        One a signal, each one a night, as `shifts` tells them; NaN is not known.
    red
        Nights with a red recovery.

    Notes
    -----
    WATCH: two signals at .8 or more for the third night in a row, or longer. SUSTAINED_LOW: the
    same at .9, or the third red night in a row.

    Examples
    --------
    >>> sure = np.array([0.5, 0.85, 0.85, 0.85, 0.95])
    >>> levels([sure, sure], np.zeros(5, dtype=bool)).tolist()
    [0, 0, 0, 1, 1]
    """
    each = np.vstack(probabilities)

    def lasting(least: float) -> Flags:
        agreed = (np.nan_to_num(each) >= least).sum(axis=0) >= FEWEST_SIGNALS
        return run_lengths(agreed) >= PERSISTENT_NIGHTS

    low = lasting(SUSTAINED_PROBABILITY) | (run_lengths(red) >= RED_NIGHTS)
    return np.where(low, Level.SUSTAINED_LOW, np.where(lasting(WATCH_PROBABILITY), 1, 0))


def spells(level: Ordinals) -> list[Spell]:
    """Return the stretches of nights that were not NORMAL, oldest first.

    Parameters
    ----------
    level
        As `levels` tells them.

    Examples
    --------
    >>> spells(np.array([0, 1, 2, 0, 1]))
    [Spell(start=1, stop=3), Spell(start=4, stop=5)]
    """
    edges = np.flatnonzero(np.diff(np.concatenate([[0], level > 0, [0]])))
    return [Spell(start, stop) for start, stop in edges.reshape(-1, 2).tolist()]


def _moments(windows: Floats) -> tuple[Floats, Floats, Floats]:
    """Return mean, standard deviation and count of the known nights of each window."""
    known = np.isfinite(windows)
    count = known.sum(axis=1).astype(np.float64)
    filled = np.where(known, windows, 0.0)
    mean = filled.sum(axis=1) / np.maximum(count, 1)
    squares = (np.where(known, windows - mean[:, None], 0.0) ** 2).sum(axis=1)
    return mean, np.sqrt(squares / np.maximum(count - 1, 1)), np.maximum(count, 1)
