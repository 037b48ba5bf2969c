"""What rules say of the next value before anything is learned holds as often as they say."""

import math
from array import array
from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields, replace

import numpy as np
import pytest
from scipy.signal import lfilter

from ml.analyses import adaptive_baselines
from ml.engines.night_table import night_table
from ml.engines.usual_day import expected_recovery, fit_usual_day, this_morning
from ml.history import History, Nights, empty
from ml.insights import calorie_estimate, goals, metric_forecast, recovery_prediction
from ml.own_spread import EIGHTY, HALF, NINETY, middle
from schema.arguments import NoArguments
from schema.calorie_estimate import CalorieEstimateArguments
from schema.goals import GoalsArguments
from schema.interval import Interval
from schema.metric_forecast import ForecastMetric, MetricForecastArguments
from schema.signal import Signal
from tests.ml.trained import trained

PROMISED = {HALF: 0.5, EIGHTY: 0.8, NINETY: 0.9}


def slept(recoveries: Sequence[float], **columns: Iterable[float]) -> History:
    """Return a history of consecutive nights with these recoveries, and nothing else known."""
    count = len(recoveries)
    gone = {each.name: array("d", [math.nan] * count) for each in fields(Nights)}
    known = {name: array("d", values) for name, values in columns.items()}
    nights = Nights(
        **{**gone, **known, "recovery_percent": array("d", recoveries)}
        | {"day": array("q", range(739_000, 739_000 + count))}  # pyright: ignore[reportArgumentType] by name
    )
    return replace(empty(), nights=nights)


def held(n_values: int, span: Callable[[Sequence[float]], tuple[float, float]]) -> float:
    """Return how often the next of normal values lies within what so many of them say."""
    rows = np.random.default_rng(n_values).normal(60, 15, (1500, n_values + 1)).tolist()
    spans = ((span(values), following) for *values, following in rows)
    return float(np.mean([low <= following <= high for (low, high), following in spans]))


@pytest.mark.parametrize(("parts", "n_values"), [(HALF, 3), (HALF, 14), (EIGHTY, 14), (NINETY, 19)])
def test_the_next_of_few_values_lies_within_as_often_as_promised(parts: int, n_values: int) -> None:
    # Monte-Carlo error .01; the sample's own quantiles hold .73 of 14 values at .8.
    share = held(n_values, lambda values: middle(values, parts) or (math.nan, math.nan))
    assert share == pytest.approx(PROMISED[parts], abs=0.035)


@pytest.mark.parametrize("parts", [HALF, EIGHTY, NINETY])
def test_fewer_values_than_ends_between_parts_say_nothing(parts: int) -> None:
    values = [float(value) for value in range(parts - 1)]
    assert middle(values, parts) == (0, parts - 2)
    assert middle(values[1:], parts) is None


def test_the_average_promises_no_more_than_it_holds() -> None:
    # Eight recoveries after those of the calibration: 8 in 10 of others lie anywhere.
    eight = recovery_prediction.average(slept([50.0] * 4 + [40, 45, 50, 55, 60, 65, 70, 75]))
    assert eight is not None
    assert (eight.interval80.low, eight.interval80.high) == (1, 99)
    assert 40 < eight.interval50.low < eight.interval50.high < 75
    # What has not come yet may.
    assert 0 < eight.red_probability < 0.05
    total = eight.red_probability + eight.yellow_probability + eight.green_probability
    assert total == pytest.approx(1)


def test_a_band_of_the_rule_holds_eight_in_ten() -> None:
    asked = MetricForecastArguments(ForecastMetric.RESTING_HEART_RATE, days=1)

    def band(values: Sequence[float]) -> tuple[float, float]:
        history = slept([50.0] * len(values), resting_heart_rate_bpm=values)
        finding = metric_forecast.rule(history, asked).finding
        assert finding is not None
        return finding.path.low[0], finding.path.high[0]

    assert held(10, band) == pytest.approx(0.8, abs=0.035)  # ranks of the sample hold .64


def test_energy_by_the_rule_holds_eight_in_ten() -> None:
    def energy(rates: Sequence[float]) -> tuple[float, float]:
        columns = {
            "duration_minutes": np.full(len(rates), 30.0),
            "strain": np.full(len(rates), 8.0),
            "energy_kcal": 30 * np.exp(np.array(rates) / 60),
        }
        history = trained(columns, np.zeros(len(rates), dtype=np.int64), ("running",))
        finding = calorie_estimate.rule(history, CalorieEstimateArguments()).finding
        assert finding is not None
        assert finding.expected is not None
        interval = finding.expected.interval80
        return 60 * math.log(interval.low / 30), 60 * math.log(interval.high / 30)

    assert held(6, energy) == pytest.approx(0.8, abs=0.035)  # from least to most it was .71


def level(n_nights: int, of: Callable[[History], Interval]) -> float:
    """Return how often the interval of a level holds it, of nights that resemble each other."""
    rng, inside = np.random.default_rng(n_nights), 0
    for _ in range(600):
        steps = rng.normal(0, 15, n_nights + 20)
        nights = np.asarray(lfilter([1], [1, -0.25], steps), dtype=np.float64)[20:]
        interval = of(slept(np.clip(60 + nights, 1, 99).tolist()))
        inside += interval.low <= 60 <= interval.high
    return inside / 600


def test_intervals_of_levels_hold_nine_in_ten_from_few_nights_too() -> None:
    def baseline(history: History) -> Interval:
        told = adaptive_baselines.infer(history, {}, NoArguments()).finding
        assert told is not None
        interval = next(s for s in told.signals if s.signal is Signal.RECOVERY).level_interval90
        assert interval is not None
        return interval

    def goal(history: History) -> Interval:
        told = goals.rule(history, GoalsArguments()).finding
        assert told is not None
        return told.levels[0].interval90

    # By the normal quantile .86 and .85; Monte-Carlo error .012.
    assert level(18, baseline) == pytest.approx(0.9, abs=0.025)
    assert level(7, goal) == pytest.approx(0.9, abs=0.025)


def test_eight_in_ten_mornings_after_a_usual_day_lie_within_what_a_fortnight_says() -> None:
    def after(values: Sequence[float]) -> tuple[float, float]:
        recoveries = np.clip([50.0] * 5 + list(values), 2, 98).tolist()
        table = night_table(slept(recoveries, strain=[10.0] * len(recoveries)))
        usual = fit_usual_day(table, 0.0)
        assert usual is not None
        return expected_recovery(usual, this_morning(table), 0.0)[1:]

    assert held(15, after) == pytest.approx(0.8, abs=0.04)  # the errors' own quantiles held .7
