from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from ml.analyses import recovery_forecast
from ml.choices import Plan
from ml.history import History
from ml.insight import Kept
from schema.answer import CaveatCode
from schema.arguments import BadArgument
from schema.horizon import ForecastPattern
from schema.recovery_forecast import RecoveryForecast, RecoveryForecastArguments
from schema.recovery_prediction import RecoveryPrediction
from tests.ml.asking import Answered, ask, finding
from tests.ml.histories import first_days, with_nights
from tests.ml.simulated import Town


def told(answered: Answered) -> RecoveryForecast:
    found = finding(answered)
    assert isinstance(found, RecoveryForecast)
    return found


def with_plan(history: History, days_ahead: int, strain: float) -> History:
    assert history.last_on is not None
    plan = Plan(history.last_on, history.last_on + timedelta(days=days_ahead), None, None, strain)
    return replace(history, choices=replace(history.choices, plans=(plan,)))


@pytest.fixture(scope="module")
def strained(town: Town) -> History:
    """Return a life in which strain costs, up to a day that is over."""
    return first_days(town.life("strain", 365, 0)[1], 360)


def test_the_first_morning_is_the_predictions(strained: History) -> None:
    found = told(ask("recovery_forecast", strained)).path
    predicted = finding(ask("recovery_prediction", strained))
    assert isinstance(predicted, RecoveryPrediction)
    assert found.recovery_percent[0] == predicted.recovery_percent
    assert (found.low80[0], found.high80[0]) == (
        predicted.interval80.low,
        predicted.interval80.high,
    )
    assert found.red_probability[0] == predicted.red_probability
    assert found.mornings_on[0] == predicted.morning_on


def test_a_harder_week_is_told_with_what_strain_costs(town: Town, strained: History) -> None:
    person, _ = town.life("strain", 365, 0)
    found = told(ask("recovery_forecast", strained, '{"planned_strain":15.0}'))
    assert found.plan_b is not None
    assert found.plan_b.path is not None
    # Today is over: its morning differs by nothing.
    assert found.plan_b.difference_points[0] == 0
    assert found.plan_b.path.recovery_percent[0] == found.path.recovery_percent[0]
    usual = found.plan.strain
    for ahead in range(1, 7):
        truly = person.truth.strain_points_per_unit * (15.0 - usual[ahead])
        assert found.plan_b.difference_points[ahead] == pytest.approx(truly, abs=3)
    assert found.plan_b.path.any_red_probability is not None
    assert found.path.any_red_probability is not None
    assert found.plan_b.path.any_red_probability > found.path.any_red_probability


def test_the_interval_of_a_difference_is_that_of_the_slope(strained: History) -> None:
    answered = ask("recovery_forecast", strained, '{"planned_strain":15.0}')
    plan = told(answered).plan_b
    assert plan is not None
    for low, middle, high in zip(
        plan.difference_low90, plan.difference_points, plan.difference_high90, strict=True
    ):
        assert low <= middle <= high
        assert high - low == pytest.approx(2 * (high - middle), abs=0.11)
    assert "these mornings differ by -" in answered.headline


def test_a_strain_that_was_not_lived_is_refused_with_the_range(strained: History) -> None:
    answered = ask("recovery_forecast", strained, '{"planned_strain":21.0}')
    found = told(answered)
    assert found.lived is not None
    assert found.plan_b is not None
    assert found.plan_b.path is None
    assert found.plan_b.refusal is not None
    assert f"{found.lived.low:g} to {found.lived.high:g}" in found.plan_b.refusal
    assert found.plan_b.refusal in answered.headline


def test_own_plans_move_the_morning_after_them_alone(strained: History) -> None:
    plain = told(ask("recovery_forecast", strained))
    planned = told(ask("recovery_forecast", with_plan(strained, 2, 14.0)))
    assert planned.plan.planned == [False, False, True, False, False, False, False]
    moved = np.subtract(planned.path.recovery_percent, plain.path.recovery_percent)
    assert np.flatnonzero(moved).tolist() == [2]
    strain, usual = planned.plan.strain[2], plain.plan.strain[2]
    assert plain.points_per_unit is not None
    assert moved[2] == pytest.approx(plain.points_per_unit * (strain - usual), abs=0.2)


def test_a_plan_for_a_day_that_is_not_over_moves_the_first_morning(strained: History) -> None:
    strain = [*strained.nights.strain[:-1], float("nan")]
    still_open = with_nights(strained, strain=strain)
    answered = ask("recovery_forecast", still_open)
    plain, planned = told(answered), told(ask("recovery_forecast", with_plan(still_open, 0, 15.0)))
    assert answered.conclusion is not None
    assert CaveatCode.INCOMPLETE_DAY in answered.conclusion.caveats
    assert planned.path.recovery_percent[0] < plain.path.recovery_percent[0] - 3
    assert planned.path.recovery_percent[1:] == plain.path.recovery_percent[1:]


def test_a_weekly_pattern_is_told(strained: History) -> None:
    rng = np.random.default_rng(2)
    days = np.array(strained.nights.day)
    monday = np.where((days - 1) % 7 == 0, 35.0, 65.0)
    history = with_nights(
        strained, recovery_percent=(monday + rng.normal(0, 10, len(days))).clip(1, 99).tolist()
    )
    found = told(ask("recovery_forecast", history))
    low = [morning.weekday() for morning in found.path.mornings_on].index(0)
    assert low > 0
    assert found.path.recovery_percent[low] == pytest.approx(35, abs=4)
    assert found.path.red_probability[low] == pytest.approx(0.44, abs=0.12)
    assert found.skill is not None
    assert min(found.skill.percent_against_mean) > 10


def test_of_noise_the_average_mostly_serves_and_is_said(strained: History) -> None:
    averages = 0
    for seed in range(8):
        count = len(strained.nights.day)
        white = np.random.default_rng(seed).normal(60, 18, count).clip(1, 99)
        answered = ask("recovery_forecast", with_nights(strained, recovery_percent=white.tolist()))
        found = told(answered)
        average = found.pattern is ForecastPattern.AVERAGE
        averages += average
        assert ("plain average" in answered.headline) is average
        if average:
            assert found.path.recovery_percent[1:] == [found.usual_recovery_percent] * 6
        # Mornings are independent here, so their chances multiply.
        none = np.prod(1 - np.array(found.path.red_probability))
        assert found.path.any_red_probability == pytest.approx(1 - none, abs=0.08)
    assert averages >= 3


def test_a_model_goes_on_to_what_one_from_nothing_gives(strained: History) -> None:
    fitted = recovery_forecast.fit(first_days(strained, 200))
    for days in (201, 260, 360):
        then = first_days(strained, days)
        assert then.last_on is not None
        fitted = recovery_forecast.fit(then, Kept(fitted.model, then.last_on))
        np.testing.assert_equal(fitted.model, recovery_forecast.fit(then).model)


def test_refuses_what_is_no_strain_and_rounds_the_rest() -> None:
    with pytest.raises(BadArgument, match="plannedStrain: 22 is outside 0 to 21"):
        RecoveryForecastArguments(planned_strain=22)
    assert RecoveryForecastArguments(planned_strain=12.3).planned_strain == 12.5
