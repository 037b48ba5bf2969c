"""Weekday profile: the mean of a quantity on each day of the week, and which days lead.

Seven raw means always have a largest one; half of their range is noise. They are drawn towards
one another as far as the data ask for it (E3), and a day is said to lead only by the share of
posterior draws in which it does.
"""

from dataclasses import dataclass

import numpy as np

from ml.engines.arrays import Floats, Ordinals
from ml.engines.best_window import INTERVAL_90
from ml.engines.category_effects import pooled
from ml.engines.category_means import category_means
from ml.engines.controls import Controls
from ml.engines.design import Design

DAYS_A_WEEK = 7
# A plan of training mostly has two hard days a week.
LEADING = 2


@dataclass(frozen=True, eq=False)
class WeekdayProfile:
    """Shrunken means of the weekdays that occur.

    Parameters
    ----------
    weekday
        Monday 0, ascending, shape (k,).
    n_days
        Days of each, shape (k,).
    mean, low, high
        Shrunken mean and its 90 % interval, in the unit of the values, shape (k,).
    leading_probability
        Probability that the weekday's mean is among the two largest, shape (k,); sums to 2.
    """

    weekday: Ordinals
    n_days: Ordinals
    mean: Floats
    low: Floats
    high: Floats
    leading_probability: Floats


def weekday_profile(values: Floats, day: Ordinals) -> WeekdayProfile | None:
    """Return the mean on each weekday, drawn towards the others.

    Parameters
    ----------
    values
        One a day, in order of time; NaN is left out.
    day
        Proleptic ordinals of the days.

    Returns
    -------
    WeekdayProfile or None
        None where nothing can be compared: values of under three weekdays, fewer than 12 more
        than weekdays, or all alike.

    Notes
    -----
    Means and the covariance of their errors come from one least squares fit, the covariance the
    larger of classical and Newey-West; the means are normal around one level with an unknown
    spread that is averaged over (`category_effects.pooled`).

    Examples
    --------
    >>> import numpy as np
    >>> day = np.arange(738_886, 738_886 + 140)  # from a Monday
    >>> noise = np.random.default_rng(0).normal(0, 3, 140)
    >>> profile = weekday_profile(10 + 4.0 * (day % 7 == 6) + noise, day)
    >>> int(profile.weekday[profile.leading_probability.argmax()])
    5
    """
    alone = Controls(Design(("intercept",), np.ones((len(values), 1))), None)
    observed = category_means(values, (day - 1) % DAYS_A_WEEK, alone)
    if observed is None or len(observed.categories) <= LEADING:
        return None
    _, draws = pooled(observed.means, observed.covariance, observed.outcome_sd)
    low, high = np.quantile(draws, INTERVAL_90, axis=0)
    mean = draws.mean(axis=0)
    # A twentieth of the time that ranks of all would take.
    least_leading = np.partition(draws, -LEADING, axis=1)[:, [-LEADING]]
    return WeekdayProfile(
        weekday=observed.categories,
        n_days=observed.n_rows,
        mean=mean,
        low=np.minimum(low, mean),
        high=np.maximum(high, mean),
        leading_probability=(draws >= least_leading).mean(axis=0),
    )
