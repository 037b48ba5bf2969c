from dataclasses import dataclass, fields, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Nightly:
    """Arrays of shape (days,), one number a cycle, oldest first."""

    def seen(self, recorded: Flags) -> Self:
        """Return a copy that is NaN wherever `recorded` is false."""
        return replace(
            self,
            **{
                field.name: np.where(recorded, getattr(self, field.name), np.nan)
                for field in fields(self)
            },
        )


def autoregressive(noise: Floats, lag1: float) -> Floats:
    """Turn white unit noise of shape (days, ...) into AR(1) noise of unit variance."""
    series = noise.copy()
    fresh = np.sqrt(1 - lag1**2)
    for day in range(1, len(series)):
        series[day] = lag1 * series[day - 1] + fresh * noise[day]
    return series
