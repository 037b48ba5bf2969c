import math
from dataclasses import replace

import pytest

from ml.conclusion import AnyConclusion
from schema.answer import Claim
from schema.interval import Interval
from schema.recommendations import (
    RecommendationRule,
    Recommendations,
    RecommendationSource,
)
from storage.importers.questions import WORDINGS
from tests.ml.advising import advise, established
from tests.ml.asking import ask, finding
from tests.ml.conclusions import habit, sleep_window
from tests.ml.histories import with_nights
from tests.ml.simulated import Town
from tests.ml.tested_conclusions import sleep_quality, strain_tolerance, workout_timing

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


def reachable_sleep() -> AnyConclusion:
    """Return sleep quality of somebody who sleeps under what is suggested."""
    usual = sleep_quality()
    longer = [
        replace(each, estimate=5.0, interval90=Interval(low=3.5, high=6.5))
        for each in usual.differences
    ]
    suggested = Interval(low=435.0, high=480.0)
    return established(replace(usual, differences=longer, suggested_minutes=suggested))


def test_an_established_harm_is_advised_against() -> None:
    (advice,) = advise(habit("alcohol", points=-14.0))
    assert advice.rule is RecommendationRule.HABIT
    assert advice.source is RecommendationSource.OWN_EVIDENCE
    assert advice.expected_points == 14.0
    assert advice.expected_interval90 == Interval(low=10.0, high=18.0)
    assert advice.text.startswith("Leave out 'alcohol' before days that matter to you.")
    assert "40 nights with, 110 without" in advice.text


def test_an_established_good_is_kept_up() -> None:
    (advice,) = advise(habit("hydration", points=9.0))
    assert advice.text.startswith("Keep up 'hydration'")


@pytest.mark.parametrize("name", ["alcohol", "caffeine"])
def test_alcohol_and_caffeine_are_never_advised(name: str) -> None:
    assert advise(habit(name, points=14.0)) == []


@pytest.mark.parametrize("name", ["hydration", "fruit_and_vegetables", "avoided_processed_food"])
def test_nobody_is_told_to_drink_or_eat_worse(name: str) -> None:
    assert advise(habit(name, points=14.0))
    assert advise(habit(name, points=-14.0)) == []


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


def test_no_bedtime_is_advised_to_who_sleeps_around_the_clock() -> None:
    window = sleep_window(gain=6.0)
    assert window.finding is not None
    assert advise(window=window)
    around = replace(window, finding=replace(window.finding, around_the_clock=True))
    assert advise(window=around) == []


def test_own_evidence_comes_first_and_is_ranked() -> None:
    items = advise(
        habit("late_meal", points=-6.0),
        habit("alcohol", points=-14.0),
        window=sleep_window(gain=9.0),
    )
    assert [item.expected_points for item in items] == [14.0, 9.0, 6.0]


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
