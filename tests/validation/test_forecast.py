from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from statsmodels.tsa.arima.model import ARIMA
from statsmodels.tsa.holtwinters import SimpleExpSmoothing

from ml.history import History
from schema.recovery_prediction import RecoveryPrediction
from simulation.export import write_export
from simulation.person import simulate
from tests.ml.asking import ask, finding
from validation import forecast
from validation.crowd import Crowd
from validation.exports import histories_in
from validation.forecast_figures import people, rows, skills
from validation.forecast_life import ForecastLife, live_with_forecasts
from validation.histories import history_of
from validation.naive_forecasts import MEAN, PERSISTENCE, REFIT_EVENINGS, told_each_evening

SEED = 11


@pytest.fixture(scope="module")
def history() -> History:
    return history_of(simulate(140, SEED))


@pytest.fixture(scope="module")
def life(history: History) -> ForecastLife:
    lived = live_with_forecasts(history, stride=2)
    assert lived is not None
    return lived


def test_what_is_counted_is_what_the_server_says(history: History, life: ForecastLife) -> None:
    nights = history.nights
    came_on = dict(zip(nights.recovery_percent, nights.day, strict=True))  # the last of equals
    place = len(life.evening.point) - 1
    evening = date.fromordinal(came_on[life.evening.outcome[place]] - 1)
    told = finding(ask("recovery_prediction", history, as_of=evening))
    assert isinstance(told, RecoveryPrediction)
    assert told.recovery_percent == life.evening.point[place]


def test_naive_forecasts_are_those_of_their_names() -> None:
    rng = np.random.default_rng(0)
    values = rng.normal(60, 15, 64)
    evenings = list(range(40, 63))
    told = told_each_evening(values, evenings)
    np.testing.assert_array_equal(told[PERSISTENCE], values[40:63])
    np.testing.assert_allclose(told[MEAN], [values[: day + 1].mean() for day in evenings])
    # On the evenings of a refit it is what a fresh fit says.
    for place in (0, REFIT_EVENINGS):
        seen = values[: evenings[place] + 1]
        smooth = SimpleExpSmoothing(seen, initialization_method="estimated").fit()
        assert told["exponential smoothing"][place] == pytest.approx(smooth.forecast(1)[0])
        arima = ARIMA(seen, order=(1, 0, 1)).fit().forecast(1)[0]
        assert told["ARIMA(1,0,1)"][place] == pytest.approx(arima)


def test_naive_forecasts_see_nothing_that_came_later() -> None:
    values = np.random.default_rng(1).normal(60, 15, 80)
    values[30:33] = np.nan
    other = values.copy()
    other[61:] = 5.0
    one, another = (told_each_evening(each, list(range(40, 61))) for each in (values, other))
    for name, told in one.items():
        np.testing.assert_array_equal(told, another[name])


def test_figures_follow_from_what_was_told(life: ForecastLife) -> None:
    right = replace(life, evening=replace(life.evening, point=life.evening.outcome))
    assert skills([right], "evening", MEAN) == [1.0]
    as_naive = replace(life, evening=replace(life.evening, point=life.naive[MEAN]))
    assert skills([as_naive], "evening", MEAN) == [0.0]
    nowhere = {name: 0 * inside for name, inside in life.evening.inside.items()}
    missed = replace(life, evening=replace(life.evening, inside=nowhere))
    told = [row for row in rows([missed]) if row.what.startswith("evening: 90 % interval covers")]
    assert [row.measured.value for row in told[:1]] == [0.0]


def test_tables_of_exports_tell_of_nobody(tmp_path: Path) -> None:
    write_export(simulate(70, SEED), tmp_path / "anna.zip")
    write_export(simulate(12, SEED + 1), tmp_path / "bert.zip")
    assert [len(history.nights.day) > 0 for history in histories_in(tmp_path)] == [True, True]
    told = forecast.section_of_exports(tmp_path)
    assert "1 of 2 people have too few nights." in told
    assert "anna" not in told
    assert "bert" not in told
    assert "| 1 | " in told
    assert {row.split(" | ")[0] for row in told.splitlines() if row.startswith("| 10")}


@pytest.mark.audit
def test_a_tiny_suite_has_every_target(life: ForecastLife) -> None:
    assert {row.target for row in rows([life])} == {7, 8, 9, 10}
    assert len(list(people([life, life]))) == 2
    assert forecast.live_a_year(forecast.FIRST_SEED - 1) is not None
    assert Crowd().live("nobody", forecast.live_a_year, range(0)) == []
