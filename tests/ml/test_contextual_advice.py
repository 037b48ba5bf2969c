import json
from dataclasses import replace

import pytest

from ml.analyses.contextual_advice import infer
from ml.choices import Choices
from ml.engines.advice_days import CONTEXT
from ml.engines.advice_effects import ACTIONS, action_effects
from ml.engines.advice_learning import seen_by
from ml.history import empty
from ml.insights.contextual_advice import rule
from schema.answer import Basis, Claim
from schema.contextual_advice import AdviceAction, AdviceEvidence
from schema.global_id import decode
from tests.ml.conclusions import habit, habit_impact, sleep_window
from tests.ml.drinker import (
    ARGUMENTS,
    GREEN,
    RED,
    USED,
    advised,
    alcohol,
    drinker,
    established,
    found,
    model_of,
)
from tests.ml.histories import with_nights
from tests.ml.tested_conclusions import sleep_quality, strain_tolerance, workout_timing
from tests.ml.watch_conclusions import recovery_anomaly


def test_an_established_effect_is_advised_with_its_interval() -> None:
    conclusion = advised(drinker(), habit_impact=alcohol())
    finding = found(conclusion)
    best = finding.options[0]
    assert (best.action, best.evidence) == (AdviceAction.SKIP_ALCOHOL, AdviceEvidence.OWN)
    # 14 points on the half of evenings that would have had any.
    assert best.gain_points == pytest.approx(7, abs=3)
    low, high = best.gain_interval90.low, best.gain_interval90.high
    assert low < best.gain_points < high
    assert best.gain_points == pytest.approx((low + high) / 2, abs=0.011)  # a normal distribution
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


def test_whatever_else_is_advised_on_a_red_day_it_is_an_easy_one() -> None:
    said = found(advised(drinker(today=RED), habit_impact=alcohol(-30.0)))
    assert said.action is AdviceAction.SKIP_ALCOHOL
    assert "20, red: make it an easy day, and leave out alcohol tonight." in said.text


def test_an_unusual_night_makes_it_an_easy_day() -> None:
    conclusion = advised(
        drinker(),
        strain_tolerance=established(strain_tolerance()),
        recovery_anomaly=established(recovery_anomaly()),
    )
    finding = found(conclusion)
    easy = next(each for each in finding.options if each.action is AdviceAction.EASY_DAY)
    assert easy.given_up_points == 0
    assert AdviceAction.KEEP in {each.action for each in finding.refused}
    assert "your last night was unusual for you, towards strain: make it an easy day" in (
        finding.text
    )


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
    seen = [seen_by(model_of(drinker(500, 3, weekend_effect_sd=effect))) for effect in (-1.0, 0.0)]
    differing, alike = (each.moment[weekend] / each.gram[weekend, weekend] for each in seen)
    # To skip it gains up to 22 points more on weekends, less for what recovery's bounds cut off.
    assert differing - alike == pytest.approx(19, abs=5)
    assert abs(alike) < 8


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
