from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from ml.analyses.goals import infer
from ml.choices import Choices, Goal
from ml.engines.arrays import Floats
from ml.history import History, empty
from ml.insight import TooLittleData
from ml.insights.goals import headline, rule
from schema.answer import Basis, Claim
from schema.arguments import BadArgument
from schema.goal import GoalMetric
from schema.goals import GoalProgress, Goals, GoalsArguments, OwnGoal
from tests.ml.engines.person import FIRST_DAY, autoregressive, history

USUAL = GoalsArguments()
LAST = date.fromordinal(FIRST_DAY + 99)


def life(n_nights: int = 100, *goals: Goal, **columns: Floats) -> History:
    rng = np.random.default_rng(7)

    def noise(lag1: float) -> Floats:
        return autoregressive(rng.standard_normal(n_nights), lag1)

    usual = {
        "recovery_percent": np.clip(60 + 20 * noise(0.2), 1, 99),
        "hrv_rmssd_ms": 60 * np.exp(0.24 * noise(0.36)),
        "resting_heart_rate_bpm": 55 + 5 * noise(0.34),
        "asleep_minutes": np.tile([400.0, 440.0], n_nights // 2),
        "sleep_need_minutes": np.full(n_nights, 430.0),
        "sleep_onset_hours": np.tile([-1.5, 0.5], n_nights // 2),
    }
    made = history(usual | columns, np.zeros((n_nights, 0)), ())
    return replace(made, choices=Choices(goals=goals))


def goal(metric: GoalMetric, target: float, by_on: date | None = None) -> Goal:
    return Goal(noted_on=LAST - timedelta(20), metric=metric.name, target=target, by_on=by_on)


def found(person: History, arguments: GoalsArguments = USUAL) -> Goals:
    conclusion = infer(person, {}, arguments)
    assert (conclusion.claim, conclusion.basis) == (Claim.DESCRIPTIVE, Basis.OWN_DATA)
    assert conclusion.finding is not None
    return conclusion.finding


def own(metric: GoalMetric, target: float, by_on: date | None = None) -> OwnGoal:
    (told,) = found(life(100, goal(metric, target, by_on))).own
    return told


def test_a_stretch_lies_beyond_the_realistic_in_the_better_direction() -> None:
    told = {each.metric: each for each in found(life()).levels}
    assert len(told) == 4
    for metric, level in told.items():
        assert level.realistic is not None
        assert level.stretch is not None
        better = -1 if metric is GoalMetric.RESTING_HEART_RATE else 1
        assert better * (level.stretch - level.realistic) > 0
        assert level.interval90.low < level.current < level.interval90.high
        assert level.noise_floor > 0
    # 28 nights of SD 20 and autocorrelation .2 are worth about 19: 1.645 * 20 / sqrt(19) = 7.5.
    assert told[GoalMetric.RECOVERY].noise_floor == pytest.approx(7.5, abs=2.5)


def test_behaviours_by_hand() -> None:
    spread, enough = found(life()).behaviours
    assert (spread.metric, enough.metric) == (GoalMetric.BEDTIME_SPREAD, GoalMetric.ENOUGH_SLEEP)
    assert spread.current == pytest.approx(60, abs=1)
    assert spread.step == pytest.approx(0.75 * spread.current, abs=0.1)
    assert (enough.current, enough.nights) == (0.5, 28)
    assert enough.step == pytest.approx(0.5 + 1 / 7, abs=0.001)


def test_a_regular_sleeper_is_asked_for_no_more() -> None:
    told = found(life(sleep_onset_hours=np.tile([-0.7, -0.3], 50))).behaviours[0]
    assert told.step == told.current < 30


def test_own_goals_are_judged_by_the_interval() -> None:
    assert own(GoalMetric.RECOVERY, 20).progress is GoalProgress.REACHED
    assert own(GoalMetric.RECOVERY, 60).progress is GoalProgress.UNDECIDED
    assert own(GoalMetric.RECOVERY, 95).progress is GoalProgress.SHORT
    assert own(GoalMetric.RESTING_HEART_RATE, 70).progress is GoalProgress.REACHED
    assert own(GoalMetric.RESTING_HEART_RATE, 40).progress is GoalProgress.SHORT
    assert own(GoalMetric.BEDTIME_SPREAD, 90).progress is GoalProgress.REACHED
    assert own(GoalMetric.ENOUGH_SLEEP, 0.9).progress is GoalProgress.SHORT


def test_the_chance_is_that_of_the_day_aimed_at() -> None:
    near = own(GoalMetric.HRV, 70, LAST + timedelta(14))
    far = own(GoalMetric.HRV, 70, LAST + timedelta(300))
    assert (near.by_on, far.by_on) == (LAST + timedelta(14), LAST + timedelta(300))
    assert near.reach_probability is not None
    assert far.reach_probability is not None
    assert 0 <= near.reach_probability < far.reach_probability < 0.5
    assert own(GoalMetric.HRV, 20).reach_probability == pytest.approx(1.0, abs=0.001)
    assert own(GoalMetric.HRV, 70).by_on == LAST + timedelta(84)


def test_a_past_day_and_a_behaviour_have_no_chance() -> None:
    assert own(GoalMetric.RECOVERY, 70, LAST - timedelta(1)).reach_probability is None
    assert own(GoalMetric.ENOUGH_SLEEP, 0.8).reach_probability is None


def test_goals_of_workouts_are_none_of_these() -> None:
    assert found(life(100, goal(GoalMetric.WORKOUT_STRAIN, 15))).own == []


def test_no_level_runs_across_a_strap() -> None:
    temperature = np.where(np.arange(100) < 60, np.nan, 33.5)
    with pytest.raises(TooLittleData):
        infer(life(skin_temperature_celsius=temperature), {}, USUAL)
    with pytest.raises(TooLittleData):
        infer(empty(), {}, USUAL)


def test_the_rule_tells_means_and_their_noise_floor() -> None:
    conclusion = rule(life(40), USUAL)
    assert conclusion.basis is Basis.RULE
    assert conclusion.finding is not None
    assert {each.realistic for each in conclusion.finding.levels} == {None}
    rate = conclusion.finding.levels[2]
    values = np.array(life(40).nights.resting_heart_rate_bpm)[-28:]
    assert rate.current == pytest.approx(values.mean(), abs=0.06)
    error = values.std(ddof=1) / np.sqrt(28 * 0.7 / 1.3)
    assert rate.noise_floor == pytest.approx(1.645 * error, abs=0.1)


@pytest.mark.parametrize("days", [27, 366])
def test_days_too_near_or_too_far_are_refused(days: int) -> None:
    with pytest.raises(BadArgument, match=str(days)):
        GoalsArguments(days=days)


def test_the_headline_tells_a_behaviour_before_a_level() -> None:
    said = headline(infer(life(), {}, USUAL))
    assert said.startswith("Your bedtimes spread by 60 minutes over 28 nights (90 % interval ")
    assert f"or better by {LAST + timedelta(84):%-d %B %Y} with an even chance" in said
    assert "1 in 5" in said


def test_the_headline_of_an_own_goal_tells_how_it_stands() -> None:
    said = headline(infer(life(100, goal(GoalMetric.RECOVERY, 95)), {}, USUAL))
    assert said.startswith("Your goal of recovery at 95 points is not reached: the last 28 nights ")
    assert said.endswith(" is under 1 in 100.")
