"""Future paths: whole weeks that may come, so that "at least once" can be counted.

The chance that at least one of seven mornings is red is not told by the seven chances: mornings
depend on one another. Past errors are drawn in blocks of three neighbouring mornings, which keeps
what one leaves to the next, and put around the forecast.

References
----------
.. [1] Künsch, H. R. (1989). The jackknife and the bootstrap for general stationary observations.
   Annals of Statistics 17(3). https://doi.org/10.1214/aos/1176347265
"""

import numpy as np

from ml.engines.arrays import Floats
from ml.engines.track_record import TrackRecord

# Recovery remembers hardly more than two days (lag-2 correlation .09).
BLOCK_DAYS = 3
# The error of a share is then about .02.
N_PATHS = 500
# The same data give the same answer.
SEED = 0


def future_paths(points: Floats, records: list[TrackRecord]) -> Floats:
    """Draw what may come of a forecast of several days.

    Parameters
    ----------
    points
        The forecast, shape (days ahead,).
    records
        One a day ahead, of the same past nights.

    Returns
    -------
    Floats
        Shape (500, days ahead), in the unit of the forecast, without bounds.

    Notes
    -----
    A block holds the errors of 3 neighbouring mornings, each as forecast one day further ahead
    than the one before, as in the path itself; blocks are drawn with replacement.
    """
    errors = np.array([record["spread"] for record in records])
    n_days, n_errors = errors.shape
    rng = np.random.default_rng(SEED)
    n_blocks = -(-n_days // BLOCK_DAYS)
    starts = rng.integers(0, max(1, n_errors - BLOCK_DAYS + 1), (N_PATHS, n_blocks))
    night = (starts[:, :, None] + np.arange(BLOCK_DAYS)).reshape(N_PATHS, -1)[:, :n_days]
    return points + errors[np.arange(n_days), np.minimum(night, n_errors - 1)]
