import math

import numpy as np
import pytest

from ml.analyses import calorie_efficiency as analysis
from ml.conclusion import Conclusion
from ml.history import History, empty
from ml.insight import TooLittleData
from ml.insights.calorie_efficiency import INSIGHT
from schema.arguments import NoArguments
from schema.calorie_efficiency import CalorieEfficiency
from tests.ml.trained import FIRST_DAY, trained

ACTIVITIES = ("cycling", "running", "yoga")
FACTOR = np.array([1.0, 1.2, 0.9])


def person(n_workouts: int = 200, *, drift: float = 0.0, seed: int = 0) -> History:
    """Energy is a factor of the activity times minutes and load; drift is that of 8 weeks."""
    rng = np.random.default_rng(seed)
    activity = rng.integers(0, 3, n_workouts)
    minutes = rng.uniform(20, 80, n_workouts)
    zones = rng.dirichlet(np.ones(5), n_workouts) * rng.uniform(20, 100, (n_workouts, 1))
    load = minutes * (zones @ np.arange(1, 6)) / 100
    weeks = (np.arange(n_workouts) - n_workouts) / 7
    log_energy = 0.5 * np.log(minutes) + 0.6 * np.log(load + 1) + drift / 8 * weeks
    noise = 0.02 * rng.standard_normal(n_workouts)
    speed = np.where(activity == 1, 170.0, np.nan) * np.exp(-drift / 8 * weeks)
    columns = {
        "duration_minutes": minutes,
        "energy_kcal": 3 * FACTOR[activity] * np.exp(log_energy + noise),
        "average_heart_rate_bpm": np.full(n_workouts, 150.0),
        "distance_meters": speed * minutes * np.exp(0.02 * rng.standard_normal(n_workouts)),
        **{f"zone_{zone}_percent": zones[:, zone - 1] for zone in range(1, 6)},
    }
    return trained(columns, activity, ACTIVITIES)


def conclude(history: History) -> Conclusion[CalorieEfficiency]:
    model = analysis.fit(history).model
    return analysis.infer(model, history, {}, NoArguments())  # pyright: ignore[reportArgumentType] as fitted


def found(conclusion: Conclusion[CalorieEfficiency]) -> CalorieEfficiency:
    assert conclusion.finding is not None
    return conclusion.finding


def test_planted_factors_are_found_at_equal_load() -> None:
    told = found(conclude(person()))
    assert [item.activity for item in told.activities] == ["running", "cycling", "yoga"]
    running, cycling, yoga = (item.energy_kcal_per_minute for item in told.activities)
    assert running / cycling == pytest.approx(1.2, rel=0.03)
    assert yoga / cycling == pytest.approx(0.9, rel=0.03)
    assert told.minutes is not None
    assert told.load is not None
    true = 3 * told.minutes**0.5 * (told.load + 1) ** 0.6 / told.minutes
    assert cycling == pytest.approx(true, rel=0.02)
    interval = told.activities[1].interval90
    assert interval is not None
    assert interval.low < true < interval.high


def test_a_planted_drift_is_told_with_its_sign_and_size() -> None:
    told = found(conclude(person(drift=0.10)))
    assert told.change is not None
    assert told.change.beyond_noise
    assert told.change.percent == pytest.approx(10.5, abs=2.5)
    assert told.weekly is not None
    assert len(told.weekly.ends_on) == 26
    assert told.weekly.ends_on[-1].toordinal() == FIRST_DAY + 199
    assert told.weekly.percent[-1] > told.weekly.percent[0]


def test_without_drift_the_change_is_noise() -> None:
    checks = [found(conclude(person(seed=seed))).change for seed in range(20)]
    assert sum(change is not None and change.beyond_noise for change in checks) <= 3
    assert all(
        change is not None and change.interval90.low <= change.percent <= change.interval90.high
        for change in checks
    )


def test_speed_at_a_heart_rate_is_told_where_there_is_a_distance() -> None:
    (running,) = found(conclude(person())).aerobic
    assert running.activity == "running"
    assert running.meters_per_heartbeat == pytest.approx(170 / 150, rel=0.01)
    width = running.interval90.high - running.interval90.low
    assert width == pytest.approx(170 / 150 * 2 * 1.67 * 0.02 / running.workouts**0.5, rel=0.3)
    (slower,) = found(conclude(person(drift=0.15))).aerobic
    assert slower.change is not None
    assert slower.change.percent < -8


def test_activities_done_four_times_are_counted_and_not_told() -> None:
    history = person(60)
    activity = np.asarray(history.workouts.activity)
    activity[:] = 1
    activity[:4] = 0
    activity[4:9] = 2
    told = found(conclude(history))
    assert {item.activity for item in told.activities} == {"running", "yoga"}
    assert told.left_out == 1


def test_fourteen_workouts_are_too_few_and_unscored_ones_do_not_count() -> None:
    history = person(15)
    assert INSIGHT.have(history) == 15
    assert analysis.fit(history).rows == 15
    history.workouts.zone_3_percent[4] = math.nan
    assert INSIGHT.have(history) == 14
    with pytest.raises(TooLittleData):
        analysis.fit(history)


def test_the_headline_says_numbers_with_their_intervals() -> None:
    headline = INSIGHT.headline(conclude(person()))
    assert headline.startswith("At equal minutes and heart-rate load WHOOP credits you with ")
    assert " kcal a minute (90 % interval " in headline
    assert "Over the last 8 weeks that moved by " in headline


def test_the_rule_takes_plain_medians() -> None:
    columns = {
        "duration_minutes": np.full(6, 30.0),
        "energy_kcal": np.array([150.0, 180.0, 210.0, 240.0, 270.0, 300.0]),
        **{f"zone_{zone}_percent": np.full(6, 10.0) for zone in range(1, 6)},
    }
    history = trained(columns, np.array([1, 1, 1, 1, 1, 0]), ACTIVITIES)
    conclusion = INSIGHT.rule(history, NoArguments())
    assert found(conclusion).left_out == 1
    assert INSIGHT.headline(conclusion) == (
        "WHOOP credits you with 7.0 kcal a minute (5 workouts) for running, whatever the load."
    )
    assert INSIGHT.headline(INSIGHT.rule(empty(), NoArguments())).startswith("No activity has 5")
