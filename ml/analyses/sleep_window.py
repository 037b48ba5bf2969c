"""Sleep window: how recovery differs with the time of falling asleep, comparing similar nights.

One curve over bedtimes with its gate (E2), which alone is tested. Two more curves are shown and
not tested: of HRV, which is not computed from how long one slept, and of recovery between nights
of equal minutes asleep.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import TypedDict

import numpy as np

from ml.clock import hours, text
from ml.conclusion import AnyConclusion, Conclusion
from ml.engines.arrays import Floats
from ml.engines.bedtime_nights import BEDTIME, BedtimeNights, bedtime_nights
from ml.engines.best_window import Edge, Window
from ml.engines.claim_gate import EMERGING_BUDGETS
from ml.engines.clock import DAY_HOURS
from ml.engines.curve_power import nights_to_show
from ml.engines.dose_response import DoseResponse
from ml.engines.exposure_grid import HALF_WINDOW_STEPS
from ml.engines.looks import UNTESTED, Ledger, judged, ledger
from ml.engines.sleep_regularity import lived_days, sleep_regularity_index
from ml.history import History
from ml.insight import Fitted
from ml.insights.sleep_window import ERROR_BUDGET, WINDOW_NIGHTS, describe, refused
from ml.recent_sleep import recent_nights
from schema.answer import Basis, CaveatCode, Claim
from schema.difference import Difference
from schema.interval import Interval
from schema.sleep_window import (
    BedtimeCurve,
    BedtimeSpan,
    BedtimeWhatIf,
    BedtimeWindow,
    SleepWindow,
    SleepWindowArguments,
    WindowEdge,
)

# The best of many windows is mostly too good; a claim asks that it be above zero at least so.
SURE_GAIN = 0.95
# Gains for which the nights to come are told: worth acting on, and half a usual SD.
SMALL_POINTS, LARGE_POINTS = 5.0, 11.0
_EDGES = {Edge.LOWEST: WindowEdge.EARLIEST, Edge.HIGHEST: WindowEdge.LATEST}


class Curve(TypedDict):
    """A curve over bedtimes: columns in parallel."""

    hours: list[float]
    points: list[float]
    low: list[float]
    high: list[float]


class Model(TypedDict):
    """The window and the curve as plain values; None where the nights carry none.

    `lived` are spans of bedtimes, from and to; `hrv` is the difference of ln HRV in the middle of
    the window with its interval; `gain_at_equal_sleep` in recovery points.
    """

    looks: Ledger
    log_e: float
    nights: int
    window: dict[str, object] | None
    curve: Curve | None
    lived: list[tuple[float, float]]
    hrv: tuple[float, float, float] | None
    gain_at_equal_sleep: float | None
    days_to_answer: tuple[int | None, int | None]


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
    nights = bedtime_nights(history)
    curve = _curve(nights, nights.table.recovery_percent)
    window = curve.window if curve else None
    model = Model(
        looks=ledger(history, _evidence),
        log_e=curve.log_e if curve else 0.0,
        nights=curve.n_nights if curve else int(nights.table.comparable.sum()),
        window=_plain(window) if window else None,
        curve=_columns(curve) if curve else None,
        lived=nights.lived(curve) if curve else [],
        hrv=_hrv(nights, window) if window else None,
        gain_at_equal_sleep=_gain_at_equal_sleep(nights, window) if window else None,
        days_to_answer=_days_to_answer(nights) if curve else (None, None),
    )
    algorithm = "Gaussian process over bedtimes" if curve else "description"
    return Fitted(dict(model), algorithm, model["nights"])


def infer(
    model: Model,
    history: History,
    used: Mapping[str, AnyConclusion],
    arguments: SleepWindowArguments,
) -> Conclusion[SleepWindow]:
    """Say when this person sleeps, and which bedtimes go with a higher recovery."""
    del used
    described = describe(history)
    if described is None:
        return Conclusion(None, Basis.OWN_DATA)
    verdict = judged(model["looks"], (), ERROR_BUDGET).get(BEDTIME, UNTESTED)
    small, large = model["days_to_answer"]
    regularity = sleep_regularity_index(lived_days(history, recent_nights(history)))
    finding = replace(
        described,
        sleep_regularity_index=None if np.isnan(regularity) else round(regularity, 1),
        curve=_told_curve(model["curve"]) if model["curve"] else None,
        lived=_told_lived(model["lived"]),
        what_if=_what_if(model, arguments.bedtime) if arguments.bedtime else None,
        days_to_answer_small=small,
        days_to_answer_large=large,
        e_value=float(np.exp(model["log_e"])) if model["curve"] else None,
        withdrawn=verdict.withdrawn,
    )
    if model["window"] is None:
        return Conclusion(finding, Basis.OWN_DATA, caveats=(CaveatCode.POPULATION,))
    return Conclusion(
        replace(finding, window=_told_window(model, _restored(model["window"]))),
        Basis.OWN_DATA,
        claim=verdict.claim,
        caveats=(CaveatCode.OBSERVED, CaveatCode.BUILT_IN),
        tested=1,
        found=int(verdict.claim is Claim.ESTABLISHED),
    )


def _curve(nights: BedtimeNights, outcome: Floats) -> DoseResponse | None:
    return nights.curve(outcome) if nights.table.comparable.sum() >= WINDOW_NIGHTS else None


def _evidence(history: History) -> Mapping[str, float]:
    """Return the evidence of the gate, none where no window gains anything for sure."""
    nights = bedtime_nights(history)
    tested = nights.gate() if nights.table.comparable.sum() >= WINDOW_NIGHTS else None
    if tested is None:
        return {}
    # Below the hurdle of an early signal nothing is claimed: the curve need not be drawn.
    if tested.log_e < -np.log(EMERGING_BUDGETS * ERROR_BUDGET):
        return {BEDTIME: tested.log_e}
    curve = nights.curve(nights.table.recovery_percent)
    sure = curve and curve.window and curve.window.gain_probability > SURE_GAIN
    return {BEDTIME: tested.log_e if sure else 0.0}


def _hrv(nights: BedtimeNights, window: Window) -> tuple[float, float, float] | None:
    curve = _curve(nights, nights.table.ln_hrv)
    if curve is None:
        return None
    columns = (curve.curve, curve.curve_low, curve.curve_high)
    estimate, low, high = (_at(window.centre, curve.grid, column) for column in columns)
    return estimate, low, high


def _gain_at_equal_sleep(nights: BedtimeNights, window: Window) -> float | None:
    if not np.isfinite(nights.table.asleep_minutes).any():
        return None
    curve = _curve(nights.of_equal_sleep(), nights.table.recovery_percent)
    if curve is None:
        return None
    steps = np.arange(-HALF_WINDOW_STEPS, HALF_WINDOW_STEPS + 1) * nights.axis.step
    return float(np.mean([_at(window.centre + step, curve.grid, curve.curve) for step in steps]))


def _days_to_answer(nights: BedtimeNights) -> tuple[int | None, int | None]:
    tested = nights.gate()
    if tested is None:
        return None, None
    small, large = (
        nights_to_show(points, tested, ERROR_BUDGET) for points in (SMALL_POINTS, LARGE_POINTS)
    )
    return small, large


def _at(bedtime_hours: float, grid: Floats | list[float], column: Floats | list[float]) -> float:
    return float(np.interp(bedtime_hours, grid, column, period=DAY_HOURS))


def _what_if(model: Model, bedtime: str) -> BedtimeWhatIf:
    asked, curve = hours(bedtime), model["curve"]
    within = any((asked - low) % DAY_HOURS <= high - low for low, high in model["lived"])
    if curve is None or not within:
        return refused(bedtime, _told_lived(model["lived"]))
    points, low, high = (
        round(_at(asked, curve["hours"], column), 2)
        for column in (curve["points"], curve["low"], curve["high"])
    )
    return BedtimeWhatIf(
        bedtime=bedtime,
        refusal=None,
        difference_points=points,
        difference_interval90=Interval(low=low, high=high),
    )


def _columns(curve: DoseResponse) -> Curve:
    return Curve(
        hours=curve.grid.tolist(),
        points=np.round(curve.curve, 2).tolist(),
        low=np.round(curve.curve_low, 2).tolist(),
        high=np.round(curve.curve_high, 2).tolist(),
    )


def _plain(window: Window) -> dict[str, object]:
    return {**vars(window), "edge": window.edge.value if window.edge else None}


def _restored(plain: dict[str, object]) -> Window:
    edge = Edge(plain["edge"]) if plain["edge"] else None
    return Window(**{**plain, "edge": edge})  # pyright: ignore[reportArgumentType] as `fit` wrote


def _told_window(model: Model, window: Window) -> BedtimeWindow:
    equal = model["gain_at_equal_sleep"]
    return BedtimeWindow(
        start=text(window.low),
        end=text(window.high),
        gain_points=round(window.gain, 2),
        gain_interval90=Interval(low=round(window.gain_low, 2), high=round(window.gain_high, 2)),
        gain_probability=window.gain_probability,
        worthwhile_probability=window.worthwhile_probability,
        gain_at_equal_sleep_points=None if equal is None else round(equal, 2),
        hrv=_told_hrv(model["hrv"], model["nights"]),
        nights=window.n_nights,
        edge=_EDGES[window.edge] if window.edge else None,
    )


def _told_hrv(hrv: tuple[float, float, float] | None, nights: int) -> Difference | None:
    if hrv is None:
        return None
    estimate, low, high = (round(100 * float(np.expm1(value)), 1) + 0.0 for value in hrv)
    return Difference(
        estimate=estimate, interval90=Interval(low=low, high=high), unit="percent", nights=nights
    )


def _told_curve(curve: Curve) -> BedtimeCurve:
    return BedtimeCurve(
        bedtimes=[text(bedtime) for bedtime in curve["hours"]],
        points=curve["points"],
        low=curve["low"],
        high=curve["high"],
    )


def _told_lived(lived: list[tuple[float, float]]) -> list[BedtimeSpan]:
    return [BedtimeSpan(earliest=text(low), latest=text(high)) for low, high in lived]
