"""Candidates: the libraries' own forecasts, made without the future."""

import warnings

import numpy as np
import pytest
from statsmodels.tsa.arima.model import ARIMA
from statsmodels.tsa.holtwinters import SimpleExpSmoothing

from ml.engines.arrays import Floats
from ml.engines.candidates import candidates
from ml.engines.walk_forward import Schedule, walk_forward

NAMES = ("strain[t-1]", "recovery[t-1]")
SERIES = ("exponential smoothing", "ARIMA(1,0,1)")


def rows(outcome: Floats, seed: int = 0) -> Floats:
    strain = np.random.default_rng(seed).normal(10, 3, len(outcome))
    return np.column_stack([strain, np.concatenate([[np.nan], outcome[:-1]])])


@pytest.fixture(scope="module")
def wandering() -> Floats:
    steps = np.random.default_rng(3).normal(0, 6, 200)
    return 60 + np.cumsum(steps) + np.random.default_rng(4).normal(0, 2, 200)


@pytest.mark.parametrize("name", SERIES)
def test_a_series_goes_on_as_the_library_does(name: str, wandering: Floats) -> None:
    values, seen, ahead = rows(wandering), 150, 20
    told = candidates(NAMES)[name](values[:seen], wandering[:seen]).predict(
        values[seen : seen + ahead]
    )
    params = by_library(name, wandering[:seen])
    for place in (0, 1, 19):
        expected = next_by_library(name, params, wandering[: seen + place])
        assert told[place] == pytest.approx(expected, rel=1e-6)


def by_library(name: str, fitted_on: Floats) -> Floats:
    """Return the library's parameters of these values."""
    if name == "exponential smoothing":
        fitted = SimpleExpSmoothing(fitted_on, initialization_method="estimated").fit()
        return np.array([fitted.params["initial_level"], fitted.params["smoothing_level"]])
    return ARIMA(fitted_on, order=(1, 0, 1)).fit().params


def next_by_library(name: str, params: Floats, known: Floats) -> float:
    """Return the library's forecast of what follows these values."""
    if name == "exponential smoothing":
        level, smoothing = params
        again = SimpleExpSmoothing(known, initialization_method="known", initial_level=level)
        return float(again.fit(smoothing_level=smoothing, optimized=False).forecast(1)[0])
    return float(ARIMA(known, order=(1, 0, 1)).filter(params).forecast(1)[0])


@pytest.mark.parametrize("name", candidates(NAMES))
def test_the_future_changes_no_forecast(name: str, wandering: Floats) -> None:
    schedule = Schedule(stride=20)
    algorithm = candidates(NAMES)[name]
    known = wandering[:80]
    changed = np.concatenate([known[:70], 99 - known[70:]])
    told = walk_forward(rows(known), known, algorithm, schedule=schedule)
    other = walk_forward(rows(changed), changed, algorithm, schedule=schedule)

    assert told[:71] == pytest.approx(other[:71], nan_ok=True)
    assert not np.allclose(told[72:], other[72:])


@pytest.mark.parametrize("name", ["random forest", "gradient boosting"])
def test_trees_find_what_a_line_cannot(name: str) -> None:
    values = rows(np.full(300, 60.0), seed=5)
    outcome = np.where(np.abs(values[:, 0] - 10) < 2, 80.0, 40.0)
    model = candidates(NAMES)[name](values[:250], outcome[:250])

    assert np.abs(model.predict(values[250:]) - outcome[250:]).mean() < 8
    slope = np.polyfit(values[:250, 0], outcome[:250], 1)
    assert np.abs(np.polyval(slope, values[250:, 0]) - outcome[250:]).mean() > 15


@pytest.mark.parametrize("name", candidates(NAMES))
def test_a_constant_series_breaks_nothing(name: str) -> None:
    outcome = np.full(80, 60.0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the libraries, about what cannot be estimated
        model = candidates(NAMES)[name](rows(outcome)[:70], outcome[:70])
        told = model.predict(rows(outcome)[70:])

    assert told == pytest.approx(60, abs=0.5)
