"""Training rhythm: runs of training and rest days, against the same days shuffled.

Runs of five happen to anybody who trains four days in seven. What is counted is laid beside the
same on 999 shuffles of the recorded days, in which training keeps its share and nothing else.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ml.engines.arrays import Floats, Ordinals
from ml.engines.weekday_profile import DAYS_A_WEEK

# With the observed order they make 1,000, so that p-values are whole thousandths.
N_SHUFFLES = 999
SEED = 0
UNRECORDED = -1


@dataclass(frozen=True)
class TrainingRhythm:
    """Runs and spacing of training and rest days; unrecorded days end a run.

    Parameters
    ----------
    longest_training_days, longest_rest_days
        Longest runs.
    longest_training_by_chance_days, longest_rest_by_chance_days
        Medians of the longest runs in shuffles.
    training_after_training_share, training_after_rest_share
        Of the recorded days after a training or a rest day, the share with training; NaN where
        there is none.
    rest_spacing_days
        Median number of days from one rest day to the next; NaN with one rest day.
    order_p_value
        Of an order as far from a shuffled one, by the number of neighbouring days alike; two-sided.
    weekday_p_value
        Of training as uneven over the weekdays, by chi-squared.
    """

    longest_training_days: int
    longest_rest_days: int
    longest_training_by_chance_days: int
    longest_rest_by_chance_days: int
    training_after_training_share: float
    training_after_rest_share: float
    rest_spacing_days: float
    order_p_value: float
    weekday_p_value: float


def training_rhythm(trained: Floats, day: Ordinals) -> TrainingRhythm | None:
    """Return the runs and spacing of training days.

    Parameters
    ----------
    trained
        1 training, 0 rest, NaN unrecorded; one a calendar day without gaps, oldest first.
    day
        Proleptic ordinals of the days.

    Returns
    -------
    TrainingRhythm or None
        None unless there are both training and rest days.

    Notes
    -----
    The p-value of a statistic is (1 + shuffles at least as extreme) / 1000. With k_w training
    days among the n_w recorded of weekday w and p their share over all, chi-squared is
    sum_w (k_w - n_w p)^2 / (n_w p (1 - p)).

    Examples
    --------
    >>> import numpy as np
    >>> found = training_rhythm(np.tile([1.0, 1.0, 0.0], 40), np.arange(738_886, 739_006))
    >>> found.longest_training_days, found.longest_rest_days, found.rest_spacing_days
    (2, 1, 3.0)
    >>> found.training_after_rest_share, found.order_p_value
    (1.0, 0.001)
    """
    known = np.isfinite(trained)
    states = trained[known]
    if not len(states) or states.min() == states.max():
        return None
    rng = np.random.default_rng(SEED)
    # A byte a day: to compare a thousand orders takes a third of the time.
    orders = np.full((1 + N_SHUFFLES, len(trained)), UNRECORDED, dtype=np.int8)
    orders[0, known] = states
    orders[1:, known] = _shuffles(states, rng)
    runs, rests = (_longest_run(orders, state) for state in (1, 0))
    neighbours = known[1:] & known[:-1]
    alike = ((orders[:, 1:] == orders[:, :-1]) & neighbours).sum(axis=1)
    uneven = _unevenness(orders[:, known], (day[known] - 1) % DAYS_A_WEEK)
    after = trained[1:][np.isfinite(trained[1:])], trained[:-1][np.isfinite(trained[1:])]
    rest_days = np.flatnonzero(trained == 0)
    return TrainingRhythm(
        longest_training_days=int(runs[0]),
        longest_rest_days=int(rests[0]),
        longest_training_by_chance_days=int(np.median(runs[1:])),
        longest_rest_by_chance_days=int(np.median(rests[1:])),
        training_after_training_share=_mean(after[0][after[1] == 1]),
        training_after_rest_share=_mean(after[0][after[1] == 0]),
        rest_spacing_days=float(np.median(np.diff(rest_days))) if len(rest_days) > 1 else np.nan,
        order_p_value=_p_value(np.abs(alike - np.median(alike[1:]))),
        weekday_p_value=_p_value(uneven),
    )


def _shuffles(states: Floats, rng: np.random.Generator) -> NDArray[np.int8]:
    """Return the states in other orders, shape (shuffles, days)."""
    orders = np.empty((N_SHUFFLES, len(states)), dtype=np.int8)
    # What has eight bytes is swapped in two thirds of the time.
    day = np.empty(len(states), dtype=np.int64)
    for order in orders:
        day[:] = states
        rng.shuffle(day)
        order[:] = day
    return orders


def _longest_run(orders: NDArray[np.int8], state: int) -> NDArray[np.int16]:
    """Return the longest run of days in a state in each order, shape (orders,)."""
    # A day of all orders at once: two thirds of the time that an order after the other takes.
    run = np.zeros(len(orders), dtype=np.int16)  # days of 89 years
    longest = run.copy()
    for day in np.ascontiguousarray((orders == state).T):
        run += 1
        run *= day
        np.maximum(longest, run, out=longest)
    return longest


def _unevenness(orders: NDArray[np.int8], weekday: Ordinals) -> Floats:
    """Return chi-squared of training over the weekdays in each order."""
    # Counts of days are exact in single precision, which multiplies twice as fast.
    of_weekday = (weekday[:, None] == np.unique(weekday)).astype(np.float32)
    trained = (orders.astype(np.float32) @ of_weekday).astype(np.float64)
    n_days, share = of_weekday.sum(axis=0).astype(np.float64), orders[0].mean()
    excess = trained - n_days * share
    return (excess**2 / (n_days * share * (1 - share))).sum(axis=1)


def _p_value(statistic: Floats) -> float:
    """Return the share of orders at least as extreme as the first, which is the observed."""
    # Sums of the same counts in another order may differ in the last digit.
    return float((statistic >= statistic[0] - 1e-9).mean())


def _mean(values: Floats) -> float:
    return float(values.mean()) if len(values) else np.nan
