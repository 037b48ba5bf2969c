"""Workout timing: how recovery differs with the time between training and bedtime.

Nights after training days alone, the day's last workout counting: one curve over the gap from its
end to the bedtime usual then, with its gate (E2), comparing workouts of like strain and kind.
Tested is the curve alone; the straight line and the late hours (E1) and the parts of the day (E3)
are shown.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import TypedDict

import numpy as np

from ml.clock import hours, text
from ml.clock_blocks import BLOCKS, place
from ml.conclusion import AnyConclusion, Conclusion
from ml.engines.adjusted_effects import adjusted_effects
from ml.engines.arrays import Floats
from ml.engines.best_window import Edge, Window
from ml.engines.category_effects import FEWEST_TO_BE_BEST, category_effects
from ml.engines.claim_gate import EMERGING_BUDGETS
from ml.engines.controls import FEWEST_EITHER_SIDE
from ml.engines.design import Design, design_of
from ml.engines.dose_response import DoseResponse, dose_response, gate
from ml.engines.effect import Effect, days_to_answer
from ml.engines.exposure_grid import Axis
from ml.engines.looks import UNTESTED, Ledger, judged, ledger
from ml.engines.training_nights import TrainingNights, training_nights
from ml.history import History
from ml.insight import Fitted
from ml.insights.workout_timing import ERROR_BUDGET, LATE_HOURS, describe
from schema.answer import Basis, CaveatCode, Claim
from schema.arguments import NoArguments
from schema.interval import Interval
from schema.json_form import Json, reader, to_json
from schema.workout_timing import (
    EndingEarlier,
    GapEdge,
    LateWorkouts,
    WorkoutBlock,
    WorkoutGapCurve,
    WorkoutGapWindow,
    WorkoutTiming,
)

CURVE_NIGHTS = 30  # fewer describe when somebody trains, and place no window
# Under 2 hours a workout runs into bedtime; above 16 it belongs to the evening before.
SHORTEST_GAP_HOURS, LONGEST_GAP_HOURS = 2.0, 16.0
AXIS = Axis(step=0.5)  # windows of 2 hours: nobody plans training finer
SURE_GAIN = 0.95  # the best of many windows is mostly too good
EARLIER_HOURS = 4.0  # a step as wide as what counts as late
SMALL_POINTS, LARGE_POINTS = 5.0, 11.0  # worth acting on, and half a usual SD
HYPOTHESIS = "gap"
GAP, LATE, LATE_AND_HARD = "gap[t-1]", "hours_late[t-1]", "hours_late_and_strain[t-1]"
_EDGES = {Edge.LOWEST: GapEdge.SHORTEST, Edge.HIGHEST: GapEdge.LONGEST}


class Model(TypedDict):
    """The evidence at the last Mondays, and the finding in its JSON form."""

    looks: Ledger
    finding: Json


def fit(history: History) -> Fitted:
    """Estimate the curve over gaps, and what is shown beside it.

    Parameters
    ----------
    history
        A person's history.

    Returns
    -------
    Fitted
        Plain values; `rows` are the nights after training that can be compared.
    """
    nights = training_nights(history)
    described = describe(history)
    finding = replace(described, blocks=_blocks(nights, described.blocks), late=_late(nights))
    curve = _curve(nights)
    if curve is not None and curve.window is not None:
        finding = replace(
            finding,
            window=_window(curve.window, finding.usual_bedtime),
            curve=_columns(curve),
            earlier=_earlier(nights),
            e_value=float(np.exp(curve.log_e)),
        )
    model = Model(looks=ledger(history, evidence), finding=to_json(finding))
    n_nights = int(nights.comparable.sum())
    return Fitted(dict(model), "Gaussian process over gaps to bedtime", n_nights)


def infer(
    model: Model,
    history: History,
    used: Mapping[str, AnyConclusion],
    arguments: NoArguments,
) -> Conclusion[WorkoutTiming]:
    """Say when this person trains, and which gaps to bedtime go with a higher recovery."""
    del used, arguments
    fitted: WorkoutTiming = reader(WorkoutTiming)(model["finding"])
    finding = _brought_up_to_date(fitted, describe(history))
    if finding.window is None:
        return Conclusion(finding, Basis.OWN_DATA, caveats=(CaveatCode.POPULATION,))
    verdict = judged(model["looks"], (), ERROR_BUDGET).get(HYPOTHESIS, UNTESTED)
    return Conclusion(
        replace(finding, withdrawn=verdict.withdrawn),
        Basis.OWN_DATA,
        claim=verdict.claim,
        caveats=(CaveatCode.OBSERVED, CaveatCode.BOUNCES_BACK),
        tested=1,
        found=int(verdict.claim is Claim.ESTABLISHED),
    )


def _brought_up_to_date(fitted: WorkoutTiming, described: WorkoutTiming) -> WorkoutTiming:
    """Return the fitted finding with the days described that are newer than the model."""
    return replace(
        fitted,
        training_days=described.training_days,
        usual_end=described.usual_end,
        usual_bedtime=described.usual_bedtime,
        late_share=described.late_share,
        blocks=[
            replace(block, training_days=newer.training_days)
            for block, newer in zip(fitted.blocks, described.blocks, strict=True)
        ],
    )


def _gap(nights: TrainingNights) -> Floats:
    """Return the gaps that the curve is about, NaN on the other nights."""
    gap = nights.gap_hours
    within = nights.comparable & (gap >= SHORTEST_GAP_HOURS) & (gap <= LONGEST_GAP_HOURS)
    return np.where(within, gap, np.nan)


def evidence(history: History) -> Mapping[str, float]:
    """Return the evidence of the gate, none where no window gains anything for sure.

    Parameters
    ----------
    history
        A person's history as it stood.

    Returns
    -------
    Mapping
        The logarithm of one e-value, under "gap"; empty where there is no curve.
    """
    nights = training_nights(history)
    exposure = _exposure(nights)
    if exposure is None:
        return {}
    tested = gate(nights.table.recovery_percent, exposure, nights.held_equal, axis=AXIS)
    if tested is None:
        return {}
    # Below the hurdle of an early signal nothing is claimed: the curve need not be drawn.
    if tested.log_e < -np.log(EMERGING_BUDGETS * ERROR_BUDGET):
        return {HYPOTHESIS: tested.log_e}
    curve = _curve(nights)
    sure = curve and curve.window and curve.window.gain_probability > SURE_GAIN
    return {HYPOTHESIS: tested.log_e if sure else 0.0}


def _exposure(nights: TrainingNights) -> Design | None:
    """Return the gaps as an exposure; None under 30 of them."""
    gap = _gap(nights)
    return design_of(((GAP, gap),)) if np.isfinite(gap).sum() >= CURVE_NIGHTS else None


def _curve(nights: TrainingNights) -> DoseResponse | None:
    exposure = _exposure(nights)
    if exposure is None:
        return None
    recovery = nights.table.recovery_percent
    return dose_response(recovery, exposure, nights.held_equal, axis=AXIS)


def _columns(curve: DoseResponse) -> WorkoutGapCurve:
    return WorkoutGapCurve(
        hours=np.round(curve.grid, 2).tolist(),
        points=np.round(curve.curve, 2).tolist(),
        low=np.round(curve.curve_low, 2).tolist(),
        high=np.round(curve.curve_high, 2).tolist(),
    )


def _window(window: Window, bedtime: str | None) -> WorkoutGapWindow:
    def ends(gap: float) -> str | None:
        return None if bedtime is None else text(hours(bedtime) - gap)

    return WorkoutGapWindow(
        from_hours=round(window.low, 2),
        to_hours=round(window.high, 2),
        ends_from=ends(window.high),
        ends_to=ends(window.low),
        gain_points=round(window.gain, 2),
        gain_interval90=_interval(window.gain_low, window.gain_high),
        gain_probability=window.gain_probability,
        worthwhile_probability=window.worthwhile_probability,
        nights=window.n_nights,
        edge=_EDGES[window.edge] if window.edge else None,
    )


def _effects(nights: TrainingNights, exposures: Design) -> dict[str, Effect]:
    found = adjusted_effects(nights.table.recovery_percent, exposures, nights.held_equal)
    return {effect.name: effect for effect in found.effects}


def _earlier(nights: TrainingNights) -> EndingEarlier | None:
    """Return what goes with ending 4 hours earlier, as a straight line."""
    effect = _effects(nights, design_of(((GAP, _gap(nights) / EARLIER_HOURS),))).get(GAP)
    if effect is None:
        return None

    def answer(points: float) -> int | None:
        # The engine is told of an SD of the exposure; asked is a step of 4 hours.
        return days_to_answer(effect, points * effect.exposure_sd, 1, ERROR_BUDGET)

    return EndingEarlier(
        difference_points=round(effect.estimate, 2),
        interval90=_interval(effect.low, effect.high),
        nights=effect.n_nights,
        days_to_answer_small=answer(SMALL_POINTS),
        days_to_answer_large=answer(LARGE_POINTS),
    )


def _late(nights: TrainingNights) -> LateWorkouts | None:
    """Return what goes with each hour closer than 4, and how strain changes that."""
    known = nights.comparable & (nights.gap_hours <= LONGEST_GAP_HOURS)
    closer = np.where(known, np.clip(LATE_HOURS - nights.gap_hours, 0, LATE_HOURS), np.nan)
    n_late, n_known = int((closer > 0).sum()), int(known.sum())
    if min(n_late, n_known - n_late) < FEWEST_EITHER_SIDE:
        return None
    scored = nights.strain[known & np.isfinite(nights.strain)]
    above = nights.strain - (np.median(scored) if len(scored) else 0.0)
    # A workout that was not scored counts as one of median strain.
    named = ((LATE, closer), (LATE_AND_HARD, closer * np.nan_to_num(above)))
    found = _effects(nights, design_of(named))
    if LATE not in found:
        return None
    per_hour, per_strain = found[LATE], found.get(LATE_AND_HARD)
    return LateWorkouts(
        nights_late=n_late,
        nights_other=n_known - n_late,
        per_hour_points=round(per_hour.estimate, 2),
        per_hour_interval90=_interval(per_hour.low, per_hour.high),
        per_strain_points=round(per_strain.estimate, 2) if per_strain else None,
        per_strain_interval90=_interval(per_strain.low, per_strain.high) if per_strain else None,
    )


def _blocks(nights: TrainingNights, described: list[WorkoutBlock]) -> list[WorkoutBlock]:
    """Return the parts of the day with their nights, all drawn towards one another."""
    trained = np.flatnonzero(nights.comparable)
    block = np.full(len(nights.comparable), -1)
    block[trained] = [place(start) for start in nights.start_hours[trained].tolist()]
    n_nights = np.bincount(block[trained], minlength=len(BLOCKS)).tolist()
    blocks = [replace(each, nights=n) for each, n in zip(described, n_nights, strict=True)]
    found = category_effects(nights.table.recovery_percent, block, nights.held_equal)
    if found is None:
        return blocks
    numbers = np.column_stack([found.difference, found.low, found.high])
    for code, n, row in zip(found.categories, found.n_rows, numbers.tolist(), strict=True):
        if n >= FEWEST_TO_BE_BEST:
            difference, low, high = row
            blocks[code] = replace(
                blocks[code],
                difference_points=round(difference, 2),
                interval90=_interval(low, high),
            )
    return blocks


def _interval(low: float, high: float) -> Interval:
    return Interval(low=round(low, 2), high=round(high, 2))
