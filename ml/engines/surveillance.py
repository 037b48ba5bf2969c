"""Surveillance (E6): how unusual a night is for its person, towards strain or illness.

Each of four signals of a night is laid beside the same person's last 90 nights, in units of their
own spread, and counted towards strain: lower heart rate variability, higher resting heart rate,
faster breathing, warmer skin. The sum is laid beside the sums of the same nights. Medians, and
spreads that outliers hardly move, so that nights of being ill do not become usual. How often it
finds a planted illness, beside an isolation forest, stands in docs/evidence.md.

A night is never part of its own baseline, and a score knows nothing later than its night.

References
----------
.. [1] Rousseeuw, P. J. & Croux, C. (1993). Alternatives to the median absolute deviation. Journal
   of the American Statistical Association 88(424). https://doi.org/10.1080/01621459.1993.10476408
"""

from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from ml.engines.arrays import Floats, Ordinals
from ml.engines.regimes import present
from ml.history import History

# A quarter of a year: long enough for a steady spread, short enough to be today's person.
BASELINE_NIGHTS = 90
FEWEST_NIGHTS = 21
# One signal alone is a signal, and no score of several.
FEWEST_SIGNALS = 2
# A normal SD in units of the median absolute deviation [1]_.
SD_PER_MAD = 1.4826
# An SD of sums takes in more than their MAD does, and so is known better; past illness is moved in
# to 2 robust SDs. A normal SD in units of one so winsorised is 1 / sqrt(.9205).
WINSORISED_SD, SD_PER_WINSORISED = 2.0, 1.042
# One signal a column, as `Nights` names it, and which way is towards strain.
SIGNALS = (
    ("hrv_rmssd_ms", -1.0),
    ("resting_heart_rate_bpm", 1.0),
    ("respiratory_rate_rpm", 1.0),
    ("skin_temperature_celsius", 1.0),
)
HRV = 0
# A spread below the step in which WHOOP writes a signal is rounding, not spread: 1 ms of 50, a
# beat, a tenth of a breath, and a tenth of a degree, below which skin is not measured.
LEAST_SPREAD = np.array([0.02, 1.0, 0.1, 0.1])
# By nights of history, scores that 1 night in 30 and 1 in 60 exceed when nothing is the matter,
# pooled over simulated people: a person's own quantile of 21 nights alerts 1 night in 11.
FROM_NIGHTS = np.array([FEWEST_NIGHTS, 45])
ALERT_SCORES = np.array([2.1, 1.9])
STRONG_SCORES = np.array([2.45, 2.2])
# Further out, scores differ by the rounding of a spread that hardly was one.
LARGEST_SCORE = 20.0


@dataclass(frozen=True, eq=False)
class Signals:
    """One entry a calendar night since the present strap, oldest first; NaN is missing.

    Parameters
    ----------
    day
        Proleptic ordinals of the mornings, consecutive.
    values
        Shape (nights, 4): ln of heart rate variability in ms, beats a minute, breaths a minute,
        degrees Celsius.
    """

    day: Ordinals
    values: Floats


@dataclass(frozen=True, eq=False)
class Watch:
    """How unusual nights are, in order; NaN where a night cannot be compared.

    Parameters
    ----------
    score
        Sum of the robust deviations towards strain, in winsorised SDs of the sums of the nights
        before, -20 to 20.
    n_before
        Nights before that it was compared with, 0 or at least 21.
    deviation
        Shape (nights, 4): of each signal in robust SDs, positive towards strain.
    usual
        Shape (nights, 4): medians of the nights before, in the signals' units.
    """

    score: Floats
    n_before: Ordinals
    deviation: Floats
    usual: Floats


def signals(history: History) -> Signals:
    """Return what is watched, since the present strap was first worn.

    Parameters
    ----------
    history
        A person's history; nights of under 2 hours asleep are left out.

    Examples
    --------
    >>> from ml.history import empty
    >>> len(signals(empty()).day)
    0
    """
    columns = [present(history, name) for name, _ in SIGNALS]
    values = np.column_stack([column.values for column in columns])
    heart_rate_variability = values[:, HRV]
    known = heart_rate_variability > 0
    values[:, HRV] = np.log(np.where(known, heart_rate_variability, np.nan))
    return Signals(columns[0].day, values)


def watch(values: Floats, first: int = 0) -> Watch:
    """Return how unusual each night is, from the nights before it alone.

    Parameters
    ----------
    values
        Shape (nights, 4) on consecutive nights, as `Signals.values`.
    first
        Place of the first night to score; the nights before serve as its baseline.

    Returns
    -------
    Watch
        Of the nights from `first` on.

    Notes
    -----
    With m and s = 1.4826 MAD of a signal over the last 90 nights, z = d (x - m) / s, d the
    direction towards strain. S = sum z over the signals known in the night and on at least 21
    nights before, two at least; the score is (S - mean S') / SD S' over the nights S' of the same
    90 on which all those signals are known, those beyond 2 robust SDs moved in to them. With the
    median and MAD of S' instead, 68 % of planted illnesses are found after 30 nights at one false
    alarm in 30, and 73 % so.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> nights = rng.normal([4.0, 55.0, 15.0, 33.5], [0.2, 4.0, 0.5, 0.4], (60, 4))
    >>> nights[-1] = [3.6, 64.0, 16.5, 34.3]
    >>> bool(watch(nights).score[-1] > 3)
    True
    """
    tonight = values[first:]
    before = _windows(values, first)
    known_before = np.isfinite(before).sum(axis=1)
    counted = np.isfinite(tonight) & (known_before >= FEWEST_NIGHTS)
    usual = _median(before)
    spread = np.maximum(SD_PER_MAD * _median(np.abs(before - usual[:, None])), LEAST_SPREAD)
    towards = np.array([direction for _, direction in SIGNALS])
    deviation = np.where(counted, towards * (tonight - usual) / spread, np.nan)
    of_window = towards * (before - usual[:, None]) / spread[:, None]
    # What is not counted tonight takes no part; what is missing before leaves that night out.
    sums = np.where(counted[:, None], of_window, 0.0).sum(axis=2)
    n_before = np.isfinite(sums).sum(axis=1)
    scored = (counted.sum(axis=1) >= FEWEST_SIGNALS) & (n_before >= FEWEST_NIGHTS)
    middle, width = _winsorised(sums)
    scored &= width > 0
    total = np.where(counted, deviation, 0.0).sum(axis=1)
    score = np.where(scored, (total - middle) / np.where(scored, width, 1.0), np.nan)
    return Watch(
        np.clip(score, -LARGEST_SCORE, LARGEST_SCORE),
        np.where(scored, n_before, 0),
        deviation,
        usual,
    )


def alert_scores(n_before: Ordinals) -> Floats:
    """Return the score from which a night is unusual, 1 in 30 when nothing is the matter.

    Parameters
    ----------
    n_before
        Nights of history, 21 or more.

    Examples
    --------
    >>> alert_scores(np.array([21, 44, 45, 90]))
    array([2.1, 2.1, 1.9, 1.9])
    """
    return ALERT_SCORES[_step(n_before)]


def strong_scores(n_before: Ordinals) -> Floats:
    """Return the score from which a night is strongly unusual, 1 in 60 likewise.

    Parameters
    ----------
    n_before
        Nights of history, 21 or more.
    """
    return STRONG_SCORES[_step(n_before)]


def _step(n_before: Ordinals) -> Ordinals:
    return np.maximum(np.searchsorted(FROM_NIGHTS, n_before, side="right") - 1, 0)


def _windows(values: Floats, first: int) -> Floats:
    """Return the 90 nights before each from `first` on, shape (nights, 90, signals)."""
    lead = np.full((BASELINE_NIGHTS, values.shape[1]), np.nan)
    padded = np.concatenate([lead, values])[first:-1] if len(values) else lead[:0]
    if len(padded) < BASELINE_NIGHTS:
        return np.zeros((0, BASELINE_NIGHTS, values.shape[1]))
    return sliding_window_view(padded, BASELINE_NIGHTS, axis=0).transpose(0, 2, 1)


def _median(values: Floats) -> Floats:
    """Return medians of the known along axis 1, NaN of none; numpy's nanmedian takes 20 times."""
    n_known = np.isfinite(values).sum(axis=1, keepdims=True)
    ordered = np.sort(values, axis=1)  # NaN last
    upper = np.minimum(n_known // 2, values.shape[1] - 1)
    lower = np.maximum((n_known - 1) // 2, 0)
    pair = np.take_along_axis(ordered, np.concatenate([lower, upper], axis=1), axis=1)
    return np.asarray(pair.mean(axis=1))


def _winsorised(sums: Floats) -> tuple[Floats, Floats]:
    """Return mean and SD of the known of each row, what lies 2 robust SDs out moved in."""
    middle = _median(sums[:, :, None])
    width = SD_PER_MAD * _median(np.abs(sums - middle)[:, :, None])
    moved = np.clip(sums, middle - WINSORISED_SD * width, middle + WINSORISED_SD * width)
    known = np.isfinite(moved)
    count = known.sum(axis=1)
    mean = np.where(known, moved, 0.0).sum(axis=1) / np.maximum(count, 1)
    squares = (np.where(known, moved - mean[:, None], 0.0) ** 2).sum(axis=1)
    return mean, SD_PER_WINSORISED * np.sqrt(squares / np.maximum(count - 1, 1))
