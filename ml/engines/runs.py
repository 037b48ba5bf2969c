"""Runs: how long something has lasted, on consecutive days."""

import numpy as np

from ml.engines.arrays import Flags, Ordinals


def run_lengths(flags: Flags) -> Ordinals:
    """Return how many days in a row have been flagged, up to and including each.

    Parameters
    ----------
    flags
        One a consecutive day, oldest first.

    Examples
    --------
    >>> run_lengths(np.array([True, True, False, True])).tolist()
    [1, 2, 0, 1]
    """
    place = np.arange(1, len(flags) + 1)
    # The place of the last day that was not flagged is where the run begins.
    return place - np.maximum.accumulate(np.where(flags, 0, place))
