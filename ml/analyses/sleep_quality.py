"""Sleep quality: what longer, sounder and more regular sleep goes with, comparing similar days.

Three outcomes, of which HRV alone carries the claim: resting heart rate is shown beside it, and
recovery too, which WHOOP computes from sleep. Time asleep has a curve (E2); efficiency and the
distance to the usual bedtime are straight (E1), with as much time asleep.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TypedDict

import numpy as np

from ml.conclusion import AnyConclusion, Conclusion
from ml.engines import sleep_response
from ml.engines.arrays import Floats
from ml.engines.effect import Effect, days_to_answer
from ml.engines.looks import UNTESTED, Ledger, judged, ledger
from ml.engines.marginal_gain import MarginalGain
from ml.engines.night_table import NightTable, night_table
from ml.engines.sleep_response import ASLEEP, DEVIATION, EFFICIENCY, Outcome
from ml.history import History
from ml.insight import Fitted
from ml.insights.sleep_quality import (
    CURVE_NIGHTS,
    ERROR_BUDGET,
    LARGE_SHARE,
    SMALL_SHARE,
    described,
    suggested,
)
from schema.answer import Basis, CaveatCode, Claim
from schema.arguments import NoArguments
from schema.interval import Interval
from schema.sleep_quality import (
    SleepChange,
    SleepCurve,
    SleepDifference,
    SleepOutcome,
    SleepQuality,
)

HYPOTHESIS = "ln_hrv over asleep_hours"
UNITS = {
    SleepOutcome.HRV: "ms",
    SleepOutcome.RESTING_HEART_RATE: "bpm",
    SleepOutcome.RECOVERY: "recovery points",
}
# What efficiency and bedtime are shown for: two points are a usual night's difference.
SHOWN = {
    EFFICIENCY: (SleepChange.EFFICIENCY_TWO_POINTS_HIGHER, 2.0),
    DEVIATION: (SleepChange.BEDTIME_AN_HOUR_OFF, 1.0),
}
# Half an hour more for less than this is not worth the alarm clock.
DIMINISHED_POINTS = 1.0
# The curve is drawn in quarters of an hour.
GRID_STEPS_A_HALF_HOUR = 2


class Difference(TypedDict):
    """What one change goes with: estimate, low and high in the unit shown."""

    outcome: str
    change: str
    shown: list[float]
    nights: int


class Curve(TypedDict):
    """A curve over minutes asleep in the unit shown; `gains` are of half an hour more."""

    outcome: str
    asleep_minutes: list[float]
    difference: list[float]
    low: list[float]
    high: list[float]
    gains: list[float]


class Model(TypedDict):
    """What was fitted, as plain values."""

    differences: list[Difference]
    curves: list[Curve]
    looks: Ledger
    log_e: float | None
    depends: bool
    days: list[int | None]
    usual_hrv_ms: float | None


@dataclass(frozen=True, eq=False)
class _Studied:
    """An outcome, its fits, and how a difference of it is shown."""

    name: SleepOutcome
    curve: MarginalGain | None
    straight: sleep_response.Straight
    shown: Callable[[Floats], Floats]


def fit(history: History) -> Fitted:
    """Estimate the curves over time asleep and the straight effects.

    Parameters
    ----------
    history
        A person's history.

    Returns
    -------
    Fitted
        Plain values, none under 30 comparable nights; `rows` are those nights.
    """
    table = night_table(history)
    n_nights = int(table.comparable.sum())
    studied = _studied(table, history) if n_nights >= CURVE_NIGHTS else []
    of_hrv = [s for s in studied if s.name is SleepOutcome.HRV and s.curve]
    model = Model(
        differences=[difference for s in studied for difference in _differences(s)],
        curves=[_plain_curve(s, s.curve) for s in studied if s.curve],
        looks=ledger(history, _evidence),
        log_e=next((s.curve.log_e for s in of_hrv if s.curve), None),
        depends=any(s.straight.depends for s in of_hrv),
        days=next((_days(s.straight.effects) for s in of_hrv), [None, None]),
        usual_hrv_ms=_usual_hrv_ms(table) if of_hrv else None,
    )
    return Fitted(dict(model), "Gaussian process over time asleep", n_nights)


def infer(
    model: Model,
    history: History,
    used: Mapping[str, AnyConclusion],
    arguments: NoArguments,
) -> Conclusion[SleepQuality]:
    """Say what longer, sounder and more regular sleep goes with."""
    del used, arguments
    if not model["curves"]:
        plain = described(history)
        return Conclusion(plain, Basis.RULE, caveats=(CaveatCode.POPULATION,))
    verdict = judged(model["looks"], (), ERROR_BUDGET).get(HYPOTHESIS, UNTESTED)
    tested = model["log_e"] is not None
    claim = verdict.claim if tested else Claim.DESCRIPTIVE
    return Conclusion(
        _finding(model, history, claim, withdrawn=tested and verdict.withdrawn),
        Basis.OWN_DATA,
        claim=claim,
        caveats=(CaveatCode.OBSERVED, CaveatCode.BUILT_IN, CaveatCode.WRIST_ESTIMATE),
        tested=int(tested),
        found=int(claim is Claim.ESTABLISHED),
    )


def _finding(model: Model, history: History, claim: Claim, *, withdrawn: bool) -> SleepQuality:
    differences = [_restored(difference) for difference in model["differences"]]
    curves = [_series(curve) for curve in model["curves"]]
    diminishing = _diminishing(model["curves"])
    small, large = model["days"]
    finding = replace(
        described(history),
        differences=differences,
        curves=curves,
        diminishing_from_minutes=diminishing,
        efficiency_depends_on_duration=model["depends"],
        e_value=None if model["log_e"] is None else float(np.exp(model["log_e"])),
        days_to_answer_small=small,
        days_to_answer_large=large,
        usual_hrv_ms=model["usual_hrv_ms"],
        withdrawn=withdrawn,
    )
    return replace(finding, suggested_minutes=suggested(finding, claim))


def _studied(table: NightTable, history: History) -> list[_Studied]:
    usual_minutes = described(history).usual_asleep_minutes
    if usual_minutes is None:
        return []
    sleep, hours = sleep_response.sleep_of(table, history), usual_minutes / 60
    usual_ms = _usual_hrv_ms(table) or 0.0

    def study(name: SleepOutcome, outcome: Outcome, shown: Callable[[Floats], Floats]) -> _Studied:
        curve = sleep_response.over_time_asleep(outcome, sleep, hours)
        return _Studied(name, curve, sleep_response.straight(outcome, sleep, hours), shown)

    return [
        study(SleepOutcome.HRV, sleep_response.ln_hrv(table), lambda ln: usual_ms * np.expm1(ln)),
        study(SleepOutcome.RESTING_HEART_RATE, sleep_response.resting_heart_rate(table), _as_is),
        study(SleepOutcome.RECOVERY, sleep_response.recovery(table), _as_is),
    ]


def _as_is(difference: Floats) -> Floats:
    return difference


def _evidence(history: History) -> Mapping[str, float]:
    """Return the evidence that HRV differs with time asleep, from 30 comparable nights on."""
    table = night_table(history)
    if int(table.comparable.sum()) < CURVE_NIGHTS:
        return {}
    sleep = sleep_response.sleep_of(table, history)
    log_e = sleep_response.differs_with_time_asleep(sleep_response.ln_hrv(table), sleep)
    return {} if log_e is None else {HYPOTHESIS: log_e}


def _usual_hrv_ms(table: NightTable) -> float | None:
    known = table.ln_hrv[table.comparable & np.isfinite(table.ln_hrv)]
    return round(float(np.exp(known.mean())), 1) if len(known) else None


def _days(effects: tuple[Effect, ...]) -> list[int | None]:
    """Return the nights until 5 and 10 % of HRV for each hour asleep would show."""
    asleep = next((effect for effect in effects if effect.name == ASLEEP), None)
    if asleep is None:
        return [None, None]
    per_sd = [float(np.log1p(share)) * asleep.exposure_sd for share in (SMALL_SHARE, LARGE_SHARE)]
    return [days_to_answer(asleep, difference, 1, ERROR_BUDGET) for difference in per_sd]


def _differences(studied: _Studied) -> list[Difference]:
    """Return half an hour more from the curve, then what is straight, in the unit shown."""

    def told(change: SleepChange, values: tuple[float, float, float], nights: int) -> Difference:
        shown = np.round(studied.shown(np.array(values)), 2) + 0.0
        return Difference(
            outcome=studied.name.name, change=change.name, shown=shown.tolist(), nights=nights
        )

    curve, longer = studied.curve, list[Difference]()
    if curve is not None:
        step = (curve.step.gain, curve.step.low, curve.step.high)
        longer = [told(SleepChange.HALF_HOUR_LONGER, step, curve.n_nights)]
    straight = {effect.name: effect for effect in studied.straight.effects}
    return longer + [
        told(change, (units * e.estimate, units * e.low, units * e.high), e.n_nights)
        for name, (change, units) in SHOWN.items()
        if (e := straight.get(name)) is not None
    ]


def _plain_curve(studied: _Studied, curve: MarginalGain) -> Curve:
    def shown(values: Floats) -> list[float]:
        return (np.round(studied.shown(values), 2) + 0.0).tolist()

    return Curve(
        outcome=studied.name.name,
        asleep_minutes=np.round(60 * curve.grid, 1).tolist(),
        difference=shown(curve.curve),
        low=shown(curve.curve_low),
        high=shown(curve.curve_high),
        gains=shown(curve.gains),
    )


def _diminishing(curves: list[Curve]) -> float | None:
    """Return the minutes asleep from which on half an hour more goes with under 1 point."""
    for curve in curves:
        if SleepOutcome[curve["outcome"]] is SleepOutcome.RECOVERY:
            gains = np.array(curve["gains"])
            found = (place for place in range(len(gains)) if _diminished(gains[place:]))
            return next((curve["asleep_minutes"][place] for place in found), None)
    return None


def _diminished(gains: Floats) -> bool:
    """Return whether half hours add under a point each up to every longer night.

    A dip before a gain is no end of gaining, and a point at the far end alone no gain.
    """
    added = np.cumsum(gains[::GRID_STEPS_A_HALF_HOUR])
    return bool((added < DIMINISHED_POINTS * np.arange(1, len(added) + 1)).all())


def _restored(difference: Difference) -> SleepDifference:
    outcome, (estimate, low, high) = SleepOutcome[difference["outcome"]], difference["shown"]
    return SleepDifference(
        outcome=outcome,
        change=SleepChange[difference["change"]],
        estimate=estimate,
        interval90=Interval(low=low, high=high),
        unit=UNITS[outcome],
        nights=difference["nights"],
    )


def _series(curve: Curve) -> SleepCurve:
    outcome = SleepOutcome[curve["outcome"]]
    return SleepCurve(
        outcome=outcome,
        unit=UNITS[outcome],
        asleep_minutes=curve["asleep_minutes"],
        difference=curve["difference"],
        low=curve["low"],
        high=curve["high"],
    )
