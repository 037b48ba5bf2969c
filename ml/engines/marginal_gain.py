"""Marginal gain: what a little more of an exposure goes with, from where a person is.

The test and the curve of dose and response (E2), asked another question: not where along the
exposure an outcome is best, but what the next step brings, and from where on it brings next to
nothing. Steps are differences along one drawn curve, so their intervals are narrower than those
of the curve's ends.
"""

from dataclasses import dataclass, replace

import numpy as np

from ml.engines.arrays import Floats
from ml.engines.bend_gate import BendGate
from ml.engines.controls import Controls
from ml.engines.design import Design
from ml.engines.dose_response import complete, gate
from ml.engines.exposure_grid import ROUNDING, Axis, Grid
from ml.engines.response_curve import draw_curves

INTERVAL_90 = (0.05, 0.95)
SEED = 0


@dataclass(frozen=True)
class Step:
    """What a step more goes with.

    Parameters
    ----------
    start
        Where it begins, in the exposure's unit: as asked, or the nearest that was lived.
    gain, low, high
        Difference of the outcome, and its 90 % interval.
    """

    start: float
    gain: float
    low: float
    high: float


@dataclass(frozen=True, eq=False)
class MarginalGain:
    """A curve over an exposure and the steps along it.

    Parameters
    ----------
    n_nights
        Nights used.
    p_value, log_e
        Of no difference along the exposure; log_e is at most ln 1e15.
    grid
        In the exposure's unit, ascending.
    curve, curve_low, curve_high
        Difference to the person's usual mixture at each grid point, and its 90 % band.
    step
        From where the person is.
    gains
        Mean gain of such a step from each grid point from which it stays within the grid.
    """

    n_nights: int
    p_value: float
    log_e: float
    grid: Floats
    curve: Floats
    curve_low: Floats
    curve_high: Floats
    step: Step
    gains: Floats


@dataclass(frozen=True)
class Asked:
    """The step asked about, in the exposure's unit: from where, and how far."""

    start: float
    more: float


def marginal_gain(
    outcome: Floats, exposure: Design, held_equal: Controls, asked: Asked, axis: Axis
) -> MarginalGain | None:
    """Estimate what a step more of one exposure goes with, in the outcome's unit.

    Parameters
    ----------
    outcome
        One a night; NaN nights are left out.
    exposure
        One column of the same nights, in hours or in units of like size; NaN nights are left out.
    held_equal
        Controls of the same nights; nights with a missing control are left out.
    asked
        The step, moved to within the middle nine tenths of what was lived where it begins or
        ends outside.
    axis
        What the exposure is measured on: a line.

    Returns
    -------
    MarginalGain or None
        None where `dose_response` gives none, or where the step is wider than what was lived.

    Raises
    ------
    LeakedOutcome
        If a column is an ingredient of recovery of the same night.
    TooFineGrid
        If the exposure spans more than 120 steps of the axis.

    Notes
    -----
    With f a drawn curve, linear between grid points, the gain is f(start + more) - f(start),
    averaged over 400 draws; the interval is their 5 % and 95 % quantiles.

    Examples
    --------
    >>> asleep = np.tile(np.linspace(5, 9, 25), 8)
    >>> recovery = 60 + 6 * asleep + np.repeat([5.0, -5.0], 100)
    >>> mean_alone = Controls(Design(("intercept",), np.ones((200, 1))), None)
    >>> hours = Design(("asleep_hours[t]",), asleep[:, None])
    >>> round(marginal_gain(recovery, hours, mean_alone, Asked(7.0, 0.5), Axis()).step.gain)
    3
    """
    tested = gate(outcome, exposure, held_equal, axis=axis)
    if tested is None:
        return None
    rows = complete(outcome, exposure, held_equal)
    grid = axis.grid(exposure.values[rows, 0])
    if np.ptp(grid.points) < asked.more:
        return None
    plain = replace(grid, share=held_equal.of(rows).without_weekdays(grid.share))
    return _gain(tested, grid, plain, asked)


def _gain(tested: BendGate, grid: Grid, plain: Grid, asked: Asked) -> MarginalGain:
    draws = draw_curves(tested.outcome, plain, tested.nuisance, tested.noise_variance, SEED)
    curves = draws - (draws @ grid.share.mean(0))[:, None]
    curve_low, curve_high = np.quantile(curves, INTERVAL_90, axis=0)
    points = grid.points
    start = float(np.clip(asked.start, points[0], max(points[0], points[-1] - asked.more)))
    gain = _at(curves, points, start + asked.more) - _at(curves, points, start)
    low, high = np.quantile(gain, INTERVAL_90)
    curve: Floats = curves.mean(0)
    inside = points[points + asked.more <= points[-1] + ROUNDING]
    return MarginalGain(
        n_nights=len(tested.outcome),
        p_value=tested.p_value,
        log_e=tested.log_e,
        grid=points,
        curve=curve,
        curve_low=curve_low,
        curve_high=curve_high,
        step=Step(start, float(gain.mean()), float(low), float(high)),
        gains=np.interp(inside + asked.more, points, curve) - np.interp(inside, points, curve),
    )


def _at(curves: Floats, points: Floats, value: float) -> Floats:
    """Return each curve's value at a place between two points."""
    right = int(np.clip(np.searchsorted(points, value), 1, len(points) - 1))
    share = (value - points[right - 1]) / (points[right] - points[right - 1])
    return (1 - share) * curves[:, right - 1] + share * curves[:, right]
