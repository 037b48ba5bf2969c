"""Workout summary: what is described, with how well weekly means are known."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from ml.conclusion import AnyConclusion, Conclusion
from ml.engines.mean_interval import FEWEST_VALUES, mean_interval
from ml.history import History
from ml.insights.workout_summary import describe, plain_mean
from schema.answer import Basis
from schema.arguments import NoArguments
from schema.interval import Interval
from schema.workout_summary import WeeklyMean, WorkoutSummary


def infer(
    history: History, used: Mapping[str, AnyConclusion], arguments: NoArguments
) -> Conclusion[WorkoutSummary]:
    """Describe the last 26 weeks.

    Parameters
    ----------
    history
        A person's history.
    used
        Nothing.
    arguments
        None.

    Returns
    -------
    Conclusion
        Descriptive; without a finding where no day is recorded.
    """
    del used, arguments
    return Conclusion(describe(history, mean_with_interval), Basis.OWN_DATA)


def mean_with_interval(values: Sequence[float]) -> WeeklyMean:
    """Return a mean a week with its 90 % interval, rounded to tenths.

    Parameters
    ----------
    values
        One a week, oldest first, complete; the interval needs 4.

    Returns
    -------
    WeeklyMean
        In the unit of the values; no sum of a week is below 0, and neither is the interval.

    Examples
    --------
    >>> mean_with_interval([3, 4, 3, 4, 3, 4]).interval90
    Interval(low=3.0, high=4.0)
    """
    mean = plain_mean(values)
    if len(values) < FEWEST_VALUES:
        return mean
    low, high = mean_interval(np.asarray(values, dtype=np.float64))
    return replace(mean, interval90=Interval(low=round(max(0.0, low), 1), high=round(high, 1)))
