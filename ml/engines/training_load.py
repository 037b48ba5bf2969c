"""Training load: how much of it there was lately, beside what the same person is used to.

Load is Edwards' training impulse of the day's workouts, or the day's strain for those who wear
the strap and log few workouts. Acute is the last week, weighted; chronic the last four weeks, up
to a week ago: with the acute week inside it a ratio of the two is partly a ratio of a number with
itself [1]_. The ratio says nothing of injuries either way: ratios with random denominators showed
the same associations [2]_. So each figure is laid beside the same person's own past instead.

References
----------
.. [1] Lolli, L. et al. (2019). Mathematical coupling causes spurious correlation within the
   conventional acute-to-chronic workload ratio calculations. British Journal of Sports Medicine
   53(15). https://doi.org/10.1136/bjsports-2017-098110
.. [2] Impellizzeri, F. M. et al. (2020). Acute:chronic workload ratio: conceptual issues and
   fundamental pitfalls. International Journal of Sports Physiology and Performance 15(6).
   https://doi.org/10.1123/ijspp.2019-0864
.. [3] Williams, S. et al. (2017). Better way to determine the acute:chronic workload ratio? British
   Journal of Sports Medicine 51(3). https://doi.org/10.1136/bjsports-2016-096589
.. [4] Foster, C. (1998). Monitoring training in athletes with reference to overtraining syndrome.
   Medicine & Science in Sports & Exercise 30(7). https://doi.org/10.1097/00005768-199807000-00023
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from ml.engines.arrays import Flags, Floats, Ordinals
from ml.engines.night_table import night_table, running_average
from ml.engines.workout_table import workout_table
from ml.history import History

WEEK_DAYS = 7
# Means of weight 2 / (N + 1) for N = 7 and 28 days [3]_.
ACUTE_WEIGHT, CHRONIC_WEIGHT = 2 / 8, 2 / 29
# A mean of 28 days has taken up 86 % of a new level after as many.
CHRONIC_WARM_UP_DAYS = 28
DIFFERENCE_WARM_UP_DAYS = 14
# Under two workouts a week, or where many lack heart rate zones, a day's strain says more.
FEWEST_WORKOUTS_A_WEEK = 2.0
FEWEST_KNOWN_SHARE = 0.8
# Of the seven days, so that one night without the strap loses no week.
FEWEST_OF_A_WEEK = 5
# A week of equal days has no spread, and one of nearly equal days any monotony.
LARGEST_MONOTONY = 4.0
TRAINING_IMPULSE, STRAIN = "training impulse", "strain"


@dataclass(frozen=True, eq=False)
class TrainingLoad:
    """One entry a calendar day, oldest first; NaN where too little is known.

    Parameters
    ----------
    day
        Proleptic ordinals, consecutive.
    unit
        Of the loads: training impulse, or strain.
    load
        Of each day.
    acute
        Weighted mean load a day of about the last 7 days, from 5 known of them: what was done
        before a break is no load of this week.
    chronic
        Weighted mean load a day of about 28 days, as it was a week before; from 14 known of them.
    chronic_warm
        Whether 28 known days were in it, so that it may be divided by.
    week
        Load of the last 7 days, those unknown taken as their mean; from 5 known.
    monotony
        Mean over standard deviation of the last 7 days, 0 to 4; NaN where they are all alike.
    training_strain
        The week's load times its monotony.
    """

    day: Ordinals
    unit: str
    load: Floats
    acute: Floats
    chronic: Floats
    chronic_warm: Flags
    week: Floats
    monotony: Floats
    training_strain: Floats


@lru_cache(maxsize=2)  # load management and injury watch ask of the same person in turn
def training_load(history: History) -> TrainingLoad:
    """Return a person's load by day.

    Parameters
    ----------
    history
        A person's history; days without a known strain have no known load.

    Returns
    -------
    TrainingLoad
        Without rows for an empty history.

    Notes
    -----
    Monotony is mean / SD of the week and training strain the week's sum times it [4]_; a day
    without workouts counts as 0.

    Examples
    --------
    >>> from ml.history import empty
    >>> len(training_load(empty()).day)
    0
    """
    table = night_table(history)
    impulse = _impulse(history, table.day, table.strain)
    load, unit = (table.strain, STRAIN) if impulse is None else (impulse, TRAINING_IMPULSE)
    known = np.cumsum(np.isfinite(load)).astype(np.float64)
    lately = known - _before(known, CHRONIC_WARM_UP_DAYS, 0.0)
    mean, sd = _of_weeks(load)
    varied = sd > 0
    monotony = np.minimum(mean / np.where(varied, sd, 1.0), LARGEST_MONOTONY)
    monotony = np.where(varied, monotony, np.nan)
    chronic = _before(running_average(load, CHRONIC_WEIGHT))
    return TrainingLoad(
        day=table.day,
        unit=unit,
        load=load,
        acute=np.where(np.isfinite(mean), running_average(load, ACUTE_WEIGHT), np.nan),
        chronic=np.where(_before(lately) >= DIFFERENCE_WARM_UP_DAYS, chronic, np.nan),
        chronic_warm=_before(known) >= CHRONIC_WARM_UP_DAYS,
        week=WEEK_DAYS * mean,
        monotony=monotony,
        training_strain=WEEK_DAYS * mean * monotony,
    )


def share_below(values: Floats, value: float) -> float:
    """Return the share of known values that lie below one, ties counted half.

    Parameters
    ----------
    values
        One known at least.
    value
        What to compare with.

    Examples
    --------
    >>> share_below(np.array([1.0, 2.0, 3.0, 4.0, np.nan]), 3.0)
    0.625
    """
    known = values[np.isfinite(values)]
    return float(((known < value).mean() + (known <= value).mean()) / 2)


def week_to_reach(acute: float, target: float) -> float:
    """Return the load of seven equal days after which the acute load is at a target.

    Parameters
    ----------
    acute
        Acute load now, a day.
    target
        Acute load in a week, a day.

    Returns
    -------
    float
        0 where a week of rest leaves more than the target.

    Notes
    -----
    After seven days of x each the acute load is (1 - w)^7 a + (1 - (1 - w)^7) x.

    Examples
    --------
    >>> round(week_to_reach(50.0, 50.0), 6), week_to_reach(1000.0, 1.0)
    (350.0, 0.0)
    """
    left = (1 - ACUTE_WEIGHT) ** WEEK_DAYS
    return max(0.0, WEEK_DAYS * (target - left * acute) / (1 - left))


def _impulse(history: History, day: Ordinals, strain: Floats) -> Floats | None:
    """Return training impulse by day; None where the workouts are too few to stand for the days."""
    done = workout_table(history)
    recorded = np.isfinite(strain)
    within = np.isin(done.day, day[recorded])
    enough = FEWEST_WORKOUTS_A_WEEK * recorded.sum() / WEEK_DAYS
    trimp = done.trimp[within]
    if not within.sum() or within.sum() < enough:
        return None
    if np.isfinite(trimp).mean() < FEWEST_KNOWN_SHARE:
        return None
    sums = np.zeros(len(day))
    np.add.at(sums, done.day[within] - day[0], trimp)
    return np.where(recorded, sums, np.nan)


def _before(values: Floats, days: int = WEEK_DAYS, first: float = np.nan) -> Floats:
    """Return each day's value of so many days before, a week unless told."""
    return np.concatenate([np.full(days, first), values])[: len(values)]


def _of_weeks(load: Floats) -> tuple[Floats, Floats]:
    """Return mean and standard deviation of the seven days up to each, NaN of too few known."""
    if not len(load):
        return load, load
    windows = sliding_window_view(np.concatenate([np.full(WEEK_DAYS - 1, np.nan), load]), WEEK_DAYS)
    known = np.isfinite(windows)
    count = known.sum(axis=1)
    enough, n_known = count >= FEWEST_OF_A_WEEK, np.maximum(count, 2)
    mean = np.where(known, windows, 0.0).sum(axis=1) / n_known
    squares = (np.where(known, windows - mean[:, None], 0.0) ** 2).sum(axis=1)
    sd = np.sqrt(squares / (n_known - 1))
    # Rounding gives equal days a spread of some 1e-15.
    sd[sd < 1e-9 * np.maximum(mean, 1.0)] = 0.0
    return np.where(enough, mean, np.nan), np.where(enough, sd, np.nan)
