"""Local level: a quantity that wanders, followed as fast as has served so far.

HRV and resting heart rate have a level that moves over weeks. It is followed by an exponentially
weighted mean; how fast is learned by walking forward, for each number of days ahead on its own:
what helps tomorrow, following the last nights closely, hurts for next week.

References
----------
.. [1] Gardner, E. S. (1985). Exponential smoothing: the state of the art. Journal of Forecasting
   4(1). https://doi.org/10.1002/for.3980040103
"""

import numpy as np

from ml.engines.arrays import Floats
from ml.engines.night_table import running_average

# From about two months of memory to about a week.
WEIGHTS = (0.03, 0.07, 0.15, 0.3)


def local_level_paths(values: Floats, n_ahead: int) -> Floats:
    """Forecast the days after each day by the level as of that day.

    Parameters
    ----------
    values
        Shape (days,), consecutive days; NaN is missing and leaves the level where it is.
    n_ahead
        How many days to look ahead.

    Returns
    -------
    Floats
        Shape (days, n_ahead): row d tells of days d+1, d+2, ..., from the values up to d alone.
        NaN until the first value.

    Notes
    -----
    Simple exponential smoothing [1]_; of the weights .03, .07, .15 and .3 each day takes, for
    each number of days ahead, the one with the least absolute error so far, the slowest of
    equals.

    Examples
    --------
    >>> local_level_paths(np.array([50.0, 50.0, np.nan]), 2)[-1].tolist()
    [50.0, 50.0]
    """
    levels = np.array([running_average(values, weight) for weight in WEIGHTS])
    paths = np.empty((len(values), n_ahead))
    for ahead in range(1, n_ahead + 1):
        missed = np.zeros_like(levels)
        missed[:, ahead:] = np.nan_to_num(np.abs(values[ahead:] - levels[:, :-ahead]))
        best = np.cumsum(missed, axis=1).argmin(0)
        paths[:, ahead - 1] = levels[best, np.arange(len(values))]
    return paths
