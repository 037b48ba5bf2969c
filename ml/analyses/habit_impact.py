"""Habit impact: how recovery differs on nights after each logged habit, comparing similar nights.

All habits with 10 answers on both sides are fitted together beside the controls (E1), and what
may be said of each is decided for all of them at once (the claim gate), so that asking about many
does not find some by chance. The effect is the total one: sleep of the same night is not held
equal, since a habit may well work through it.
"""

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import TypedDict

import numpy as np

from ml.conclusion import AnyConclusion, Conclusion
from ml.engines.adjusted_effects import AdjustedEffects, adjusted_effects
from ml.engines.claim_gate import claims
from ml.engines.controls import controls
from ml.engines.effect import Effect as Estimate
from ml.engines.effect import days_to_answer
from ml.engines.exposures import Why
from ml.engines.night_table import night_table
from ml.history import History
from ml.insight import Fitted
from ml.insights.habit_impact import ERROR_BUDGET, effect_sentence, too_few_answers
from schema.answer import Basis, CaveatCode, Claim
from schema.arguments import NoArguments
from schema.effect import Effect
from schema.habit_impact import HabitEffect, HabitImpact
from schema.interval import Interval

# Differences for which the nights to come are told: worth acting on, and half a usual SD.
SMALL_POINTS, LARGE_POINTS = 5.0, 11.0


class Model(TypedDict):
    """What was fitted: an estimate a habit, and the habits that cannot be told from another."""

    estimates: list[dict[str, object]]
    inseparable: list[str]


def fit(history: History) -> Fitted:
    """Estimate the effect of every habit together.

    Parameters
    ----------
    history
        A person's history; habits by the night that they precede.

    Returns
    -------
    Fitted
        The estimates as plain values; `rows` are the nights compared.
    """
    table = night_table(history)
    found: AdjustedEffects = adjusted_effects(table.recovery_percent, table.habits, controls(table))
    model = Model(
        estimates=[asdict(effect) for effect in found.effects],
        inseparable=[out.name for out in found.left_out if out.why is not Why.TOO_FEW],
    )
    return Fitted(dict(model), "joint least squares, Newey-West", int(table.comparable.sum()))


def infer(
    model: Model,
    history: History,
    used: Mapping[str, AnyConclusion],
    arguments: NoArguments,
) -> Conclusion[HabitImpact]:
    """Say what may be said of each habit, strongest evidence first."""
    del used, arguments
    estimates = [Estimate(**values) for values in model["estimates"]]  # pyright: ignore[reportArgumentType] as `fit` wrote them
    log_e = np.array([estimate.log_e for estimate in estimates])
    registered = np.array([estimate.pre_registered for estimate in estimates], dtype=np.bool_)
    allowed = claims(log_e, registered, ERROR_BUDGET)
    habits = [
        _habit(estimate, claim, len(estimates))
        for estimate, claim in sorted(
            zip(estimates, allowed, strict=True), key=lambda pair: -pair[0].log_e
        )
    ]
    n_found = sum(habit.claim is Claim.ESTABLISHED for habit in habits)
    finding = HabitImpact(
        tested=len(habits),
        found=n_found,
        habits=habits,
        too_few_answers=too_few_answers(history),
        left_out=model["inseparable"],
    )
    return Conclusion(
        finding,
        Basis.OWN_DATA,
        claim=_strongest(habits),
        caveats=(CaveatCode.OBSERVED, CaveatCode.BOUNCES_BACK),
        tested=len(habits),
        found=n_found,
    )


def _strongest(habits: list[HabitEffect]) -> Claim:
    levels = {habit.claim for habit in habits}
    return next(
        (claim for claim in (Claim.ESTABLISHED, Claim.EMERGING) if claim in levels), Claim.NONE
    )


def _habit(estimate: Estimate, claim: Claim, n_tested: int) -> HabitEffect:
    effect = Effect(
        estimate=round(estimate.estimate, 2),
        interval90=Interval(low=round(estimate.low, 2), high=round(estimate.high, 2)),
        unit="recovery points",
        nights=estimate.n_nights,
        nights_exposed=estimate.n_exposed,
        p_value=estimate.p_value,
        e_value=float(np.exp(estimate.log_e)),
        robustness_value_share=round(estimate.robustness_value_share, 4),
        days_to_answer_small=days_to_answer(estimate, SMALL_POINTS, n_tested, ERROR_BUDGET),
        days_to_answer_large=days_to_answer(estimate, LARGE_POINTS, n_tested, ERROR_BUDGET),
    )
    habit = HabitEffect(
        habit=estimate.name,
        merged_with=[*estimate.same_as, *(f"not {name}" for name in estimate.opposite_of)],
        inseparable_from=list(estimate.inseparable_from),
        nights_with=estimate.n_exposed,
        nights_without=estimate.n_nights - estimate.n_exposed,
        claim=claim,
        headline="",
        effect=effect,
    )
    return replace(habit, headline=effect_sentence(habit))
