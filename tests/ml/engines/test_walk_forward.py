import numpy as np
import pytest
from sklearn.linear_model import Ridge as SklearnRidge
from sklearn.preprocessing import StandardScaler

from ml.engines.arrays import Floats
from ml.engines.walk_forward import PENALTIES, fit_ridge, running_mean, walk_forward


def evenings(n_nights: int, seed: int = 0) -> tuple[Floats, Floats]:
    rng = np.random.default_rng(seed)
    values = rng.normal(10, 3, (n_nights, 4))
    return values, 60 + 4 * (values[:, 0] - 10) + rng.normal(0, 10, n_nights)


def test_the_fit_is_a_ridge_of_standardised_columns() -> None:
    values, outcome = evenings(200)
    model = fit_ridge(values, outcome)
    standard = StandardScaler().fit_transform(values)
    fits = [SklearnRidge(alpha=penalty).fit(standard, outcome).coef_ for penalty in PENALTIES]
    assert any(np.allclose(model.coefficients, fit) for fit in fits)
    assert model.coefficients[0] > 3 * np.abs(model.coefficients[1:]).max()


def test_few_nights_draw_the_model_to_the_mean() -> None:
    values, outcome = evenings(30)
    model = fit_ridge(values, outcome)
    standard = StandardScaler().fit_transform(values)
    shares = [
        model.coefficients / SklearnRidge(alpha=penalty).fit(standard, outcome).coef_
        for penalty in PENALTIES
        if penalty >= 10
    ]
    # (1 + 30 / 60) / 2 of one of the penalties from 10 on.
    assert any(np.allclose(share, 0.75) for share in shares)


def test_missing_values_add_nothing() -> None:
    values, outcome = evenings(100)
    values[::3, 1] = np.nan
    model = fit_ridge(values, outcome)
    assert model.contributions(np.array([[np.nan] * 4])).tolist() == [[0.0] * 4]
    assert model.centre[1] == pytest.approx(np.nanmean(values[:, 1]))


def test_a_column_that_never_moves_adds_nothing() -> None:
    values, outcome = evenings(100)
    values[:, 2] = 7.0
    values[:, 3] = np.nan
    assert fit_ridge(values, outcome).contributions(values)[:, 2:].any() is np.False_


def test_without_columns_the_model_is_the_mean() -> None:
    _, outcome = evenings(50)
    model = fit_ridge(np.zeros((50, 0)), outcome)
    assert model.intercept == pytest.approx(outcome.mean())
    assert model.contributions(np.zeros((2, 0))).shape == (2, 0)


def test_permuting_the_future_changes_no_past_forecast() -> None:
    values, outcome = evenings(200)
    order = np.concatenate([np.arange(120), 120 + np.random.default_rng(1).permutation(80)])
    before, after = walk_forward(values, outcome), walk_forward(values[order], outcome[order])
    assert np.array_equal(before[:120], after[:120], equal_nan=True)
    assert not np.array_equal(before[120:], after[120:])


def test_a_forecast_never_sees_its_own_outcome() -> None:
    values, outcome = evenings(80)
    changed = outcome.copy()
    changed[50] = 0.0
    assert walk_forward(values, changed)[50] == walk_forward(values, outcome)[50]


def test_forecasts_of_planted_data_beat_the_running_mean() -> None:
    values, outcome = evenings(300)
    forecast = walk_forward(values, outcome)
    error = np.nanmean(np.abs(outcome - forecast))
    assert error < 0.8 * np.nanmean(np.abs(outcome - running_mean(outcome)))


def test_the_first_week_has_no_forecast() -> None:
    values, outcome = evenings(9)
    assert np.isnan(walk_forward(values, outcome)).tolist() == [True] * 7 + [False] * 2
    assert np.isnan(walk_forward(values[:7], outcome[:7])).all()
