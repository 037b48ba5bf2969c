from datetime import date, timedelta

import numpy as np
import pytest

from ml.analyses import metric_forecast
from ml.history import History
from ml.insight import Kept
from ml.insights.metric_forecast import INSIGHT
from ml.task import load_model
from schema.answer import CaveatCode
from schema.arguments import BadArgument
from schema.horizon import ForecastPattern
from schema.metric_forecast import ForecastMetric, MetricForecast, MetricForecastArguments
from tests.ml.asking import Answered, ask, finding
from tests.ml.histories import first_days, with_nights
from tests.ml.simulated import Town

METRICS = {
    ForecastMetric.RECOVERY: "recovery_percent",
    ForecastMetric.HRV: "hrv_rmssd_ms",
    ForecastMetric.RESTING_HEART_RATE: "resting_heart_rate_bpm",
    ForecastMetric.ASLEEP: "asleep_minutes",
}


def told(answered: Answered) -> MetricForecast:
    found = finding(answered)
    assert isinstance(found, MetricForecast)
    return found


def asked(history: History, metric: ForecastMetric) -> Answered:
    return ask("metric_forecast", history, f'{{"metric":"{metric.name}"}}')


def weekdays(history: History) -> list[int]:
    return [date.fromordinal(day).weekday() for day in history.nights.day]


def test_long_sundays_are_told(usual: History) -> None:
    rng = np.random.default_rng(0)
    long = [540.0 if day == 6 else 420.0 for day in weekdays(usual)]
    history = with_nights(usual, asleep_minutes=(long + rng.normal(0, 30, len(long))).tolist())
    found = told(asked(history, ForecastMetric.ASLEEP))
    sunday = [day.weekday() for day in found.path.days_on].index(6)
    assert found.path.expected[sunday] == pytest.approx(540, abs=15)
    assert np.delete(found.path.expected, sunday) == pytest.approx(np.full(6, 420), abs=15)
    assert found.pattern in {ForecastPattern.WEEKLY_PATTERN, ForecastPattern.WEEK_AND_LAST_NIGHT}
    assert found.skill is not None
    assert min(found.skill.percent_against_mean) > 20


def test_a_level_that_wanders_is_followed(usual: History) -> None:
    rng = np.random.default_rng(1)
    count = len(usual.nights.day)
    wandering = 55 + np.cumsum(rng.normal(0, 1.5, count)) + rng.normal(0, 0.5, count)
    found = told(
        asked(
            with_nights(usual, resting_heart_rate_bpm=wandering.tolist()),
            ForecastMetric.RESTING_HEART_RATE,
        )
    )
    assert found.pattern is ForecastPattern.LEVEL
    assert found.path.expected == pytest.approx(np.full(7, wandering[-1]), abs=4)
    widths = np.subtract(found.path.high, found.path.low)
    assert widths[-1] > widths[0]


@pytest.mark.parametrize("metric", ForecastMetric)
def test_noise_is_mostly_told_by_the_average_and_said_so(
    metric: ForecastMetric, usual: History
) -> None:
    shown: list[ForecastPattern] = []
    for seed in range(6):
        noise = np.random.default_rng(seed).normal(60, 12, len(usual.nights.day)).clip(5, 99)
        scaled = noise + (360 if metric is ForecastMetric.ASLEEP else 0)
        history = with_nights(usual, **{METRICS[metric]: scaled.tolist()})
        answered = asked(history, metric)
        found, conclusion = told(answered), answered.conclusion
        assert conclusion is not None
        shown.append(found.pattern)
        average = found.pattern is ForecastPattern.AVERAGE
        assert (CaveatCode.NO_BETTER_THAN_AVERAGE in conclusion.caveats) is average
        assert ("plain average" in answered.headline) is average
        # By its sign, which rounding may take away.
        assert conclusion.skill[0].percent * (-1 if average else 1) >= 0
        if average:
            assert found.path.expected[1:] == [found.usual] * 6
            # Of recovery, tomorrow's is what `recoveryPrediction` says.
            assert found.path.expected[0] == pytest.approx(found.usual, abs=1)
    assert shown.count(ForecastPattern.AVERAGE) >= 2


def test_hrv_is_told_in_ms_and_its_band_as_a_factor(usual: History) -> None:
    count = len(usual.nights.day)
    hrv = 60 * np.exp(np.random.default_rng(3).normal(0, 0.3, count))
    answered = asked(with_nights(usual, hrv_rmssd_ms=hrv.tolist()), ForecastMetric.HRV)
    found = told(answered)
    assert found.unit == "ms"
    assert found.usual == pytest.approx(60, rel=0.05)
    for value, low, high in zip(found.path.expected, found.path.low, found.path.high, strict=True):
        assert high / value == pytest.approx(value / low, rel=0.01)
        assert high / value == pytest.approx(np.exp(0.3 * 1.2816), rel=0.15)
    assert answered.conclusion is not None
    # The mean absolute error of such a quantity: .8 SD of its logarithm.
    own = answered.conclusion.skill[0].mean_absolute_error
    assert own == pytest.approx(60 * 0.3 * 0.8, rel=0.15)


def test_what_was_measured_by_another_strap_counts_for_nothing(usual: History) -> None:
    count = len(usual.nights.day)
    # The strap of the first 100 nights had no such sensors, and read 15 beats more.
    sensors = [float("nan") if row < 100 else 34.0 for row in range(count)]
    beats = np.random.default_rng(5).normal(55, 3, count) + np.where(np.arange(count) < 100, 15, 0)
    changed = with_nights(
        usual,
        skin_temperature_celsius=sensors,
        blood_oxygen_percent=sensors,
        resting_heart_rate_bpm=beats.tolist(),
    )
    found = told(asked(changed, ForecastMetric.RESTING_HEART_RATE))
    assert found.nights < count - 99
    assert max(found.path.expected) < 57
    ruled = INSIGHT.rule(changed, MetricForecastArguments(ForecastMetric.RESTING_HEART_RATE))
    assert ruled.finding is not None
    assert ruled.finding.usual < 57


def test_a_quantity_that_is_not_there_is_refused_alone(usual: History) -> None:
    without = with_nights(usual, hrv_rmssd_ms=[float("nan")] * len(usual.nights.day))
    assert asked(without, ForecastMetric.HRV).conclusion is None
    assert asked(without, ForecastMetric.ASLEEP).conclusion is not None


@pytest.mark.parametrize("days", [1, 5])
def test_it_is_about_the_days_after_the_last_one(days: int, usual: History) -> None:
    found = told(ask("metric_forecast", usual, f'{{"days":{days}}}'))
    assert usual.last_on is not None
    expected = [usual.last_on + timedelta(days=ahead) for ahead in range(1, days + 1)]
    assert found.path.days_on == expected
    assert len(found.path.expected) == days


def test_a_model_goes_on_to_what_one_from_nothing_gives(town: Town) -> None:
    _, history = town.life("usual", 200, 1)
    fitted = metric_forecast.fit(first_days(history, 120))
    for days in (121, 150, 190):
        then = first_days(history, days)
        assert then.last_on is not None
        fitted = metric_forecast.fit(then, Kept(fitted.model, then.last_on))
        np.testing.assert_equal(fitted.model, metric_forecast.fit(then).model)


def test_a_model_is_small(usual: History) -> None:
    model = ask("metric_forecast", usual).model
    assert model is not None
    assert len(model) < 120_000
    assert set(load_model(model)) == {metric.name for metric in ForecastMetric}


@pytest.mark.parametrize("days", [0, 8])
def test_refuses_what_is_no_week(days: int) -> None:
    with pytest.raises(BadArgument, match=f"days: {days} is outside 1 to 7"):
        MetricForecastArguments(days=days)
