"""Walk forward: the forecasts that an algorithm would have made of each past night.

Refits come after fixed counts of nights, so what was forecast of a night never changes when
nights are added, and a later walk may go on where an earlier one stopped.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeAlias

import numpy as np

from ml.engines.arrays import Floats

# A week before the first forecast.
FIRST_FIT = 7
# One night alone has no spread.
FEWEST_NIGHTS = 2


class Predictor(Protocol):
    """A fitted model, of ours or of scikit-learn."""

    def predict(self, values: Floats, /) -> Floats:
        """Return the forecast of each row, shape (rows,)."""
        ...


# Rows (with NaN where something is missing) and their outcomes in, a fitted model out.
Algorithm: TypeAlias = Callable[[Floats, Floats], Predictor]


@dataclass(frozen=True)
class Schedule:
    """When a walk refits, and how far ahead it looks.

    Parameters
    ----------
    stride
        Refit after so many nights; coefficients hardly move within a week.
    nights_ahead
        1 for the next night; where several, the outcomes of the nights between were not known.
    """

    stride: int = 7
    nights_ahead: int = 1


NIGHTLY = Schedule()


def walk_forward(
    values: Floats,
    outcome: Floats,
    algorithm: Algorithm,
    *,
    walked: Floats | None = None,
    schedule: Schedule = NIGHTLY,
) -> Floats:
    """Return the forecast of each night by a model that saw only nights before it.

    Parameters
    ----------
    values
        Shape (nights, columns), of what was known before each night; NaN is missing.
    outcome
        Shape (nights,), complete, oldest first.
    algorithm
        Fits a model on the rows and outcomes before.
    walked
        What an earlier walk over the first of these nights returned; it is gone on from.
    schedule
        When to refit, and how far ahead to look.

    Returns
    -------
    Floats
        Shape (nights,); NaN for the first 7. A forecast is at worst of a model a stride old; the
        one that serves is never older than a day, and its errors are thus not understated.
    """
    forecast = np.full(len(outcome), np.nan)
    n_walked = 0 if walked is None else len(walked)
    forecast[:n_walked] = np.nan if walked is None else walked
    start = FIRST_FIT
    while start < len(outcome):
        stop = start + schedule.stride
        seen = start - (schedule.nights_ahead - 1)
        if stop > n_walked and seen >= FEWEST_NIGHTS:
            ahead = slice(max(start, n_walked), stop)
            model = algorithm(values[:seen], outcome[:seen])
            forecast[ahead] = model.predict(values[ahead])
        start = stop
    return forecast


def running_mean(outcome: Floats) -> Floats:
    """Return the mean of all outcomes before each, NaN for the first 7.

    Examples
    --------
    >>> import numpy as np
    >>> running_mean(np.arange(9.0))[6:].tolist()
    [nan, 3.0, 3.5]
    """
    means = np.full(len(outcome), np.nan)
    means[1:] = np.cumsum(outcome)[:-1] / np.arange(1, len(outcome))
    means[:FIRST_FIT] = np.nan
    return means
