"""Best window: where along an exposure a curve promises most, against the own usual mixture."""

from dataclasses import dataclass
from enum import Enum

import numpy as np

from ml.engines.arrays import Floats
from ml.engines.exposure_grid import HALF_WINDOW_STEPS, ROUNDING, Axis

# Under 5 nights a window's own nights hardly count against its neighbours'.
FEWEST_NIGHTS = 5
INTERVAL_90 = (0.05, 0.95)


class Edge(Enum):
    """The end of what was lived at which a window lies."""

    LOWEST = "lowest"
    HIGHEST = "highest"


@dataclass(frozen=True)
class Window:
    """The best window of an exposure, compared with the person's own usual mixture.

    Parameters
    ----------
    centre, low, high
        In the exposure's unit; clock hours may lie outside 0 to 24.
    gain, gain_low, gain_high
        Difference of the outcome to the usual mixture, and its 90 % interval.
    gain_probability, worthwhile_probability
        Posterior probability of a gain above zero, and of the worthwhile gain or more.
    n_nights
        Nights within it.
    edge
        Set where no window further out was lived.
    """

    centre: float
    low: float
    high: float
    gain: float
    gain_low: float
    gain_high: float
    gain_probability: float
    worthwhile_probability: float
    n_nights: int
    edge: Edge | None


@dataclass(frozen=True, eq=False)
class Lived:
    """What a person has lived of an exposure.

    Parameters
    ----------
    values
        One a night, complete.
    points
        Of the grid, ascending.
    axis
        What both are measured on.
    """

    values: Floats
    points: Floats
    axis: Axis


def best_window(gains: Floats, lived: Lived, worthwhile: float) -> Window | None:
    """Return the window of four steps with the largest mean gain.

    Parameters
    ----------
    gains
        Draws of the difference to the usual mixture, shape (draws, points).
    lived
        The exposure and its grid.
    worthwhile
        Gain whose probability is reported, in the outcome's unit.

    Returns
    -------
    Window or None
        None where no window within the grid holds 5 nights.
    """
    half = HALF_WINDOW_STEPS * lived.axis.step + ROUNDING
    within = lived.axis.apart(lived.points[:, None], lived.points) <= half
    n_nights = (lived.axis.apart(lived.values[:, None], lived.points) <= half).sum(0)
    # A whole window lies within what was lived: as many points on either side of its centre.
    whole = within.sum(1) == 2 * HALF_WINDOW_STEPS + 1
    allowed = np.flatnonzero(whole & (n_nights >= FEWEST_NIGHTS))
    if not len(allowed):
        return None
    windows = gains @ (within[allowed] / within[allowed].sum(1, keepdims=True)).T
    best = int(windows.mean(0).argmax())
    gain, centre = windows[:, best], float(lived.points[allowed[best]])
    low, high = np.quantile(gain, INTERVAL_90)
    return Window(
        centre=centre,
        low=centre - HALF_WINDOW_STEPS * lived.axis.step,
        high=centre + HALF_WINDOW_STEPS * lived.axis.step,
        gain=float(gain.mean()),
        gain_low=float(low),
        gain_high=float(high),
        gain_probability=float((gain > 0).mean()),
        worthwhile_probability=float((gain >= worthwhile).mean()),
        n_nights=int(n_nights[allowed[best]]),
        edge=_edge(lived, lived.points[allowed], best),
    )


def _edge(lived: Lived, centres: Floats, best: int) -> Edge | None:
    """Return at which end a window lies; on the clock, an end is where no neighbour was lived."""
    if not lived.axis.circular:
        return {0: Edge.LOWEST, len(centres) - 1: Edge.HIGHEST}.get(best)
    for edge, beyond in ((Edge.LOWEST, -lived.axis.step), (Edge.HIGHEST, lived.axis.step)):
        if lived.axis.apart(centres, centres[best] + beyond).min() > ROUNDING:
            return edge
    return None
