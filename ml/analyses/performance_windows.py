"""Performance windows: when more is put out at the same heart rate.

Speed per heartbeat by the part of the day, within one kind of workout with distances, comparing
workouts of like length, climb and recovery that morning (E3). Strain and energy are effort chosen
and measure no output: what is told of them is when they are chosen, and what follows.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import TypedDict

import numpy as np

from ml.clock_blocks import BLOCKS, place
from ml.conclusion import AnyConclusion, Conclusion
from ml.engines.adjusted_effects import adjusted_effects
from ml.engines.arrays import Floats, Ordinals
from ml.engines.category_effects import (
    FEWEST_TO_BE_BEST,
    Best,
    CategoryEffects,
    category_effects,
    log_e_of_difference,
)
from ml.engines.claim_gate import EMERGING_BUDGETS, Verdict
from ml.engines.controls import Controls, controls
from ml.engines.design import Design, design_of
from ml.engines.effect import Effect, days_to_answer
from ml.engines.looks import UNTESTED, Ledger, judged, ledger
from ml.engines.night_table import night_table, previous
from ml.engines.route_speed import RouteSpeeds, route_speeds
from ml.engines.workout_table import workout_table
from ml.history import History
from ml.insight import Fitted
from ml.insights.performance_windows import (
    ERROR_BUDGET,
    FEWEST_WORKOUTS,
    LARGE_SHARE,
    SMALL_SHARE,
    describe,
    hard_from,
    speed_sentence,
)
from schema.answer import Basis, CaveatCode, Claim
from schema.arguments import NoArguments
from schema.interval import Interval
from schema.json_form import Json, reader, to_json
from schema.performance_windows import ActivitySpeed, HardSessions, PerformanceWindows, SpeedBlock

HARD = "hard_session[t-1]"
BEST = "best_block[t-1]"


class Model(TypedDict):
    """The evidence at the last Mondays, and the finding in its JSON form."""

    looks: Ledger
    finding: Json


def fit(history: History) -> Fitted:
    """Compare speeds at equal heart rate, and describe hard sessions.

    Parameters
    ----------
    history
        A person's history.

    Returns
    -------
    Fitted
        Plain values; `rows` are the workouts.
    """
    compared = [(each, _compared(each)) for each in route_speeds(history, FEWEST_WORKOUTS)]
    tested = [(each, found, found.best) for each, found in compared if found and found.best]
    activities = [_activity(each, found, best, len(tested)) for each, found, best in tested]
    finding = PerformanceWindows(
        activities=sorted(activities, key=lambda each: -each.workouts),
        hard_sessions=_hard_sessions(history),
    )
    model = Model(looks=ledger(history, evidence), finding=to_json(finding))
    return Fitted(dict(model), "shrunken parts of the day", len(history.workouts.day))


def infer(
    model: Model,
    history: History,
    used: Mapping[str, AnyConclusion],
    arguments: NoArguments,
) -> Conclusion[PerformanceWindows]:
    """Say when more is put out at the same heart rate, or when this person trains hard."""
    del history, used, arguments
    fitted: PerformanceWindows = reader(PerformanceWindows)(model["finding"])
    if not fitted.activities:
        return Conclusion(fitted, Basis.OWN_DATA, caveats=(CaveatCode.OBSERVED,))
    allowed = judged(model["looks"], (), ERROR_BUDGET)
    activities = [_judged(each, allowed.get(each.activity, UNTESTED)) for each in fitted.activities]
    claims = {each.claim for each in activities}
    strongest = (Claim.ESTABLISHED, Claim.EMERGING, Claim.NONE)
    return Conclusion(
        replace(fitted, activities=activities),
        Basis.OWN_DATA,
        claim=next(claim for claim in strongest if claim in claims),
        caveats=(CaveatCode.OBSERVED,),
        tested=len(activities),
        found=sum(each.claim is Claim.ESTABLISHED for each in activities),
    )


def evidence(history: History) -> Mapping[str, float]:
    """Return the evidence of each activity, none where no part of the day stands out as best.

    Parameters
    ----------
    history
        A person's history as it stood.

    Returns
    -------
    Mapping
        The logarithm of an e-value for each activity with 30 workouts that can be compared.
    """
    found = {each.activity: _log_e(each) for each in route_speeds(history, FEWEST_WORKOUTS)}
    return {activity: log_e for activity, log_e in found.items() if log_e is not None}


def _log_e(speeds: RouteSpeeds) -> float | None:
    log_e = log_e_of_difference(speeds.ln_speed_per_beat, _filled(speeds), speeds.held_equal)
    # Below the hurdle of an early signal nothing is claimed: nothing need be drawn.
    if log_e is None or log_e < -np.log(EMERGING_BUDGETS * ERROR_BUDGET):
        return log_e
    found = _compared(speeds)
    return log_e if found and found.best and found.best.stands_out else 0.0


def _compared(speeds: RouteSpeeds) -> CategoryEffects | None:
    return category_effects(speeds.ln_speed_per_beat, _filled(speeds), speeds.held_equal)


def _filled(speeds: RouteSpeeds) -> Ordinals:
    """Return the part of the day of each workout, -1 where it has under 8 of them."""
    block = _blocks(speeds.start_hours)
    n_workouts = np.bincount(block, minlength=len(BLOCKS))
    return np.where(n_workouts[block] >= FEWEST_TO_BE_BEST, block, -1)


def _blocks(start_hours: Floats) -> Ordinals:
    return np.array([place(start) for start in start_hours.tolist()], dtype=np.int64)


def _activity(
    speeds: RouteSpeeds, found: CategoryEffects, best: Best, n_tested: int
) -> ActivitySpeed:
    columns = (found.categories, found.n_rows, found.difference, found.low, found.high)
    rows = zip(*(column.tolist() for column in columns), strict=True)
    effect = _best_against_others(speeds, best.category)

    def answer(share: float) -> int | None:
        difference = float(np.log1p(share))
        return days_to_answer(effect, difference, n_tested, ERROR_BUDGET) if effect else None

    return ActivitySpeed(
        activity=speeds.activity,
        workouts=int(found.n_rows.sum()),
        usual_speed_meters_per_minute=round(speeds.speed_meters_per_minute, 1),
        usual_heart_rate_bpm=round(speeds.heart_rate_bpm, 1),
        blocks=[
            SpeedBlock(
                block=BLOCKS[code],
                workouts=n_workouts,
                difference_percent=_percent(difference),
                interval90=Interval(low=_percent(low), high=_percent(high)),
            )
            for code, n_workouts, difference, low, high in rows
        ],
        best=BLOCKS[best.category],
        best_probability=best.probability,
        gap_percent=_percent(best.gap),
        gap_interval90=Interval(low=_percent(best.gap_low), high=_percent(best.gap_high)),
        e_value=float(np.exp(found.log_e)),
        workouts_to_answer_small=answer(SMALL_SHARE),
        workouts_to_answer_large=answer(LARGE_SHARE),
        claim=Claim.NONE,
        withdrawn=False,
        headline="",
    )


def _best_against_others(speeds: RouteSpeeds, category: int) -> Effect | None:
    within = (_blocks(speeds.start_hours) == category).astype(np.float64)
    exposure = Design((BEST,), within[:, None])
    found = adjusted_effects(speeds.ln_speed_per_beat, exposure, speeds.held_equal)
    return next(iter(found.effects), None)


def _percent(ln_ratio: float) -> float:
    return round(100 * float(np.expm1(ln_ratio)), 2)


def _judged(found: ActivitySpeed, verdict: Verdict) -> ActivitySpeed:
    told = replace(found, claim=verdict.claim, withdrawn=verdict.withdrawn)
    return replace(told, headline=speed_sentence(told))


def _hard_sessions(history: History) -> HardSessions | None:
    described, hard = describe(history), hard_from(history)
    if described is None or hard is None:
        return None
    return _with_cost(_with_efforts(described, history), history, hard)


def _with_efforts(described: HardSessions, history: History) -> HardSessions:
    """Return the description with how hard workouts are in each part against the others."""
    done = workout_table(history)
    time = (done.day - done.day.mean())[:, None]
    drift = Controls(Design(("intercept", "time[t]"), np.hstack([np.ones(time.shape), time])), None)
    found = category_effects(done.strain, _blocks(done.start_hours), drift)
    if found is None:
        return described
    blocks = list(described.blocks)
    for code, low, high in zip(
        found.categories.tolist(), found.low.tolist(), found.high.tolist(), strict=True
    ):
        blocks[code] = replace(
            blocks[code],
            difference_strain_low=round(low, 2),
            difference_strain_high=round(high, 2),
        )
    hardest = found.best if found.best and found.best.stands_out else None
    return replace(
        described,
        blocks=blocks,
        hardest=BLOCKS[hardest.category] if hardest else None,
        hardest_probability=hardest.probability if hardest else None,
    )


def _with_cost(described: HardSessions, history: History, hard: float) -> HardSessions:
    """Return the description with the recovery of mornings after a hard session."""
    table, done = night_table(history), workout_table(history)
    hard_day = done.day[done.strain >= hard]
    # A day of which nothing is known was neither hard nor easy, whatever stands in for its strain.
    unknown = np.isnan(previous(table.strain))
    after = np.where(unknown, np.nan, np.isin(table.day - 1, hard_day))
    held_equal = controls(table, ("strain[t-1]",))
    found = adjusted_effects(table.recovery_percent, design_of(((HARD, after),)), held_equal)
    cost = next(iter(found.effects), None)
    if cost is None:
        return described
    return replace(
        described,
        next_day_points=round(cost.estimate, 2),
        next_day_interval90=Interval(low=round(cost.low, 2), high=round(cost.high, 2)),
        nights_after=cost.n_exposed,
        nights_other=cost.n_nights - cost.n_exposed,
    )
