import json
import math
from collections.abc import Mapping
from dataclasses import replace

import pytest

from ml.analyses.recommendations import infer
from ml.conclusion import AnyConclusion, Conclusion
from ml.history import History, empty
from ml.insights.recommendations import INSIGHT
from schema.answer import Basis, CaveatCode, Claim
from schema.arguments import NoArguments
from schema.global_id import decode
from schema.habit_impact import HabitEffect
from schema.interval import Interval
from schema.recommendations import (
    Recommendation,
    RecommendationRule,
    Recommendations,
    RecommendationSource,
)
from storage.importers.questions import WORDINGS
from tests.ml.asking import ask, finding
from tests.ml.conclusions import habit, habit_impact, sleep_window
from tests.ml.histories import ODD, first_days, with_nights
from tests.ml.simulated import Town
from tests.ml.tested_conclusions import sleep_quality, strain_tolerance, workout_timing

NOTHING: AnyConclusion = Conclusion(None, Basis.RULE)
# Changed by a doctor, by luck or by others, or no behaviour at all.
NOT_TO_BE_ADVISED = (
    "illness",
    "injury",
    "stress",
    "fatigue",
    "mood",
    "medication",
    "pain_medication",
    "sleep_medication",
    "melatonin",
    "magnesium",
    "creatine",
    "cbd",
    "shared_bed",
    "a_question_of_tomorrow",
)


def conclude(
    *habits: HabitEffect, history: History | None = None, **others: AnyConclusion
) -> Conclusion[Recommendations]:
    used: Mapping[str, AnyConclusion] = {
        **dict.fromkeys(INSIGHT.uses, NOTHING),
        "habit_impact": habit_impact(*habits),
        **others,
    }
    return infer(history or empty(), used, NoArguments())


def advise(
    *habits: HabitEffect,
    window: AnyConclusion = NOTHING,
    history: History | None = None,
    **others: AnyConclusion,
) -> list[Recommendation]:
    found = conclude(*habits, history=history, sleep_window=window, **others).finding
    assert isinstance(found, Recommendations)
    return found.items


def established(finding: object, claim: Claim = Claim.ESTABLISHED) -> AnyConclusion:
    return Conclusion(finding, Basis.OWN_DATA, claim)


def reachable_sleep() -> AnyConclusion:
    """Return sleep quality of somebody who sleeps under what is suggested."""
    usual = sleep_quality()
    longer = [
        replace(each, estimate=5.0, interval90=Interval(low=3.5, high=6.5))
        for each in usual.differences
    ]
    suggested = Interval(low=435.0, high=480.0)
    return established(replace(usual, differences=longer, suggested_minutes=suggested))


def tired(history: History) -> History:
    """Return the history of somebody whom every general rule has something to tell."""
    count = len(history.nights.day)
    return with_nights(
        history,
        recovery_percent=[*history.nights.recovery_percent[:-4], 20, 25, 30, 28],
        sleep_debt_minutes=[90] * count,
        strain=[*[8.0] * (count - 7), *[20.0] * 7],
        sleep_onset_hours=[-1 + 3 * (row % 2) for row in range(count)],
        wake_onset_hours=[8.0] * count,
    )


def test_an_established_harm_is_advised_against() -> None:
    (advice,) = advise(habit("alcohol", points=-14.0))
    assert advice.rule is RecommendationRule.HABIT
    assert advice.source is RecommendationSource.OWN_EVIDENCE
    assert advice.expected_points == 14.0
    assert advice.text.startswith("Leave out 'alcohol' before days that matter to you.")
    assert "40 nights with, 110 without" in advice.text


def test_an_established_good_is_kept_up() -> None:
    (advice,) = advise(habit("hydration", points=9.0))
    assert advice.text.startswith("Keep up 'hydration'")


@pytest.mark.parametrize("name", ["alcohol", "caffeine"])
def test_alcohol_and_caffeine_are_never_advised(name: str) -> None:
    assert advise(habit(name, points=14.0)) == []


@pytest.mark.parametrize("points", [-15.0, 15.0])
@pytest.mark.parametrize("name", NOT_TO_BE_ADVISED)
def test_what_nobody_should_change_on_our_word_is_not_advised(name: str, points: float) -> None:
    assert advise(habit(name, points=points)) == []


def test_what_is_advised_for_is_short_and_known() -> None:
    kept_up = {name for name in WORDINGS if advise(habit(name, points=15.0))}
    assert kept_up <= {
        "avoided_processed_food",
        "blue_light_glasses",
        "fruit_and_vegetables",
        "hydration",
        "late_meal",
        "meditation",
        "morning_sunlight",
        "reading_in_bed",
        "screen_in_bed",
        "stretching",
    }


@pytest.mark.parametrize("claim", [Claim.EMERGING, Claim.NONE, Claim.DESCRIPTIVE])
def test_what_is_not_established_is_no_advice(claim: Claim) -> None:
    assert advise(habit(claim=claim), window=sleep_window(claim)) == []


def test_what_may_be_under_three_points_is_no_advice() -> None:
    assert advise(habit(points=-3.0, half_width=2.0)) == []
    assert advise(window=sleep_window(worthwhile=0.79)) == []


def test_one_of_two_that_cannot_be_told_apart_is_no_advice() -> None:
    assert advise(habit(merged_with=("screen_in_bed",))) == []


def test_an_established_window_is_advised() -> None:
    (advice,) = advise(window=sleep_window(gain=6.0))
    assert advice.rule is RecommendationRule.BEDTIME_WINDOW
    assert advice.text.startswith("Fall asleep between 22:15 and 23:15:")
    assert advice.expected_points == 6.0


@pytest.mark.parametrize(
    ("end", "wake", "advised"),
    [
        ("00:00", "07:00", True),
        ("00:01", "07:00", False),
        ("23:15", "06:00", False),
        ("02:00", "06:00", False),
        ("07:30", "07:00", False),
        ("12:30", "19:30", True),
    ],
)
def test_no_bedtime_that_leaves_under_seven_hours(end: str, wake: str, *, advised: bool) -> None:
    window = sleep_window(start="11:11", end=end, wake=wake)
    assert bool(advise(window=window)) is advised


def test_own_evidence_comes_first_and_is_ranked() -> None:
    items = advise(
        habit("late_meal", points=-6.0),
        habit("alcohol", points=-14.0),
        window=sleep_window(gain=9.0),
    )
    assert [item.expected_points for item in items] == [14.0, 9.0, 6.0]


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
    assert [item.text for item in late] == [
        (
            "Your bedtimes spread around 23:30 by give or take 91 minutes (standard deviation): "
            "bring that under 60."
        )
    ]
    assert [item.text for item in early] == [
        "Your bedtimes spread by give or take 91 minutes (standard deviation): bring that under 60."
    ]


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


def test_the_whole_way_from_an_export(town: Town) -> None:
    _, history = town.life("usual", 365, 0)
    answered = ask("recommendations", history)
    found = finding(answered)
    assert isinstance(found, Recommendations)
    first = found.items[0]
    assert first.rule is RecommendationRule.HABIT
    assert "'alcohol'" in first.text
    assert first.expected_points is not None
    assert math.isclose(first.expected_points, 17.3, abs_tol=6)
    assert answered.headline == first.text


def test_the_hours_of_training_are_advised_where_they_are_established() -> None:
    (advice,) = advise(workout_timing=established(workout_timing()))
    assert advice.rule is RecommendationRule.WORKOUT_HOURS
    assert advice.expected_points == 6.0
    assert "end the last workout 5 to 7 hours before your usual bedtime" in advice.text
    assert "6 points higher (90 % interval 2 to 10; 24 nights, comparing similar" in advice.text


def test_more_sleep_is_advised_to_those_who_sleep_less_than_is_suggested() -> None:
    (advice,) = advise(sleep_quality=reachable_sleep())
    assert advice.rule is RecommendationRule.LONGER_SLEEP
    assert "Sleep 07:15 to 08:00 hours rather than your usual 07:01" in advice.text
    rested = reachable_sleep()
    assert rested.finding is not None
    enough = replace(rested, finding=replace(rested.finding, usual_asleep_minutes=440.0))
    assert advise(sleep_quality=enough) == []


def test_what_a_hard_day_goes_with_is_told_last_and_advises_no_rest() -> None:
    tolerance = established(strain_tolerance())
    (told,) = advise(strain_tolerance=tolerance)
    assert told.rule is RecommendationRule.STRAIN_COST
    assert told.expected_points == 7.0
    assert "7 points lower (90 % interval 4 to 10; 140 nights" in told.text
    ranked = advise(habit("late_meal", points=-6.0), strain_tolerance=tolerance)
    assert [item.rule.name for item in ranked] == ["HABIT", "STRAIN_COST"]


def test_what_can_be_done_comes_before_what_is_to_be_known(town: Town) -> None:
    history = town.life("usual", 200, 1)[1]
    indebted = with_nights(history, sleep_debt_minutes=[90] * len(history.nights.day))
    items = advise(history=indebted, strain_tolerance=established(strain_tolerance()))
    rules = [item.rule for item in items]
    assert rules.index(RecommendationRule.PAY_SLEEP_DEBT) == 0
    assert rules[-1] is RecommendationRule.STRAIN_COST


@pytest.mark.parametrize("claim", [Claim.EMERGING, Claim.NONE])
def test_no_other_effect_is_advised_before_it_is_established(claim: Claim) -> None:
    assert (
        advise(
            workout_timing=established(workout_timing(), claim),
            strain_tolerance=established(strain_tolerance(), claim),
            sleep_quality=replace(reachable_sleep(), claim=claim),
        )
        == []
    )


def test_one_piece_of_advice_about_the_night() -> None:
    rules = [
        item.rule for item in advise(window=sleep_window(gain=9.0), sleep_quality=reachable_sleep())
    ]
    assert rules == [RecommendationRule.BEDTIME_WINDOW]


def test_no_hours_of_training_are_advised_when_rest_is_due(town: Town) -> None:
    history = town.life("usual", 200, 1)[1]
    last = list(history.nights.recovery_percent)[:-1]
    hours = established(workout_timing())
    for recovery, told in ((70.0, True), (20.0, False)):
        today = with_nights(history, recovery_percent=[*last, recovery])
        rules = {item.rule for item in advise(history=today, workout_timing=hours)}
        assert (RecommendationRule.WORKOUT_HOURS in rules) is told


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
