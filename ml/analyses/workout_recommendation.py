"""Workout recommendation: the kind of workout whose value outweighs what it costs recovery.

The next recovery after each kind, comparing days of equal strain and duration (E3), makes the
cost; what a usual workout of the kind reaches of the own goal, the value. Only kinds that are
ESTABLISHED to differ decide; among them one is drawn with a known chance (E7), never against the
state of the day. Till then the state decides alone.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import TypedDict

import numpy as np

from ml.choices import Suggested
from ml.conclusion import AnyConclusion, Conclusion
from ml.engines.adjusted_effects import adjusted_effects
from ml.engines.bandit import Choice
from ml.engines.category_effects import (
    FEWEST_TO_BE_BEST,
    SURE_TO_BE_BEST,
    CategoryEffects,
    category_effects,
)
from ml.engines.claim_gate import EMERGING_BUDGETS
from ml.engines.design import Design
from ml.engines.effect import days_to_answer
from ml.engines.looks import UNTESTED, Ledger, judged, ledger
from ml.engines.type_nights import HYPOTHESIS, TypeNights, type_nights, types_evidence
from ml.engines.workout_reward import Means, Weighed, means_of
from ml.history import History
from ml.insight import Fitted
from ml.insights.workout_recommendation import (
    CAVEATS,
    ERROR_BUDGET,
    FEWEST_WORKOUTS,
    INSIGHT,
    by_state,
)
from ml.state import State, state
from ml.suggesting import CERTAIN, Context, key, suggestion_id, written
from schema.answer import Basis, CaveatCode, Claim
from schema.interval import Interval
from schema.json_form import Json, reader, to_json
from schema.workout_recommendation import (
    WorkoutKinds,
    WorkoutRecommendation,
    WorkoutRecommendationArguments,
)

BEST = "best_kind[t-1]"
SMALL_POINTS, LARGE_POINTS = 5.0, 11.0


class Model(TypedDict):
    """The evidence at the last Mondays, the comparison in its JSON form, and the means."""

    looks: Ledger
    comparison: Json
    means: Means | None


def fit(history: History) -> Fitted:
    """Compare the recovery after each kind of workout.

    Parameters
    ----------
    history
        A person's history.

    Returns
    -------
    Fitted
        Plain values; `rows` are the workouts.
    """
    nights = type_nights(history)
    model = Model(
        looks=ledger(history, evidence),
        comparison=to_json(_comparison(nights, history)),
        means=means_of(nights, history),
    )
    return Fitted(dict(model), "shrunken kinds of workouts", len(history.workouts.day))


def infer(
    model: Model,
    history: History,
    used: Mapping[str, AnyConclusion],
    arguments: WorkoutRecommendationArguments,
) -> Conclusion[WorkoutRecommendation]:
    """Say which kind of workout to do next, and how hard.

    Parameters
    ----------
    model
        What `fit` found.
    history
        A person's history.
    used
        Nothing.
    arguments
        How much recovery counts.

    Returns
    -------
    Conclusion
        With the suggestion to be written down.
    """
    del used
    now = state(history)
    compared: WorkoutKinds | None = reader(WorkoutKinds | None)(model["comparison"])
    verdict = judged(model["looks"], (), ERROR_BUDGET).get(HYPOTHESIS, UNTESTED)
    claim = verdict.claim if compared and _stands_out(compared) else Claim.NONE
    # What stood out on the last Monday and no longer does is taken back as well.
    lost = verdict.claim is Claim.ESTABLISHED and claim is not Claim.ESTABLISHED
    finding = replace(
        by_state(history, now, arguments),
        comparison=compared,
        withdrawn=compared is not None and (verdict.withdrawn or lost),
    )
    weighed = Weighed(model["means"], history, finding) if model["means"] else None
    choice = None
    if weighed is not None:
        choice = weighed.choice(history, now)
        finding = replace(finding, options=weighed.options(choice))
        if choice is not None and claim is Claim.ESTABLISHED:
            finding = weighed.told(finding, choice)
    chosen = choice if claim is Claim.ESTABLISHED else None
    suggested = _suggested(finding, now, weighed, chosen)
    if suggested is not None:
        finding = replace(finding, suggestion_id=suggestion_id(suggested))
    return Conclusion(
        finding,
        Basis.OWN_DATA,
        claim=claim if compared else Claim.DESCRIPTIVE,
        caveats=(CaveatCode.OBSERVED, *CAVEATS),
        tested=1 if compared else None,
        found=int(claim is Claim.ESTABLISHED) if compared else None,
        suggestions=() if suggested is None else (suggested,),
    )


def evidence(history: History) -> Mapping[str, float]:
    """Return the evidence that kinds differ, none where no kind stands out as best.

    Parameters
    ----------
    history
        A person's history as it stood.
    """
    found = types_evidence(history, FEWEST_WORKOUTS)
    # Below the hurdle of an early signal nothing is claimed: nothing need be drawn.
    if found.get(HYPOTHESIS, -np.inf) < -np.log(EMERGING_BUDGETS * ERROR_BUDGET):
        return found
    best = compared.best if (compared := _compared(type_nights(history))) else None
    return found if best and best.stands_out else {HYPOTHESIS: 0.0}


def _suggested(
    finding: WorkoutRecommendation,
    now: State | None,
    weighed: Weighed | None,
    choice: Choice | None,
) -> Suggested | None:
    if now is None:
        return None
    action = (finding.activity or finding.intensity.name).upper()
    context: Context = {
        "goal_metric": finding.goal_metric.name,
        "goal_target": finding.goal_target,
        "intensity": finding.intensity.name,
        "recovery_percent": now.recovery_percent,
        "recovery_weight": finding.recovery_weight,
        "allowed": []
        if weighed is None or choice is None
        else [
            usual.activity
            for usual, may in zip(weighed.usual, weighed.allowed.tolist(), strict=True)
            if may
        ],
    }
    return Suggested(
        key=key(INSIGHT.stem, now.on, action),
        action=action,
        text=finding.text,
        context=written(context),
        propensity=CERTAIN if choice is None else float(choice.propensity[choice.chosen]),
        variant=None,
    )


def _stands_out(found: WorkoutKinds) -> bool:
    return found.best_probability >= SURE_TO_BE_BEST and found.gap_interval90.low > 0


def _compared(nights: TypeNights) -> CategoryEffects | None:
    """Return recovery by the kinds with 8 nights."""
    kind = nights.done(FEWEST_TO_BE_BEST)
    return category_effects(nights.table.recovery_percent, kind, nights.held_equal)


def _comparison(nights: TypeNights, history: History) -> WorkoutKinds | None:
    """Return how recovery differs between the kinds with 8 nights; None where it cannot be told."""
    if len(history.workouts.day) < FEWEST_WORKOUTS:
        return None
    recovery, kind = nights.table.recovery_percent, nights.done(FEWEST_TO_BE_BEST)
    found = _compared(nights)
    if found is None or found.best is None:
        return None
    best = found.best
    n_best = int(found.n_rows[found.categories == best.category][0])
    is_best = np.where(kind >= 0, kind == best.category, np.nan)
    against = adjusted_effects(recovery, Design((BEST,), is_best[:, None]), nights.held_equal)
    effect = next(iter(against.effects), None)

    def answer(points: float) -> int | None:
        return days_to_answer(effect, points, 1, ERROR_BUDGET) if effect else None

    return WorkoutKinds(
        best=history.activities[best.category],
        best_probability=best.probability,
        gap_points=round(best.gap, 2),
        gap_interval90=Interval(low=round(best.gap_low, 2), high=round(best.gap_high, 2)),
        nights_best=n_best,
        nights_other=int(found.n_rows.sum()) - n_best,
        kinds=len(found.categories),
        e_value=float(np.exp(found.log_e)),
        days_to_answer_small=answer(SMALL_POINTS),
        days_to_answer_large=answer(LARGE_POINTS),
    )
