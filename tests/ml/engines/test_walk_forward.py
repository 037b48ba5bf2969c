import numpy as np
import pytest
from sklearn.ensemble import RandomForestRegressor

from ml.engines.arrays import Floats
from ml.engines.ridge import fit_ridge
from ml.engines.walk_forward import Schedule, running_mean, walk_forward


def evenings(n_nights: int, seed: int = 0) -> tuple[Floats, Floats]:
    rng = np.random.default_rng(seed)
    values = rng.normal(10, 3, (n_nights, 4))
    return values, 60 + 4 * (values[:, 0] - 10) + rng.normal(0, 10, n_nights)


def test_permuting_the_future_changes_no_past_forecast() -> None:
    values, outcome = evenings(200)
    order = np.concatenate([np.arange(120), 120 + np.random.default_rng(1).permutation(80)])
    before, after = (
        walk_forward(values, outcome, fit_ridge),
        walk_forward(values[order], outcome[order], fit_ridge),
    )
    assert np.array_equal(before[:120], after[:120], equal_nan=True)
    assert not np.array_equal(before[120:], after[120:])


def test_a_forecast_never_sees_its_own_outcome() -> None:
    values, outcome = evenings(80)
    changed = outcome.copy()
    changed[50] = 0.0
    assert (
        walk_forward(values, changed, fit_ridge)[50] == walk_forward(values, outcome, fit_ridge)[50]
    )


def test_forecasts_of_planted_data_beat_the_running_mean() -> None:
    values, outcome = evenings(300)
    forecast = walk_forward(values, outcome, fit_ridge)
    error = np.nanmean(np.abs(outcome - forecast))
    assert error < 0.8 * np.nanmean(np.abs(outcome - running_mean(outcome)))


def test_the_first_week_has_no_forecast() -> None:
    values, outcome = evenings(9)
    assert np.isnan(walk_forward(values, outcome, fit_ridge)).tolist() == [True] * 7 + [False] * 2
    assert np.isnan(walk_forward(values[:7], outcome[:7], fit_ridge)).all()


@pytest.mark.parametrize("n_before", [0, 3, 7, 8, 13, 14, 60, 99])
def test_a_walk_goes_on_from_an_earlier_one_to_the_same_end(n_before: int) -> None:
    values, outcome = evenings(100)
    values[::9, 2] = np.nan
    before = walk_forward(values[:n_before], outcome[:n_before], fit_ridge)
    on = walk_forward(values, outcome, fit_ridge, walked=before)
    assert np.array_equal(on, walk_forward(values, outcome, fit_ridge), equal_nan=True)


def test_days_between_are_not_known_to_a_forecast_further_ahead() -> None:
    values, outcome = evenings(80)
    week = Schedule(nights_ahead=7)
    changed = outcome.copy()
    changed[49:56] = 0.0
    before, after = (
        walk_forward(values, each, fit_ridge, schedule=week) for each in (outcome, changed)
    )
    # The models of nights 56 to 62 know 50 nights, the next ones 57.
    assert before[56:63] != pytest.approx(after[56:63])
    changed = outcome.copy()
    changed[50:56] = 0.0
    after = walk_forward(values, changed, fit_ridge, schedule=week)
    assert np.array_equal(before[56:63], after[56:63])
    assert before[63:] != pytest.approx(after[63:])


def test_any_algorithm_of_scikit_learn_can_walk() -> None:
    values, outcome = evenings(60)

    def forest(rows: Floats, came: Floats) -> RandomForestRegressor:
        return RandomForestRegressor(5, random_state=0).fit(rows, came)

    forecast = walk_forward(values, outcome, forest, schedule=Schedule(stride=20))
    assert forecast[7:27] == pytest.approx(forest(values[:7], outcome[:7]).predict(values[7:27]))
    assert np.isfinite(forecast[7:]).all()
