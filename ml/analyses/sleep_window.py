"""Sleep window: how recovery differs with the time of falling asleep, comparing similar nights.

One curve over bedtimes with its gate (E2). Held equal beside the usual controls: alcohol where it
is logged, and a workout that ended late in the evening before, since both come with late nights.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import TypedDict

import numpy as np

from ml.clock import text
from ml.conclusion import AnyConclusion, Conclusion
from ml.engines import clock
from ml.engines.arrays import Floats
from ml.engines.best_window import Edge, Window
from ml.engines.claim_gate import claims
from ml.engines.controls import controls
from ml.engines.design import Design, design_of
from ml.engines.dose_response import (
    CIRCULAR_BELOW_CONCENTRATION,
    DoseResponse,
    dose_response,
)
from ml.engines.exposure_grid import Axis
from ml.engines.night_table import NightTable, night_table
from ml.history import History
from ml.insight import Fitted
from ml.insights.sleep_window import ERROR_BUDGET, describe
from schema.answer import Basis, CaveatCode, Claim
from schema.arguments import NoArguments
from schema.interval import Interval
from schema.sleep_window import BedtimeCurve, BedtimeWindow, SleepWindow, WindowEdge

# Fewer nights describe when somebody sleeps, and place no window.
WINDOW_NIGHTS = 30
# The best of many windows is mostly too good; a claim asks that it be above zero at least so.
SURE_GAIN = 0.95
# Hard exercise ending within 4 hours of bedtime goes with later sleep (Leota 2025).
LATE_WORKOUT_HOURS = 4.0
_EDGES = {Edge.LOWEST: WindowEdge.EARLIEST, Edge.HIGHEST: WindowEdge.LATEST}


class Model(TypedDict):
    """The window and the curve as plain values; None where the nights carry none."""

    log_e: float
    window: dict[str, object] | None
    hours: list[float]
    points: list[float]
    low: list[float]
    high: list[float]


def fit(history: History) -> Fitted:
    """Estimate the curve over bedtimes.

    Parameters
    ----------
    history
        A person's history.

    Returns
    -------
    Fitted
        Curve and window as plain values; `rows` are the nights compared.
    """
    table = night_table(history)
    n_nights = int(table.comparable.sum())
    curve = _curve(table, history) if n_nights >= WINDOW_NIGHTS else None
    if curve is None:
        model = Model(log_e=0.0, window=None, hours=[], points=[], low=[], high=[])
        return Fitted(dict(model), "description", n_nights)
    model = Model(
        log_e=curve.log_e,
        window=_plain(curve.window),
        hours=curve.grid.tolist(),
        points=np.round(curve.curve, 2).tolist(),
        low=np.round(curve.curve_low, 2).tolist(),
        high=np.round(curve.curve_high, 2).tolist(),
    )
    return Fitted(dict(model), "Gaussian process over bedtimes", curve.n_nights)


def infer(
    model: Model,
    history: History,
    used: Mapping[str, AnyConclusion],
    arguments: NoArguments,
) -> Conclusion[SleepWindow]:
    """Say when this person sleeps, and which bedtimes go with a higher recovery."""
    del used, arguments
    described = describe(history)
    if described is None:
        return Conclusion(None, Basis.OWN_DATA)
    if model["window"] is None:
        return Conclusion(described, Basis.OWN_DATA, caveats=(CaveatCode.POPULATION,))
    window = _restored(model["window"])
    claim = _claim(model["log_e"], window)
    finding = replace(
        described,
        window=_window(window),
        curve=BedtimeCurve(
            bedtimes=[text(hours) for hours in model["hours"]],
            points=model["points"],
            low=model["low"],
            high=model["high"],
        ),
        e_value=float(np.exp(model["log_e"])),
    )
    return Conclusion(
        finding,
        Basis.OWN_DATA,
        claim=claim,
        caveats=(CaveatCode.OBSERVED, CaveatCode.BUILT_IN),
        tested=1,
        found=int(claim is Claim.ESTABLISHED),
    )


def _curve(table: NightTable, history: History) -> DoseResponse | None:
    circular = table.bedtime.concentration < CIRCULAR_BELOW_CONCENTRATION
    named = (("bedtime[t]", table.bedtime_hours),)
    return dose_response(
        table.recovery_percent,
        design_of(named),
        controls(table).beside(_evening(table, history)),
        axis=Axis(circular=circular),
    )


def _evening(table: NightTable, history: History) -> Design:
    """Return what late nights come with: alcohol, where it is logged, and a late workout."""
    late = (("late_workout[t-1]", _late_workout(table, history)),)
    if "alcohol" not in table.habits.names:
        return design_of(late)
    return design_of((*late, ("alcohol[t]", table.habits.column("alcohol"))))


def _late_workout(table: NightTable, history: History) -> Floats:
    """Return 1 for nights after a day whose last workout ended within 4 h of the usual bedtime."""
    workouts = history.workouts
    ended = np.asarray(workouts.start_hours) + np.nan_to_num(workouts.duration_minutes) / 60
    # On the clock, since days of sleepers by day begin elsewhere; ends past the bedtime are late.
    earliest = -LATE_WORKOUT_HOURS
    until_bedtime = clock.unwrap(table.bedtime.mean_hours - ended, earliest + clock.DAY_HOURS / 2)
    nights = np.asarray(workouts.day, dtype=np.int64) + 1
    late = nights[until_bedtime < LATE_WORKOUT_HOURS]
    return np.isin(table.day, late).astype(np.float64)


def _plain(window: Window | None) -> dict[str, object] | None:
    if window is None:
        return None
    return {**vars(window), "edge": window.edge.value if window.edge else None}


def _restored(plain: dict[str, object]) -> Window:
    edge = Edge(plain["edge"]) if plain["edge"] else None
    return Window(**{**plain, "edge": edge})  # pyright: ignore[reportArgumentType] as `fit` wrote


def _claim(log_e: float, window: Window) -> Claim:
    if window.gain_probability <= SURE_GAIN:
        return Claim.NONE
    (claim,) = claims(np.array([log_e]), np.zeros(1, dtype=np.bool_), ERROR_BUDGET)
    return claim


def _window(window: Window) -> BedtimeWindow:
    return BedtimeWindow(
        start=text(window.low),
        end=text(window.high),
        gain_points=round(window.gain, 2),
        gain_interval90=Interval(low=round(window.gain_low, 2), high=round(window.gain_high, 2)),
        gain_probability=window.gain_probability,
        worthwhile_probability=window.worthwhile_probability,
        nights=window.n_nights,
        edge=_EDGES[window.edge] if window.edge else None,
    )
