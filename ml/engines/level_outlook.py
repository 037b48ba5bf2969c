"""Level outlook (E5): where a 28-night mean will lie, if all goes on as it does.

A level and a drift are fitted to the last nights, the drift drawn hard towards none: a mean that
rose lately mostly rose by chance, and running it on would promise what does not come. The mean of
28 nights at a later day is then normal, so that its chances are had exactly, and no draws are
needed.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, ndtri

from ml.engines.arrays import Floats
from ml.engines.effective_nights import lag1, worth
from ml.engines.level_change import FEWEST_A_WINDOW, NORMAL_90, WINDOW_NIGHTS

# A quarter: as far back as a level is likely to be the same.
OUTLOOK_NIGHTS = 90
# Two windows of 28, which a drift can show between at the least.
FEWEST_NIGHTS = 56
MONTH_DAYS = 30.0
# Prior SD of the drift, in SDs of single nights a month.
DRIFT_SD = 0.1


@dataclass(frozen=True, eq=False)
class LevelOutlook:
    """Posterior of level and drift, in the unit of the values.

    Parameters
    ----------
    mean
        Level at the last night, and drift a month, shape (2,).
    covariance
        Of the two, shape (2, 2).
    recent
        The last 28 calendar nights; NaN is missing.
    sd, phi
        Standard deviation and lag-1 autocorrelation of single nights.
    """

    mean: Floats
    covariance: Floats
    recent: Floats
    sd: float
    phi: float

    @property
    def noise_floor(self) -> float:
        """By how much a 28-night mean strays from its level by chance, nine times in ten."""
        return NORMAL_90 * self.sd / float(np.sqrt(worth(WINDOW_NIGHTS, self.phi)))

    @property
    def recent_interval(self) -> tuple[float, float, float]:
        """Mean of the known of the last 28 nights, and its 90 % interval."""
        n_known = float(np.isfinite(self.recent).sum())
        mean = float(np.nanmean(self.recent))
        half = NORMAL_90 * self.sd / float(np.sqrt(worth(n_known, self.phi)))
        return mean, mean - half, mean + half

    def ahead(self, days: int) -> tuple[float, float]:
        """Return mean and SD of the mean of the 28 nights that end so many days on.

        Parameters
        ----------
        days
            1 or more. Under 28, the known nights among them count as they were.

        Notes
        -----
        With k = min(days, 28) nights to come, their middle m months on, x = (1, m), and the share
        w = k / 28: mean w x'b + (1 - w) y, SD w sqrt(x'Vx + s^2 / worth(k, phi)).
        """
        to_come = min(days, WINDOW_NIGHTS)
        share = to_come / WINDOW_NIGHTS
        middle = np.array([1.0, (days - (to_come - 1) / 2) / MONTH_DAYS])
        variance = middle @ self.covariance @ middle + self.sd**2 / worth(to_come, self.phi)
        lived = self.recent[to_come:]
        known = float(np.nanmean(lived)) if np.isfinite(lived).any() else float(self.mean[0])
        mean = share * float(middle @ self.mean) + (1 - share) * known
        return mean, share * float(np.sqrt(variance))

    def chance(self, target: float, days: int, better: int) -> float:
        """Return the probability that a 28-night mean reaches a target.

        Parameters
        ----------
        target
            In the unit of the values.
        days
            Days on at which the 28 nights end.
        better
            1 where higher is better, -1 where lower is.
        """
        mean, sd = self.ahead(days)
        return float(ndtr(better * (mean - target) / sd)) if sd > 0 else float(mean == target)

    def target(self, probability: float, days: int, better: int) -> float:
        """Return the value that a 28-night mean reaches with a probability.

        Parameters
        ----------
        probability
            0 to 1.
        days
            Days on at which the 28 nights end.
        better
            1 where higher is better, -1 where lower is.
        """
        mean, sd = self.ahead(days)
        return mean - better * sd * float(ndtri(probability))


def level_outlook(values: Floats) -> LevelOutlook | None:
    """Fit level and drift to the last 90 nights.

    Parameters
    ----------
    values
        One a calendar night, oldest first; NaN is missing.

    Returns
    -------
    LevelOutlook or None
        None with fewer than 56 known nights of them, or 12 of the last 28, or where nothing
        varies.

    Notes
    -----
    y = level + drift t + e, t in months before the last night, cov(e) = s^2 phi^|days apart|,
    drift ~ N(0, (.1 s)^2), level flat: V^-1 = X'C^-1 X + diag(0, (.1 s)^-2), b = V X'C^-1 y.

    Examples
    --------
    >>> found = level_outlook(np.tile([50.0, 60.0, 60.0, 50.0], 25))
    >>> round(found.ahead(84)[0], 1), round(found.chance(55.0, 84, 1), 1)
    (55.0, 0.5)
    """
    nights = values[-OUTLOOK_NIGHTS:]
    known = np.flatnonzero(np.isfinite(nights))
    recent = nights[-WINDOW_NIGHTS:]
    if len(known) < FEWEST_NIGHTS or np.isfinite(recent).sum() < FEWEST_A_WINDOW:
        return None
    sd, phi = float(np.nanstd(nights, ddof=1)), float(lag1(nights[None, :]))
    if np.ptp(nights[known]) == 0:
        return None
    apart = np.abs(known[:, None] - known)
    covariance = sd**2 * phi**apart
    design = np.column_stack([np.ones(len(known)), (known - (len(nights) - 1)) / MONTH_DAYS])
    weighted = np.linalg.solve(covariance, design)
    precision = design.T @ weighted + np.diag([0.0, (DRIFT_SD * sd) ** -2])
    posterior = np.asarray(np.linalg.inv(precision), dtype=np.float64)
    return LevelOutlook(posterior @ (weighted.T @ nights[known]), posterior, recent, sd, phi)
