"""Block bootstrap: what else might have been observed, where neighbouring days depend.

Days are drawn in blocks of a week, so that what one day leaves to the next stays together and a
drawn history has about as many of each weekday. The calendar is closed to a circle, which gives
every day the same chance.

References
----------
.. [1] Politis, D. N. & Romano, J. P. (1992). A circular block-resampling procedure for stationary
   data. In Exploring the Limits of Bootstrap, Wiley.
"""

import numpy as np

from ml.engines.arrays import Floats, Ordinals

# A whole week, several times as long as what recovery remembers (lag-7 correlation .07).
BLOCK_DAYS = 7


def block_rows(n_rows: int, n_draws: int, seed: int, block: int = BLOCK_DAYS) -> Ordinals:
    """Draw rows in blocks, as many as there are.

    Parameters
    ----------
    n_rows
        Rows in order of time, at least 1.
    n_draws
        How many samples to draw.
    seed
        Of the draws.
    block
        Length of a block.

    Returns
    -------
    Ordinals
        Shape (draws, rows), positions of rows; consecutive within a block, the last followed by
        the first [1]_.

    Examples
    --------
    >>> rows = block_rows(14, n_draws=1, seed=0)
    >>> (np.diff(rows[0, :7]) % 14).tolist()
    [1, 1, 1, 1, 1, 1]
    """
    rng = np.random.default_rng(seed)
    n_blocks = -(-n_rows // block)
    starts = rng.integers(0, n_rows, (n_draws, n_blocks))
    rows = (starts[:, :, None] + np.arange(block)) % n_rows
    return rows.reshape(n_draws, -1)[:, :n_rows]


def how_often(rows: Ordinals) -> Floats:
    """Return how often each row was drawn: the weights of drawn sums.

    Parameters
    ----------
    rows
        Shape (draws, rows), as `block_rows` gives them.

    Returns
    -------
    Floats
        Shape (draws, rows); `how_often(rows) @ column` are the sums of a column over each draw.

    Examples
    --------
    >>> how_often(np.array([[0, 1, 1], [2, 0, 1]])).tolist()
    [[1.0, 2.0, 0.0], [1.0, 1.0, 1.0]]
    """
    n_draws, n_rows = rows.shape
    places = rows + n_rows * np.arange(n_draws)[:, None]
    counts = np.bincount(places.ravel(), minlength=n_draws * n_rows)
    return counts.reshape(n_draws, n_rows).astype(np.float64)
