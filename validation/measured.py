"""A measured figure with its 95 % interval, and the bar that it is held against."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import binomtest

from ml.engines.arrays import Floats

NORMAL_95 = 1.96
# The error of a median's interval over a few hundred people is then below its rounding.
N_RESAMPLED = 2000
SEED = 0


@dataclass(frozen=True)
class Measured:
    """A figure, its 95 % interval, and of how many it is; NaN where there was nothing."""

    value: float
    low: float
    high: float
    n: int


@dataclass(frozen=True)
class Bar:
    """From where to where a figure must lie."""

    at_least: float = -np.inf
    at_most: float = np.inf

    def holds(self, value: float) -> bool:
        """Whether a figure lies within."""
        return self.at_least <= value <= self.at_most

    def verdict(self, measured: Measured) -> str:
        """Return in plain words whether the figure meets the bar."""
        if not measured.n:
            return "not measured"
        if self.holds(measured.value):
            sure = self.holds(measured.low) and self.holds(measured.high)
            return "met" if sure else "met, within chance of the bar"
        reached = measured.low <= self.at_most and measured.high >= self.at_least
        return "**missed**, within chance of the bar" if reached else "**missed**"


def share(flags: Sequence[bool]) -> Measured:
    """Return a share with its exact binomial interval (Clopper and Pearson)."""
    if not flags:
        return _nothing()
    interval = binomtest(sum(flags), len(flags)).proportion_ci(0.95, method="exact")
    return Measured(sum(flags) / len(flags), interval.low, interval.high, len(flags))


def mean(values: Sequence[float]) -> Measured:
    """Return a mean with its normal interval."""
    if not values:
        return _nothing()
    numbers = np.array(values)
    half = NORMAL_95 * float(numbers.std(ddof=min(1, len(values) - 1))) / np.sqrt(len(values))
    middle = float(numbers.mean())
    return Measured(middle, middle - half, middle + half, len(values))


def median(values: Sequence[float]) -> Measured:
    """Return a median with its bootstrap interval."""
    if not values:
        return _nothing()
    numbers: Floats = np.array(values)
    rng = np.random.default_rng(SEED)
    drawn = np.median(rng.choice(numbers, (N_RESAMPLED, len(numbers))), axis=1)
    low, high = np.quantile(drawn, [0.025, 0.975])
    return Measured(float(np.median(numbers)), float(low), float(high), len(values))


def _nothing() -> Measured:
    return Measured(np.nan, np.nan, np.nan, 0)
