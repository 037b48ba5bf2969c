"""Exposure grid: the points at which a curve over an exposure is drawn, on a line or the clock.

A line is drawn within the middle nine tenths of what the person has lived, and what lies outside
counts at its ends. On the clock, which has no ends, the points are those near which some night
lies. A night shares in the two points beside it, in proportion to nearness.
"""

from dataclasses import dataclass

import numpy as np

from ml.engines.arrays import Floats
from ml.engines.clock import DAY_HOURS

# The person's own extremes are too few to learn from.
LIVED_QUANTILES = (0.05, 0.95)
# Finer than anybody chooses a bedtime.
QUARTER_HOUR = 0.25
# A window is four steps wide: 60 minutes on a grid of a quarter hour.
HALF_WINDOW_STEPS = 2
# More points mean that the exposure is in minutes, which would take seconds to compute.
MOST_POINTS = 120
# Comparisons of grid points tolerate the rounding of their sums.
ROUNDING = 1e-9


class TooFineGrid(ValueError):
    """An exposure spans more steps than a curve is drawn over."""


@dataclass(frozen=True, eq=False)
class Grid:
    """Points at which a curve is drawn.

    Parameters
    ----------
    points
        Ascending, in the exposure's unit.
    distance
        Between points, in grid steps, shape (points, points).
    straight
        Covariance of the straight (on the clock: once-around) part, of unit mean variance.
    share
        Weight of each point at each night, rows adding up to 1, shape (nights, points).
    """

    points: Floats
    distance: Floats
    straight: Floats
    share: Floats


@dataclass(frozen=True)
class Axis:
    """What an exposure is measured on.

    Parameters
    ----------
    step
        Between grid points, in the exposure's unit; a window is four of them wide.
    circular
        Whether it is the clock, for times too spread to be laid on a line.
    """

    step: float = QUARTER_HOUR
    circular: bool = False

    def apart(self, one: Floats, other: Floats) -> Floats:
        """Return distances in the exposure's unit; on the clock the shorter way around."""
        apart = np.abs(one - other)
        return np.abs(apart - DAY_HOURS * np.round(apart / DAY_HOURS)) if self.circular else apart

    def grid(self, values: Floats) -> Grid:
        """Return the grid of what was lived.

        Parameters
        ----------
        values
            One a night, complete, of more than one value.

        Raises
        ------
        TooFineGrid
            If the middle nine tenths span more than 120 steps.

        Examples
        --------
        >>> import numpy as np
        >>> Axis(step=0.5).grid(np.linspace(22, 24, 41)).points.tolist()
        [22.1, 22.6, 23.1, 23.6]
        >>> Axis(step=1.0, circular=True).grid(np.array([23.9, 0.1])).points.tolist()
        [-2.0, -1.0, 0.0, 1.0, 2.0]
        """
        return _clock_grid(values, self) if self.circular else _line_grid(values, self)


def winsorised(values: Floats) -> Floats:
    """Return values with what lies outside the middle nine tenths moved to its ends."""
    low, high = np.quantile(values, LIVED_QUANTILES)
    return np.clip(values, low, high)


def _line_grid(values: Floats, axis: Axis) -> Grid:
    lived = winsorised(values)
    low, high = float(lived.min()), float(lived.max())
    if (high - low) / axis.step > MOST_POINTS:
        raise TooFineGrid(
            f"exposure from {low:g} to {high:g} in steps of {axis.step:g}: "
            f"expected at most {MOST_POINTS} steps, such as hours instead of minutes"
        )
    points = np.arange(low, high + ROUNDING, axis.step)
    centred = (points - lived.mean()) / lived.std()
    return Grid(
        points=points,
        distance=np.abs(points[:, None] - points) / axis.step,
        straight=np.outer(centred, centred),
        share=_shares(np.abs(lived[:, None] - points), axis.step),
    )


def _clock_grid(hours: Floats, axis: Axis) -> Grid:
    points = np.arange(-DAY_HOURS / 2, DAY_HOURS / 2 - ROUNDING, axis.step)
    apart = axis.apart(hours[:, None], points)
    lived = apart.min(0) <= HALF_WINDOW_STEPS * axis.step + ROUNDING
    points = points[lived]
    between = axis.apart(points[:, None], points)
    # The chord, not the arc: with it a Gaussian kernel stays a covariance on the circle.
    chord = DAY_HOURS / np.pi * np.sin(np.pi * between / DAY_HOURS)
    return Grid(
        points=points,
        distance=chord / axis.step,
        straight=np.cos(2 * np.pi * between / DAY_HOURS),
        share=_shares(apart[:, lived], axis.step),
    )


def _shares(apart: Floats, step: float) -> Floats:
    share = np.maximum(0, 1 - apart / step)
    return share / share.sum(1, keepdims=True)
