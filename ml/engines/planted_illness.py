"""Planted illness: what an illness would have looked like on a person's own nights.

Nobody's nights say which of them were ill. So one is planted on each in turn, to see how many of
them a watch finds: four nights of lower HRV, higher resting heart rate, faster breathing and
warmer skin, of which the first three count.
"""

import numpy as np

from ml.engines.arrays import Floats
from ml.engines.contest import FEWEST_NIGHTS, STRIDE, steps_of

# As in docs/evidence.md: .3 of ln HRV, 6 beats, 1.2 breaths, .6 degrees, half of it at first.
ILLNESS = np.array([-0.3, 6.0, 1.2, 0.6])
RISE = np.array([0.5, 1.0, 1.0])


def contested(values: Floats, score: Floats) -> list[int]:
    """Return the places of the nights to plant one on; none where they are under 60.

    Parameters
    ----------
    values
        Shape (nights, 4), from `surveillance.signals`.
    score
        Shape (nights,), from `surveillance.watch`.
    """
    first = len(values) - steps_of(len(values)) * STRIDE
    nights = [
        night
        for night in range(max(1, first), len(values) - len(RISE) + 1)
        if np.isfinite(values[night - 1 : night + len(RISE)]).all() and np.isfinite(score[night])
    ]
    return nights if len(nights) >= FEWEST_NIGHTS else []


def planted(values: Floats, night: int) -> Floats:
    """Return the nights with an illness that begins on one of them."""
    ill = values.copy()
    ill[night : night + len(RISE)] += RISE[:, None] * ILLNESS
    return ill
