import json
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from ml.analyses.workout_recommendation import evidence, fit, infer
from ml.choices import Choices, Goal, Plan
from ml.conclusion import Conclusion
from ml.engines.type_nights import HYPOTHESIS, types_evidence
from ml.history import History, empty
from ml.insights.workout_recommendation import INSIGHT, rule
from ml.usual_workouts import aim, usual_workouts
from schema.answer import Basis, Claim
from schema.arguments import BadArgument
from schema.global_id import decode
from schema.recovery_colour import RecoveryColour
from schema.workout_recommendation import (
    WorkoutIntensity,
    WorkoutRecommendation,
    WorkoutRecommendationArguments,
)
from tests.ml.engines.person import FIRST_DAY, RECOVERY_SD, person
from tests.ml.histories import with_nights
from tests.ml.training import with_workouts

ARGUMENTS = WorkoutRecommendationArguments()
# Strain, minutes, kcal, and the one zone that all of it is in.
KINDS = {
    "running": (11.0, 45.0, 500.0, 4),
    "cycling": (10.0, 60.0, 450.0, 3),
    "yoga": (8.0, 40.0, 140.0, 1),
}
GREEN, YELLOW, RED = 80.0, 50.0, 20.0


def athlete(
    n_days: int,
    seed: int,
    *,
    effects_sd: tuple[float, float, float] = (0.0, 0.0, 0.0),
    today: float | None = GREEN,
    choices: Choices | None = None,
) -> History:
    """Somebody who trains every day, kinds drawn evenly, each with its effect on the next night."""
    rng = np.random.default_rng(seed)
    kind = rng.integers(3, size=n_days)
    someone = person(n_days, seed)
    recovery = someone.nights["recovery_percent"].copy()
    recovery[1:] = np.clip(recovery[1:] + RECOVERY_SD * np.array(effects_sd)[kind[:-1]], 1, 99)
    if today is not None:
        recovery[-1] = today
    values = np.array(list(KINDS.values()))[kind]
    zones = {
        f"zone_{zone}_percent": np.where(values[:, 3] == zone, 100.0, 0.0) for zone in range(1, 6)
    }
    history = with_workouts(
        someone.history(recovery_percent=recovery),
        FIRST_DAY + np.arange(n_days),
        [list(KINDS)[index] for index in kind],
        start_hours=np.full(n_days, 18.0),
        strain=values[:, 0] + rng.normal(0, 2, n_days),
        duration_minutes=values[:, 1] + rng.normal(0, 10, n_days),
        energy_kcal=values[:, 2] + rng.normal(0, 20, n_days),
        **zones,
    )
    return replace(history, choices=choices or Choices(person="somebody"))


def told(
    history: History, arguments: WorkoutRecommendationArguments = ARGUMENTS
) -> Conclusion[WorkoutRecommendation]:
    return infer(fit(history).model, history, {}, arguments)  # pyright: ignore[reportArgumentType]


def found(conclusion: Conclusion[WorkoutRecommendation]) -> WorkoutRecommendation:
    assert conclusion.finding is not None
    return conclusion.finding


def aiming(metric: str, target: float, by_on: date | None = None) -> Choices:
    noted = date.fromordinal(FIRST_DAY)
    return Choices(person="somebody", goals=(Goal(noted, metric, target, by_on),))


def test_a_kind_that_stands_out_is_established_and_named() -> None:
    conclusion = told(athlete(300, 1, effects_sd=(0.0, 0.0, 1.0)))
    finding = found(conclusion)
    assert conclusion.claim is Claim.ESTABLISHED
    assert (conclusion.tested, conclusion.found) == (1, 1)
    assert finding.comparison is not None
    assert finding.comparison.best == "yoga"
    assert finding.comparison.gap_points == pytest.approx(22, abs=7)
    interval = finding.comparison.gap_interval90
    assert interval.low < finding.comparison.gap_points < interval.high
    assert "comparing similar days of equal strain and duration" in INSIGHT.headline(conclusion)


def test_kinds_that_are_alike_decide_nothing() -> None:
    for seed in range(3):
        conclusion = told(athlete(150, seed))
        assert conclusion.claim is Claim.NONE
        assert found(conclusion).activity is None
        assert "Your data don't separate kinds of workouts yet" in INSIGHT.headline(conclusion)
        assert conclusion.suggestions[0].action == "AS_PLANNED"
        assert conclusion.suggestions[0].propensity == 1.0


def test_a_kind_that_no_longer_stands_out_is_taken_back() -> None:
    history = athlete(300, 1, effects_sd=(0.0, 0.0, 1.0))
    model = dict(fit(history).model)
    model["comparison"] = {**model["comparison"], "best_probability": 0.7}  # pyright: ignore[reportGeneralTypeIssues] JSON
    conclusion = infer(model, history, {}, ARGUMENTS)  # pyright: ignore[reportArgumentType]
    assert conclusion.claim is Claim.NONE
    assert found(conclusion).withdrawn
    assert "newer data no longer support it" in INSIGHT.headline(conclusion)


def test_a_look_counts_only_where_one_kind_stands_out() -> None:
    # Two kinds alike and one that goes with much less: they differ, and none is the best.
    history = athlete(300, 5, effects_sd=(0.0, 0.0, -1.5))
    assert types_evidence(history, 30)[HYPOTHESIS] > np.log(1 / 0.005)
    assert evidence(history) == {HYPOTHESIS: 0.0}
    conclusion = told(history)
    assert conclusion.claim is Claim.NONE
    assert not found(conclusion).withdrawn


def test_an_early_signal_decides_nothing() -> None:
    history = athlete(300, 1, effects_sd=(0.0, 0.0, 1.0))
    model = dict(fit(history).model)
    looks = model["looks"]
    assert isinstance(looks, dict)
    # At six times the budget of .005, and under the budget itself, at each look.
    model["looks"] = {**looks, "log_e": [[float(np.log(50))] for _ in looks["days"]]}
    conclusion = infer(model, history, {}, ARGUMENTS)  # pyright: ignore[reportArgumentType]
    assert conclusion.claim is Claim.EMERGING
    assert found(conclusion).activity is None


def test_kinds_are_compared_at_equal_strain() -> None:
    # What hard sessions do is their strain's doing, not their kind's.
    history = athlete(300, 4)
    strain = np.asarray(history.workouts.strain)
    recovery = np.array(history.nights.recovery_percent)
    recovery[1:] = np.clip(recovery[1:] - 2.5 * (strain[:-1] - strain.mean()), 1, 99)
    recovery[-1] = GREEN
    conclusion = told(with_nights(history, recovery_percent=recovery.tolist()))
    assert conclusion.claim is not Claim.ESTABLISHED


def test_the_weight_decides_between_goal_and_recovery() -> None:
    goal = aiming("WORKOUT_ENERGY", 600.0)
    history = athlete(300, 1, effects_sd=(0.0, 0.0, 1.0), choices=goal)
    by_weight = [
        found(told(history, WorkoutRecommendationArguments(weight))).activity
        for weight in (0.0, 10.0)
    ]
    assert by_weight == ["running", "yoga"]


@pytest.mark.parametrize(
    ("today", "colour", "intensity", "zones"),
    [
        (GREEN, RecoveryColour.GREEN, WorkoutIntensity.AS_PLANNED, {1, 3, 4}),
        (YELLOW, RecoveryColour.YELLOW, WorkoutIntensity.MODERATE, {1, 3}),
        (RED, RecoveryColour.RED, WorkoutIntensity.EASY, {1}),
    ],
)
def test_nothing_harder_than_the_state_allows(
    today: float, colour: RecoveryColour, intensity: WorkoutIntensity, zones: set[int]
) -> None:
    # After running recovery is highest by far, and the goal asks for it as well.
    history = athlete(300, 2, effects_sd=(1.2, 0.0, 0.0), today=today)
    for person_name in "abcdefgh":
        named = replace(history, choices=Choices(person=person_name))
        finding = found(told(named))
        assert (finding.colour, finding.intensity) == (colour, intensity)
        assert finding.zone in zones
        assert {option.zone for option in finding.options} <= zones


def test_what_is_drawn_is_written_down_with_its_chance() -> None:
    history = athlete(300, 1, effects_sd=(0.0, 0.0, 1.0), today=GREEN)
    conclusion = told(history, ARGUMENTS)
    finding, (suggested,) = found(conclusion), conclusion.suggestions
    assert finding.activity is not None
    assert suggested.action == finding.activity.upper()
    assert suggested.key == f"workout_recommendation:{history.last_on}:{suggested.action}"
    assert finding.suggestion_id is not None
    assert decode(finding.suggestion_id)[1] == suggested.key.split(":")
    assert 0 < suggested.propensity <= 1
    context = json.loads(suggested.context)
    assert context["allowed"] == ["cycling", "running", "yoga"]
    assert context["recovery_percent"] == GREEN


def test_an_energy_goal_is_honoured_before_kinds_are_told_apart() -> None:
    history = athlete(120, 3, choices=aiming("WORKOUT_ENERGY", 600.0))
    finding = found(told(history))
    assert finding.own_goal
    assert finding.activity == "running"
    # 500 kcal in 45 minutes; 600 kcal take 54, which was done before.
    assert finding.minutes == pytest.approx(54, abs=2)
    assert "towards the 600 kcal you aim at" in finding.text
    assert "in zone 4" in finding.text


def test_a_goal_adds_no_minutes_on_a_red_day() -> None:
    history = athlete(120, 3, today=RED, choices=aiming("WORKOUT_ENERGY", 600.0))
    finding = found(told(history))
    assert finding.activity == "yoga"
    assert finding.minutes == pytest.approx(40, abs=2)


def test_a_goal_that_is_past_or_of_something_else_does_not_count() -> None:
    history = athlete(40, 1)
    assert history.last_on is not None
    past = aiming("WORKOUT_STRAIN", 14.0, history.last_on - timedelta(days=1))
    for choices in (past, aiming("RECOVERY", 70.0)):
        assert not aim(replace(history, choices=choices)).own
    assert aim(replace(history, choices=aiming("WORKOUT_STRAIN", 14.0, history.last_on))).own


def test_the_plan_is_kept_on_a_green_day_alone() -> None:
    tomorrow = date.fromordinal(FIRST_DAY + 40)
    plan = Plan(date.fromordinal(FIRST_DAY), tomorrow, "swimming", None, None)
    planned = Choices(person="somebody", plans=(plan,))
    green = found(rule(athlete(40, 1, choices=planned), ARGUMENTS))
    red = found(rule(athlete(40, 1, today=RED, choices=planned), ARGUMENTS))
    assert (green.activity, red.activity) == ("swimming", None)
    assert "or rest" in red.text


def test_a_kind_is_known_by_its_own_zones_and_medians() -> None:
    usual = usual_workouts(athlete(90, 1))
    assert {name: each.zone for name, each in usual.items()} == {
        "cycling": 3,
        "running": 4,
        "yoga": 1,
    }
    assert usual["running"].energy_kcal == pytest.approx(500, abs=15)
    assert usual["running"].minutes == pytest.approx(45, abs=4)


def test_the_rule_writes_nothing_down() -> None:
    conclusion = rule(athlete(10, 1), ARGUMENTS)
    assert conclusion.basis is Basis.RULE
    assert conclusion.suggestions == ()
    assert found(conclusion).suggestion_id is None
    assert found(rule(empty(), ARGUMENTS)).intensity is WorkoutIntensity.MODERATE


@pytest.mark.parametrize("weight", [-0.1, 20.1, float("nan")])
def test_a_weight_that_is_none_is_refused(weight: float) -> None:
    with pytest.raises(BadArgument, match="recoveryWeight"):
        WorkoutRecommendationArguments(weight)
