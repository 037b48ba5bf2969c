import json
from dataclasses import replace

import pytest

from ml.insights.recommendations import INSIGHT
from ml.noticed import UNUSUAL
from schema.answer import CaveatCode
from schema.arguments import NoArguments
from schema.burnout_watch import LowState
from schema.global_id import decode
from schema.recommendations import (
    RecommendationRule,
    Recommendations,
    RecommendationSource,
)
from schema.recovery_anomaly import NightState
from tests.ml.advising import advise, conclude, established, tired
from tests.ml.asking import ask, finding
from tests.ml.conclusions import habit
from tests.ml.histories import ODD, first_days, with_nights
from tests.ml.level_conclusions import burnout_watch
from tests.ml.simulated import Town
from tests.ml.tested_conclusions import strain_tolerance
from tests.ml.watch_conclusions import recovery_anomaly


def test_three_at_most_and_general_rules_fill_up(town: Town) -> None:
    history = tired(town.life("usual", 200, 1)[1])
    rules = [item.rule for item in advise(history=history)]
    assert rules == [
        RecommendationRule.EASY_DAY,
        RecommendationRule.PAY_SLEEP_DEBT,
        RecommendationRule.HOLD_LOAD,
    ]
    mixed = advise(habit("alcohol"), history=history)
    assert [item.source for item in mixed] == [
        RecommendationSource.OWN_EVIDENCE,
        RecommendationSource.GENERAL_RULE,
        RecommendationSource.GENERAL_RULE,
    ]
    many = [habit(name) for name in ("alcohol", "late_meal", "screen_in_bed", "caffeine")]
    assert len(advise(*many, history=history)) == 3


def test_a_general_rule_promises_no_points_and_says_its_source(town: Town) -> None:
    conclusion = INSIGHT.rule(tired(town.life("usual", 200, 1)[1]), NoArguments())
    assert conclusion.finding is not None
    assert len(conclusion.finding.items) == 3
    for item in conclusion.finding.items:
        assert item.source is RecommendationSource.GENERAL_RULE
        assert item.expected_points is None
    assert CaveatCode.POPULATION in conclusion.caveats
    assert CaveatCode.NOT_MEDICAL in conclusion.caveats


def test_an_irregular_bedtime_is_named_only_where_it_leaves_a_night(town: Town) -> None:
    history = town.life("usual", 200, 1)[1]
    count = len(history.nights.day)
    quiet = with_nights(
        history,
        recovery_percent=[60] * count,
        sleep_debt_minutes=[0] * count,
        strain=[10] * count,
        sleep_onset_hours=[-2 + 3 * (row % 2) for row in range(count)],
    )
    late, early = (
        advise(history=with_nights(quiet, wake_onset_hours=[wake] * count)) for wake in (8.0, 5.0)
    )
    spread = "by give or take 91 minutes (standard deviation): bring that under 60."
    over = "Over your last 90 nights your bedtimes spread"
    assert [item.text for item in late] == [f"{over} around 23:30 {spread}"]
    assert [item.text for item in early] == [f"{over} {spread}"]


@pytest.mark.parametrize(("days", "told"), [(84, True), (83, False)])
def test_load_needs_twelve_weeks_of_own_history(town: Town, days: int, *, told: bool) -> None:
    history = first_days(town.life("usual", 200, 1)[1], days)
    strained = with_nights(history, strain=[8.0] * (days - 7) + [20.0] * 7)
    found = INSIGHT.rule(strained, NoArguments()).finding
    assert found is not None
    assert (RecommendationRule.HOLD_LOAD in {item.rule for item in found.items}) is told


def test_nothing_to_say_is_said(town: Town) -> None:
    history = ODD["all-missing"](town.life("usual", 200, 1)[1])
    answered = ask("recommendations", history)
    found = finding(answered)
    assert isinstance(found, Recommendations)
    assert found.items == []
    assert answered.headline == "Nothing stands out; carry on as planned."


def test_what_can_be_done_comes_before_what_is_to_be_known(town: Town) -> None:
    history = town.life("usual", 200, 1)[1]
    indebted = with_nights(history, sleep_debt_minutes=[90] * len(history.nights.day))
    items = advise(history=indebted, strain_tolerance=established(strain_tolerance()))
    rules = [item.rule for item in items]
    assert rules.index(RecommendationRule.PAY_SLEEP_DEBT) == 0
    assert rules[-1] is RecommendationRule.STRAIN_COST


def test_each_item_is_written_down_under_the_id_it_carries(town: Town) -> None:
    history = tired(town.life("usual", 200, 1)[1])
    conclusion = conclude(habit("alcohol"), history=history)
    assert conclusion.finding is not None
    keys = [each.key for each in conclusion.suggestions]
    assert keys[0] == f"recommendations:{history.last_on}:HABIT_ALCOHOL"
    for item, each in zip(conclusion.finding.items, conclusion.suggestions, strict=True):
        assert item.suggestion_id is not None
        kind, parts = decode(item.suggestion_id)
        assert (kind, ":".join(parts)) == ("Suggestion", each.key)
        assert (each.text, each.propensity) == (item.text, 1.0)
        context = json.loads(each.context)
        assert context["recovery_percent"] == 28.0
        assert each.context == json.dumps(context, sort_keys=True, separators=(",", ":"))


def test_what_is_only_to_be_known_is_not_written_down(town: Town) -> None:
    history = town.life("usual", 200, 1)[1]
    count = len(history.nights.day)
    told = conclude(
        habit("alcohol"),
        history=with_nights(history, sleep_debt_minutes=[0] * count, strain=[10] * count),
        strain_tolerance=established(strain_tolerance()),
    )
    assert told.finding is not None
    cost = told.finding.items[-1]
    assert (cost.rule, cost.suggestion_id) == (RecommendationRule.STRAIN_COST, None)
    assert "STRAIN_COST" not in {each.action for each in told.suggestions}


@pytest.mark.parametrize("state", list(NightState))
def test_an_unusual_night_asks_for_an_easy_day(town: Town, state: NightState) -> None:
    night = replace(recovery_anomaly(), state=state)
    items = advise(history=town.life("usual", 200, 1)[1], recovery_anomaly=established(night))
    texts = [item.text for item in items if item.rule is RecommendationRule.EASY_DAY]
    easy = "Your last night was unusual for you, towards strain: an easy day today goes with "
    assert texts == [f"{easy}most training advice."] * (state in UNUSUAL)


@pytest.mark.parametrize("state", list(LowState))
def test_nights_that_stay_low_ask_for_an_easy_day(town: Town, state: LowState) -> None:
    low = established(burnout_watch(state))
    items = advise(history=town.life("usual", 200, 1)[1], burnout_watch=low)
    rested = any(item.rule is RecommendationRule.EASY_DAY for item in items)
    assert rested is (state is LowState.SUSTAINED_LOW)


def test_a_rule_that_stands_in_is_not_written_down(town: Town) -> None:
    conclusion = INSIGHT.rule(tired(town.life("usual", 200, 1)[1]), NoArguments())
    assert conclusion.suggestions == ()
    assert conclusion.finding is not None
    assert {item.suggestion_id for item in conclusion.finding.items} == {None}


def test_two_wordings_of_one_rule_are_on_trial(town: Town) -> None:
    history = tired(town.life("usual", 200, 1)[1])
    texts = dict[str | None, str]()
    for name in ("a", "b", "c", "d", "e"):
        named = replace(history, choices=replace(history.choices, person=name))
        debt = next(s for s in conclude(history=named).suggestions if s.action == "PAY_SLEEP_DEBT")
        texts[debt.variant] = debt.text
    assert texts == {
        "sleep_debt_wording:reason_first": "Your sleep debt is 90 minutes: go to bed 30 minutes "
        "earlier tonight.",
        "sleep_debt_wording:action_first": "Go to bed 30 minutes earlier tonight: your sleep debt "
        "is 90 minutes.",
    }
