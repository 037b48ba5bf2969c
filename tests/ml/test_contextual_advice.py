import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from ml.analyses.contextual_advice import fit, infer, record
from ml.choices import Choices, Suggestion
from ml.conclusion import AnyConclusion, Conclusion
from ml.engines.advice_days import CONTEXT, advice_days
from ml.engines.advice_effects import ACTIONS, action_effects
from ml.engines.advice_learning import Learned, learned
from ml.engines.advice_log import described
from ml.engines.arrays import Floats
from ml.history import History, empty
from ml.insights.contextual_advice import INSIGHT, rule
from schema.answer import Basis, Claim
from schema.arguments import NoArguments
from schema.contextual_advice import AdviceAction, AdviceEvidence, ContextualAdvice
from schema.global_id import decode
from tests.ml.conclusions import habit, habit_impact, sleep_window
from tests.ml.engines.person import FIRST_DAY, RECOVERY_SD, person
from tests.ml.histories import with_nights
from tests.ml.tested_conclusions import sleep_quality, strain_tolerance, workout_timing

NOTHING: AnyConclusion = Conclusion(None, Basis.RULE)
USED: Mapping[str, AnyConclusion] = dict.fromkeys(INSIGHT.uses, NOTHING)
ARGUMENTS = NoArguments()
GREEN, RED = 80.0, 20.0
NAMES = [action.name for action in AdviceAction]


def drinker(
    n_nights: int = 200,
    seed: int = 1,
    *,
    today: float = GREEN,
    debt: float = 0.0,
    weekend_effect_sd: float = 0.0,
) -> History:
    """Somebody who logs alcohol on half of all evenings, with an effect on weekends alone."""
    someone = person(n_nights, seed, habit_effects_sd=(0.0,), prevalence=0.5)
    weekend = (FIRST_DAY + np.arange(n_nights) - 1) % 7 >= 5
    recovery = someone.nights["recovery_percent"]
    recovery = recovery + RECOVERY_SD * weekend_effect_sd * weekend * someone.habits[:, 0]
    recovery = np.clip(recovery, 1, 99)
    recovery[-1] = today
    onset = np.random.default_rng(seed).normal(-0.5, 1.0, n_nights)
    history = someone.history(
        recovery_percent=recovery,
        sleep_debt_minutes=np.full(n_nights, debt),
        sleep_onset_hours=onset,
        wake_onset_hours=np.full(n_nights, 7.5),
        nap_minutes=np.zeros(n_nights),
    )
    return replace(history, questions=("alcohol",), choices=Choices(person="somebody"))


def established(finding: object, claim: Claim = Claim.ESTABLISHED) -> AnyConclusion:
    return Conclusion(finding, Basis.OWN_DATA, claim)


def advised(history: History, **used: AnyConclusion) -> Conclusion[ContextualAdvice]:
    return infer(model_of(history), history, {**USED, **used}, ARGUMENTS)


def model_of(history: History) -> Learned:
    return fit(history).model  # pyright: ignore[reportReturnType] as `fit` wrote it


def found(conclusion: Conclusion[ContextualAdvice]) -> ContextualAdvice:
    assert conclusion.finding is not None
    return conclusion.finding


def alcohol(points: float = -14.0) -> AnyConclusion:
    return habit_impact(habit("alcohol", points=points))


def test_an_established_effect_is_advised_with_its_interval() -> None:
    conclusion = advised(drinker(), habit_impact=alcohol())
    finding = found(conclusion)
    best = finding.options[0]
    assert (best.action, best.evidence) == (AdviceAction.SKIP_ALCOHOL, AdviceEvidence.OWN)
    # 14 points on the half of evenings that would have had any.
    assert best.gain_points == pytest.approx(7, abs=3)
    assert best.gain_interval90.low < best.gain_points < best.gain_interval90.high
    assert conclusion.basis is Basis.OWN_DATA
    assert conclusion.claim is Claim.DESCRIPTIVE


@pytest.mark.parametrize("claim", [Claim.EMERGING, Claim.NONE])
def test_without_an_established_effect_the_general_rules_decide(claim: Claim) -> None:
    effects = {
        "habit_impact": habit_impact(habit("alcohol", claim, -20.0)),
        "sleep_window": sleep_window(claim),
        "workout_timing": established(workout_timing(), claim),
        "strain_tolerance": established(strain_tolerance(), claim),
        "sleep_quality": established(sleep_quality(), claim),
    }
    conclusion = advised(drinker(), **effects)
    assert conclusion.basis is Basis.RULE
    assert found(conclusion).options == []
    assert found(conclusion).action is AdviceAction.KEEP
    assert conclusion.suggestions[0].propensity == 1.0


def test_rest_is_not_the_answer_to_everything() -> None:
    usual = established(strain_tolerance())
    for day in range(180, 200):
        history = drinker(day, today=GREEN)
        finding = found(advised(history, strain_tolerance=usual))
        context, options = finding.context, finding.options
        assert context is not None
        assert context.load_share is not None
        easy = next(each for each in options if each.action is AdviceAction.EASY_DAY)
        if context.load_share >= 0.9:  # but for the hardest of weeks
            assert easy.given_up_points == 0
            continue
        # It gains recovery like no other action, and is worth no more than it gives up.
        assert easy.gain_points > 3
        assert options[0].action is not AdviceAction.EASY_DAY


def test_on_a_red_day_rest_comes_first_and_no_load_is_added() -> None:
    hours = {"workout_timing": established(workout_timing())}
    for seed in range(8):
        history = drinker(seed=seed, today=RED)
        finding = found(advised(history, strain_tolerance=established(strain_tolerance()), **hours))
        easy = next(each for each in finding.options if each.action is AdviceAction.EASY_DAY)
        assert easy.given_up_points == 0
        assert finding.action in {AdviceAction.EASY_DAY, AdviceAction.SKIP_ALCOHOL}
        refused = {each.action for each in finding.refused}
        assert {AdviceAction.KEEP, AdviceAction.EARLIER_WORKOUT} <= refused


def test_no_bedtime_is_advised_that_was_never_lived_or_shortens_the_night() -> None:
    history = drinker(debt=90.0)
    n_nights = len(history.nights.day)
    same = with_nights(history, sleep_onset_hours=[-0.5] * n_nights)
    late = with_nights(history, wake_onset_hours=[4.0] * n_nights)
    for odd in (same, late):
        reasons = {each.action for each in found(advised(odd, habit_impact=alcohol())).refused}
        assert AdviceAction.EARLIER_BEDTIME in reasons
    assert found(rule(history, ARGUMENTS)).action is AdviceAction.EARLIER_BEDTIME
    assert found(rule(same, ARGUMENTS)).action is AdviceAction.NAP


def test_only_what_is_near_the_best_is_tried_and_its_chance_is_written_down() -> None:
    history = drinker(debt=90.0)
    model = model_of(history)
    tried = 0
    for name in range(200):
        named = replace(history, choices=Choices(person=str(name)))
        conclusion = infer(model, named, {**USED, "habit_impact": alcohol(-4.0)}, ARGUMENTS)
        finding, (suggested,) = found(conclusion), conclusion.suggestions
        worth = {each.action: each.gain_points - each.given_up_points for each in finding.options}
        best = max(worth.values())
        assert worth[finding.action] >= best - 1.0
        assert finding.explored == (worth[finding.action] < best)
        assert finding.explored == (suggested.propensity <= 0.15)
        tried += finding.explored
    assert 0 < tried / 200 <= 0.25


def test_a_suggestion_is_written_down_with_what_it_was_chosen_on() -> None:
    history = drinker()
    conclusion = advised(history, habit_impact=alcohol())
    (suggested,) = conclusion.suggestions
    assert suggested.key == f"contextual_advice:{history.last_on}:{suggested.action}"
    given = found(conclusion).suggestion_id
    assert given is not None
    assert decode(given) == ("Suggestion", suggested.key.split(":"))
    context = json.loads(suggested.context)
    assert {f"context_{name}" for name in CONTEXT} <= set(context)
    assert "size_NAP" not in context  # not allowed without a debt
    assert context["size_SKIP_ALCOHOL"] == pytest.approx(0.5, abs=0.2)


def test_gains_differ_with_the_day_where_they_do() -> None:
    width, place = 1 + len(CONTEXT), ACTIONS.index(AdviceAction.SKIP_ALCOHOL)
    weekend = place * width + 1 + CONTEXT.index("weekend")
    differing, alike = (
        np.array(model_of(drinker(500, 3, weekend_effect_sd=effect))["moment"])[weekend]
        / np.array(model_of(drinker(500, 3, weekend_effect_sd=effect))["gram"])[weekend, weekend]
        for effect in (-1.0, 0.0)
    )
    # To skip it gains up to 22 points more on weekends, less for what recovery's bounds cut off.
    assert differing - alike == pytest.approx(19, abs=5)
    assert abs(alike) < 8


def answers(
    history: History, gains: Mapping[str, float], n: int, seed: int
) -> tuple[History, Floats]:
    """Return the history after n answered suggestions, drawn evenly among three, with gains."""
    rng = np.random.default_rng(seed)
    days = np.asarray(history.nights.day)[-n - 1 : -1]
    drawn = rng.choice(list(gains), n)
    recovery = np.array(history.nights.recovery_percent)
    recovery[-n:] = np.clip(recovery[-n:] + [gains[each] for each in drawn], 1, 99)
    sizes = [1.0 if name in gains else np.nan for name in NAMES]
    context = json.dumps(described([0.0] * len(CONTEXT), sizes, [0.0] * len(NAMES)))
    suggestions = tuple(
        Suggestion(
            noted_on=date.fromordinal(day),
            key=f"contextual_advice:{date.fromordinal(day)}:{action}",
            insight="contextual_advice",
            action=action,
            context=context,
            propensity=1 / len(gains),
            verdict="FOLLOWED",
        )
        for day, action in zip(days.tolist(), drawn.tolist(), strict=True)
    )
    told = with_nights(history, recovery_percent=recovery.tolist())
    return replace(told, choices=Choices(person="a", suggestions=suggestions)), recovery


THREE = {"NAP": 8.0, "EARLIER_BEDTIME": 0.0, "KEEP": 0.0}


def test_answers_teach_what_an_action_gains() -> None:
    history, _ = answers(drinker(500), THREE, 150, 1)
    before, after = (
        found(advised(with_debt(each), habit_impact=alcohol()))
        for each in (replace(history, choices=Choices(person="a")), history)
    )
    gains = [
        next(each for each in finding.options if each.action is AdviceAction.NAP)
        for finding in (before, after)
    ]
    assert abs(gains[0].gain_points) < 1
    assert gains[1].gain_points > 2  # drawn towards none, of which 2 points are an SD


def with_debt(history: History) -> History:
    return with_nights(history, sleep_debt_minutes=[90.0] * len(history.nights.day))


def test_what_the_best_would_have_gained_is_estimated_from_the_answers() -> None:
    effects = action_effects(USED)
    values = list[float]()
    for seed in range(4):
        history, _ = answers(drinker(800, seed), THREE, 500, seed)
        log = model_of(history)
        assert len(log["log"]) == 500
        told = record(log, 500, effects)
        assert told.followed_share == 1.0
        assert told.value is not None
        interval = told.value.doubly_robust_interval90
        assert interval.low < told.value.doubly_robust_points < interval.high
        assert "By 500 answers" in told.text
        values.append(told.value.doubly_robust_points)
    # To nap is best, and gains 8 points against the days of the two others.
    assert 4 < np.mean(values) < 10


def test_under_a_hundred_answers_no_value_is_told() -> None:
    history, _ = answers(drinker(500), THREE, 99, 1)
    told = record(model_of(history), 120, action_effects(USED))
    assert told.value is None
    assert told.text.startswith("99 of the 100 answers are there")


def test_what_was_not_done_teaches_nothing_of_it() -> None:
    history, _ = answers(drinker(500), THREE, 150, 1)
    skipped = tuple(replace(each, verdict="SKIPPED") for each in history.choices.suggestions)
    told = replace(history, choices=Choices(person="a", suggestions=skipped))
    nap = next(
        each
        for each in found(advised(with_debt(told), habit_impact=alcohol())).options
        if each.action is AdviceAction.NAP
    )
    assert abs(nap.gain_points) < 1


def test_nights_after_answered_advice_are_not_counted_twice() -> None:
    history, _ = answers(drinker(300), THREE, 100, 1)
    plain = learned(advice_days(history), [])
    assert model_of(history)["n_nights"] == plain["n_nights"] - 100


def test_own_effects_replace_those_of_other_people() -> None:
    own = action_effects(
        {
            **USED,
            "habit_impact": alcohol(),
            "sleep_window": sleep_window(gain=6.0),
            "strain_tolerance": established(strain_tolerance()),
            "workout_timing": established(workout_timing()),
        }
    )
    assert {each.evidence for action, each in own.items() if action is not AdviceAction.NAP} == {
        AdviceEvidence.OWN
    }
    assert own[AdviceAction.SKIP_ALCOHOL].mean == 14.0
    assert own[AdviceAction.EASY_DAY].mean == 7.0
    assert own[AdviceAction.EARLIER_WORKOUT].mean == 2.0
    # Usually 23:40, the window's middle is 22:45: half an hour of 55 minutes.
    assert own[AdviceAction.EARLIER_BEDTIME].mean == pytest.approx(6 * 30 / 55)
    later = action_effects({**USED, "sleep_window": sleep_window(start="23:55", end="00:55")})
    assert later[AdviceAction.EARLIER_BEDTIME].mean < 0


def test_the_rule_writes_nothing_down() -> None:
    conclusion = rule(drinker(), ARGUMENTS)
    assert conclusion.suggestions == ()
    assert found(conclusion).suggestion_id is None
    assert found(rule(empty(), ARGUMENTS)).context is None
