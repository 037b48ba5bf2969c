"""Level change (E5): whether a level moved by more than its nights do by chance.

The mean of the last 28 nights against the 28 before, with an interval that allows for nights
resembling their neighbours: taken for independent, they find a change three times too often (16
to 17 % of people without any, at a nominal 5 %). Beside it the band in which a week's mean lies
by chance.

References
----------
.. [1] Plews, D. J. et al. (2014). Monitoring training with heart-rate variability: how much
   compliance is needed for valid assessment? International Journal of Sports Physiology and
   Performance 9(5). https://doi.org/10.1123/ijspp.2013-0455
.. [2] Buchheit, M. (2014). Monitoring training status with HR measures: do all roads lead to
   Rome? Frontiers in Physiology 5:73. https://doi.org/10.3389/fphys.2014.00073
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, stdtrit

from ml.engines.arrays import Floats
from ml.engines.effective_nights import lag1, worth

WEEK_NIGHTS = 7
# Four weeks: every weekday four times on either side.
WINDOW_NIGHTS = 28
BASELINE_NIGHTS = 60
# With 3 nights a week means of ln rMSSD agree with those of 7 [1]_.
FEWEST_A_WEEK = 3
FEWEST_A_WINDOW = FEWEST_A_WEEK * WINDOW_NIGHTS // WEEK_NIGHTS
# Half of the nights that a band is asked of (14), and enough for an SD to 20 %.
FEWEST_BASELINE_NIGHTS = 14
# The smallest worthwhile change of ln rMSSD, in SDs of single nights [2]_.
WORTHWHILE_SD = 0.5
# Phi^-1(.95), as of a band of nine in ten.
NORMAL_90 = 1.645


@dataclass(frozen=True)
class LevelChange:
    """The mean of the last 28 nights less that of the 28 before, in the unit of the values.

    Parameters
    ----------
    change, low, high
        The difference, and its 90 % interval.
    phi
        Lag-1 autocorrelation of the nights.
    n_before, n_recent
        Known nights of each window.
    """

    change: float
    low: float
    high: float
    phi: float
    n_before: int
    n_recent: int

    @property
    def beyond_noise(self) -> bool:
        """Whether the interval leaves out no change."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True)
class Band:
    """Where a week's mean lies if nothing changed, in the unit of the values.

    Parameters
    ----------
    middle, sd
        Mean and standard deviation of the nights of the baseline.
    low, high
        Band of a mean of `n_nights` nights.
    worthwhile_low, worthwhile_high
        The smallest worthwhile change, half an SD either way.
    chance_share
        Share of weeks whose mean leaves it by chance, 0 to 1.
    n_nights
        Nights of the week that the band is for.
    n_baseline
        Nights of the baseline.
    """

    middle: float
    sd: float
    low: float
    high: float
    worthwhile_low: float
    worthwhile_high: float
    chance_share: float
    n_nights: int
    n_baseline: int


def level_change(values: Floats) -> LevelChange | None:
    """Return how the level of the last 28 nights differs from that of the 28 before.

    Parameters
    ----------
    values
        One a calendar night, oldest first; NaN is missing. The last 56 are looked at.

    Returns
    -------
    LevelChange or None
        None under 56 nights, or with fewer than 12 known in either window.

    Notes
    -----
    With SS the squares about each window's own mean, phi their common autocorrelation and e_i the
    independent nights that window i is worth: s^2 = SS / sum n_i (1 - 1 / e_i), and the interval
    is d +- t(.95; e_1 + e_2 - 2) s sqrt(1 / e_1 + 1 / e_2).

    Examples
    --------
    >>> found = level_change(np.tile([50.0, 60.0], 28) + np.repeat([0.0, 9.0], 28))
    >>> found.change, found.beyond_noise
    (9.0, True)
    """
    if len(values) < 2 * WINDOW_NIGHTS:
        return None
    windows = values[-2 * WINDOW_NIGHTS :].reshape(2, WINDOW_NIGHTS)
    counts = np.isfinite(windows).sum(axis=1)
    if counts.min() < FEWEST_A_WINDOW:
        return None
    means = np.nanmean(windows, axis=1)
    phi = float(lag1(windows))
    independent = worth(counts, phi)
    squares = float(np.nansum((windows - means[:, None]) ** 2))
    variance = squares / float((counts * (1 - 1 / independent)).sum())
    freedom = max(float(independent.sum()) - 2, 2.0)
    half = float(stdtrit(freedom, 0.95) * np.sqrt(variance * (1 / independent).sum()))
    change = float(means[1] - means[0])
    before, recent = counts.tolist()
    return LevelChange(change, change - half, change + half, phi, before, recent)


def band(baseline: Floats, n_nights: int = WEEK_NIGHTS) -> Band | None:
    """Return where the mean of a week lies if nothing changed since the baseline.

    Parameters
    ----------
    baseline
        One a calendar night, oldest first; NaN is missing.
    n_nights
        Known nights of the week, 1 to 7.

    Returns
    -------
    Band or None
        None with fewer than 14 known nights.

    Notes
    -----
    m +- 1.645 s / sqrt(e), with e the independent nights that the week's are worth at the
    baseline's autocorrelation. A sixth of weeks leave it by chance and not a tenth (17 % of 600
    simulated at .36), since m and s are estimates. A week leaves m +- .5 s by chance with
    probability 2 Phi(-.5 / sqrt(1 / e + 1 / e_0)), e_0 being what the baseline's nights are worth:
    a third at .36 and 7 nights.

    Examples
    --------
    >>> band(np.tile([50.0, 60.0], 30)).middle
    55.0
    """
    known = baseline[np.isfinite(baseline)]
    if len(known) < FEWEST_BASELINE_NIGHTS:
        return None
    middle, sd = float(known.mean()), float(known.std(ddof=1))
    phi = lag1(baseline[None, :])
    error = float(1 / np.sqrt(worth(n_nights, phi)))
    apart = float(np.hypot(error, 1 / np.sqrt(worth(len(known), phi))))
    half = NORMAL_90 * sd * error
    return Band(
        middle=middle,
        sd=sd,
        low=middle - half,
        high=middle + half,
        worthwhile_low=middle - WORTHWHILE_SD * sd,
        worthwhile_high=middle + WORTHWHILE_SD * sd,
        chance_share=float(2 * ndtr(-WORTHWHILE_SD / apart)),
        n_nights=n_nights,
        n_baseline=len(known),
    )
