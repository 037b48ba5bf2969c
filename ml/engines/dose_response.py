"""Dose and response (E2): whether an outcome bends with an exposure, how, and where it is best.

A gate and a curve. The gate tests a straight and a bent part together against nothing and gives
an e-value. The curve is drawn within the middle nine tenths of what the person has lived, never
beyond, and compared with the person's own usual mixture, so that a gain is what moving into the
best window goes with, not the distance to the worst. For people who sleep all around the clock
both turn circular.
"""

from dataclasses import dataclass, replace

import numpy as np

from ml.engines.arrays import Flags, Floats
from ml.engines.bend_gate import BendGate, bend_gate
from ml.engines.best_window import INTERVAL_90, Lived, Window, best_window
from ml.engines.controls import Controls
from ml.engines.design import Design, refuse_leakage
from ml.engines.exposure_grid import HALF_WINDOW_STEPS, Axis, winsorised
from ml.engines.least_squares import SMALLEST_SD
from ml.engines.response_curve import draw_curves

# Clock times whose mean vector is shorter cannot be laid on a line without tearing neighbours
# apart; the caller then asks for the circular form.
CIRCULAR_BELOW_CONCENTRATION = 0.7
# Fewer leave nothing to bend.
FEWEST_DISTINCT = 5
# Of the posterior draws: the same data give the same answer.
SEED = 0
HOURS = Axis()
# A person would hardly notice less than 3 points of recovery.
WORTHWHILE = 3.0


@dataclass(frozen=True, eq=False)
class DoseResponse:
    """A curve over an exposure, and the evidence that there is one.

    Parameters
    ----------
    n_nights
        Nights used.
    p_value, log_e
        Of the gate: no difference along the exposure; log_e is at most ln 1e15.
    window
        None where no window holds 5 nights.
    grid
        In the exposure's unit, ascending.
    curve, curve_low, curve_high
        Difference to the usual mixture at each grid point, and its 90 % band.
    """

    n_nights: int
    p_value: float
    log_e: float
    window: Window | None
    grid: Floats
    curve: Floats
    curve_low: Floats
    curve_high: Floats


def dose_response(
    outcome: Floats,
    exposure: Design,
    held_equal: Controls,
    *,
    axis: Axis = HOURS,
    worthwhile: float = WORTHWHILE,
) -> DoseResponse | None:
    """Estimate how an outcome bends with one exposure, in the outcome's unit.

    Parameters
    ----------
    outcome
        One a night; NaN nights are left out.
    exposure
        One column of the same nights, in hours or in units of like size, clock times unwrapped;
        NaN nights are left out.
    held_equal
        Controls of the same nights; nights with a missing control are left out.
    axis
        What the exposure is measured on: hours in quarters unless given.
    worthwhile
        Gain, in the outcome's unit, whose probability is reported.

    Returns
    -------
    DoseResponse or None
        None where the data carry no curve: under 12 residual degrees of freedom, 5 distinct
        exposures or a window's width, a constant outcome, an outcome without any noise, or an
        exposure that controls explain.

    Raises
    ------
    LeakedOutcome
        If a column is an ingredient of recovery of the same night.
    TooFineGrid
        If the exposure spans more than 120 steps.

    Examples
    --------
    >>> bedtime = np.tile(np.linspace(-2, 2, 25), 8)
    >>> recovery = 60 - 5 * bedtime**2 + np.repeat([5.0, -5.0], 100)
    >>> mean_alone = Controls(Design(("intercept",), np.ones((200, 1))), None)
    >>> found = dose_response(recovery, Design(("bedtime[t]",), bedtime[:, None]), mean_alone)
    >>> found.window.low < 0 < found.window.high, found.window.gain > 3, found.log_e > 10
    (True, True, True)
    """
    rows = complete(outcome, exposure, held_equal)
    tested = _tested(outcome, exposure, held_equal, rows, axis)
    if tested is None:
        return None
    values, held_equal = exposure.values[rows, 0], held_equal.of(rows)
    grid = axis.grid(values)
    plain = replace(grid, share=held_equal.without_weekdays(grid.share))
    draws = draw_curves(tested.outcome, plain, tested.nuisance, tested.noise_variance, SEED)
    gains = draws - (draws @ grid.share.mean(0))[:, None]
    curve_low, curve_high = np.quantile(gains, INTERVAL_90, axis=0)
    return DoseResponse(
        n_nights=len(values),
        p_value=tested.p_value,
        log_e=tested.log_e,
        window=best_window(gains, Lived(values, grid.points, axis), worthwhile),
        grid=grid.points,
        curve=gains.mean(0),
        curve_low=curve_low,
        curve_high=curve_high,
    )


def gate(
    outcome: Floats, exposure: Design, held_equal: Controls, *, axis: Axis = HOURS
) -> BendGate | None:
    """Return the test behind `dose_response` alone, at a fifth of its time: for past looks.

    Parameters
    ----------
    outcome, exposure, held_equal, axis
        As for `dose_response`.

    Returns
    -------
    BendGate or None
        None where `dose_response` gives none.

    Raises
    ------
    LeakedOutcome
        If a column is an ingredient of recovery of the same night.
    """
    return _tested(outcome, exposure, held_equal, complete(outcome, exposure, held_equal), axis)


def complete(outcome: Floats, exposure: Design, held_equal: Controls) -> Flags:
    """Return the nights of which everything is known: those that curve and gate use.

    Parameters
    ----------
    outcome, exposure, held_equal
        As for `dose_response`.

    Raises
    ------
    LeakedOutcome
        If a column is an ingredient of recovery of the same night.
    """
    refuse_leakage(exposure, held_equal.columns)
    everything = np.column_stack([outcome, exposure.values, held_equal.columns.values])
    return np.isfinite(everything.sum(1))


def _tested(
    outcome: Floats, exposure: Design, held_equal: Controls, rows: Flags, axis: Axis
) -> BendGate | None:
    values = exposure.values[rows, 0]
    if not _varied(outcome[rows], values, axis.step):
        return None
    return bend_gate(outcome[rows], values, held_equal.of(rows), circular=axis.circular)


def _varied(outcome: Floats, values: Floats, step: float) -> bool:
    """Return whether outcome and exposure move enough to draw a curve and place a window."""
    if len(values) <= FEWEST_DISTINCT or outcome.std() < SMALLEST_SD:
        return False
    distinct = len(np.unique(winsorised(values)))
    wide = np.ptp(winsorised(values)) >= 2 * HALF_WINDOW_STEPS * step
    return bool(distinct >= FEWEST_DISTINCT and wide)
