"""Habit impact: how recovery differs on nights after each logged habit, comparing similar nights.

All habits with 10 answers on both sides are fitted together beside the controls (E1), and what
may be said of each is decided for all of them at once (the claim gate), so that asking about many
does not find some by chance. The effect is the total one: sleep of the same night is not held
equal, since a habit may well work through it. HRV, resting heart rate and the night after are
shown beside it and not tested.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, replace
from typing import TypedDict

import numpy as np

from ml.conclusion import AnyConclusion, Conclusion
from ml.engines.adjusted_effects import AdjustedEffects, adjusted_effects
from ml.engines.arrays import Floats
from ml.engines.claim_gate import Verdict
from ml.engines.controls import controls
from ml.engines.design import design_of
from ml.engines.effect import Effect as Estimate
from ml.engines.effect import days_to_answer
from ml.engines.exposures import Why
from ml.engines.looks import UNTESTED, Ledger, judged, ledger
from ml.engines.night_table import NightTable, night_table
from ml.engines.prior_list import PRE_REGISTERED
from ml.history import History
from ml.insight import Fitted
from ml.insights.habit_impact import CLAIMED, ERROR_BUDGET, effect_sentence, too_few_answers
from schema.answer import Basis, CaveatCode, Claim
from schema.arguments import NoArguments
from schema.difference import Difference
from schema.effect import Effect
from schema.habit_impact import HabitEffect, HabitImpact, LeftOutHabit
from schema.interval import Interval

# Differences for which the nights to come are told: worth acting on, and half a usual SD.
SMALL_POINTS, LARGE_POINTS = 5.0, 11.0
# What is told to a hundredth of a point is kept so.
HUNDREDTHS = ("baseline", "estimate", "low", "high", "unshrunken")


class Shown(TypedDict):
    """Differences that are shown and not tested, a row a habit, to a hundredth of their unit."""

    habits: list[str]
    estimate: list[float]
    low: list[float]
    high: list[float]
    nights: list[int]


class Model(TypedDict):
    """What was fitted, as plain values; of the estimates by field, a row a habit."""

    estimates: dict[str, list[object]]
    looks: Ledger
    hrv: Shown
    resting_heart_rate: Shown
    night_after: Shown
    left_out: list[tuple[str, str | None]]


def fit(history: History) -> Fitted:
    """Estimate the effect of every habit together, now and at each look.

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
    found = _effects(table, table.recovery_percent)
    looks = _looks(history, found)
    model = Model(
        estimates={each.name: _kept(each.name, found.effects) for each in fields(Estimate)},
        looks=looks,
        hrv=_shown(_effects(table, table.ln_hrv).effects, _percent),
        resting_heart_rate=_shown(_effects(table, table.resting_heart_rate_bpm).effects),
        night_after=_night_after(table, found, looks),
        left_out=[(out.name, out.partner) for out in found.left_out if out.why is not Why.TOO_FEW],
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
    by_field = model["estimates"]
    estimates = [
        Estimate(**dict(zip(by_field, row, strict=True)))  # pyright: ignore[reportArgumentType] as `fit` wrote them
        for row in zip(*by_field.values(), strict=True)
    ]
    verdicts = judged(model["looks"], PRE_REGISTERED, ERROR_BUDGET)
    habits = [
        _habit(estimate, verdicts.get(estimate.name, UNTESTED), len(estimates), model)
        for estimate in sorted(estimates, key=lambda estimate: -estimate.log_e)
    ]
    left_out = [
        LeftOutHabit(
            habit=name,
            inseparable_from=partner,
            withdrawn=verdicts.get(name, UNTESTED).withdrawn,
        )
        for name, partner in model["left_out"]
    ]
    n_found = sum(habit.claim is Claim.ESTABLISHED for habit in habits)
    finding = HabitImpact(
        tested=len(habits),
        found=n_found,
        habits=habits,
        too_few_answers=too_few_answers(history),
        left_out=left_out,
        withdrawn=any(habit.withdrawn for habit in (*habits, *left_out)),
    )
    return Conclusion(
        finding,
        Basis.OWN_DATA,
        claim=_strongest(habits),
        caveats=(CaveatCode.OBSERVED, CaveatCode.BOUNCES_BACK),
        tested=len(habits),
        found=n_found,
    )


def _effects(table: NightTable, outcome: Floats) -> AdjustedEffects:
    """Estimate on the nights whose recovery can be compared, whatever the outcome."""
    comparable = np.where(table.comparable, outcome, np.nan)
    return adjusted_effects(comparable, table.habits, controls(table))


def _looks(history: History, found: AdjustedEffects) -> Ledger:
    """Return the evidence at each look, habits that are one today under one name."""
    name_today = {
        name: effect.name
        for effect in found.effects
        for name in (effect.name, *effect.same_as, *effect.opposite_of)
    }

    def log_e_of(then: History) -> Mapping[str, float]:
        table = night_table(then)
        effects = _effects(table, table.recovery_percent).effects
        # The last of equal keys stays: of habits told apart then, the first in precedence.
        return {name_today.get(e.name, e.name): e.log_e for e in reversed(effects)}

    return ledger(history, log_e_of)


def _night_after(table: NightTable, found: AdjustedEffects, looks: Ledger) -> Shown:
    """Estimate what is left a night later of the habits claimed, their repetition held equal."""
    verdicts = judged(looks, PRE_REGISTERED, ERROR_BUDGET)
    names = [effect.name for effect in found.effects]
    claimed = [name for name in names if verdicts.get(name, UNTESTED).claim in CLAIMED]
    if not claimed:
        return _shown([])
    repeated = [(f"{name}, repeated", _following(table.habits.column(name))) for name in claimed]
    others = [(name, table.habits.column(name)) for name in names if name not in claimed]
    held_equal = controls(table).beside(design_of((*repeated, *others)))
    studied = design_of(tuple((name, table.habits.column(name)) for name in claimed))
    return _shown(adjusted_effects(_following(table.recovery_percent), studied, held_equal).effects)


def _following(values: Floats) -> Floats:
    """Return the values of the calendar night after."""
    return np.append(values[1:], np.nan)


def _kept(name: str, found: Sequence[Estimate]) -> list[object]:
    values = [getattr(effect, name) for effect in found]
    return [round(value, 2) for value in values] if name in HUNDREDTHS else values


def _shown(found: Sequence[Estimate], unit: Callable[[float], float] = float) -> Shown:
    return Shown(
        habits=[effect.name for effect in found],
        estimate=[round(unit(effect.estimate), 2) for effect in found],
        low=[round(unit(effect.low), 2) for effect in found],
        high=[round(unit(effect.high), 2) for effect in found],
        nights=[effect.n_nights for effect in found],
    )


def _percent(difference_of_logarithms: float) -> float:
    return 100 * float(np.expm1(difference_of_logarithms))


def _strongest(habits: list[HabitEffect]) -> Claim:
    levels = {habit.claim for habit in habits}
    return next((claim for claim in CLAIMED if claim in levels), Claim.NONE)


def _habit(estimate: Estimate, verdict: Verdict, n_tested: int, model: Model) -> HabitEffect:
    name = estimate.name
    habit = HabitEffect(
        habit=name,
        merged_with=[*estimate.same_as, *(f"not {name}" for name in estimate.opposite_of)],
        inseparable_from=list(estimate.inseparable_from),
        nights_with=estimate.n_exposed,
        nights_without=estimate.n_nights - estimate.n_exposed,
        claim=verdict.claim,
        withdrawn=verdict.withdrawn,
        headline="",
        effect=_effect(estimate, n_tested),
        hrv=_difference(model["hrv"], name, "percent"),
        resting_heart_rate=_difference(model["resting_heart_rate"], name, "bpm"),
        night_after=_difference(model["night_after"], name, "recovery points"),
    )
    return replace(habit, headline=effect_sentence(habit))


def _effect(estimate: Estimate, n_tested: int) -> Effect:
    return Effect(
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


def _difference(shown: Shown, habit: str, unit: str) -> Difference | None:
    if habit not in shown["habits"]:
        return None
    row = shown["habits"].index(habit)
    return Difference(
        estimate=shown["estimate"][row],
        interval90=Interval(low=shown["low"][row], high=shown["high"][row]),
        unit=unit,
        nights=shown["nights"][row],
    )
