import numpy as np
import pytest

from ml.engines.arrays import Floats, Ordinals
from ml.engines.conformal import adapted_aim, half_width
from ml.engines.energy_forecast import FIRST_FIT, EnergyTable, fit_energy, forecast_energy


def table(n_workouts: int, seed: int, *, strain_effect: float, scatter: float) -> EnergyTable:
    rng = np.random.default_rng(seed)
    kind = rng.integers(0, 4, n_workouts)
    minutes = rng.uniform(20, 90, n_workouts)
    strain = rng.uniform(4, 16, n_workouts)
    log_rate = np.array([1.2, 1.6, 1.8, 2.2])[kind] + strain_effect * (strain - 10)
    log_rate += scatter * rng.standard_normal(n_workouts)
    columns = np.column_stack([np.log(minutes), strain])
    return EnergyTable(kind, 4, minutes, minutes * np.exp(log_rate), columns)


def test_planted_strain_is_forecast_where_the_mean_knows_nothing_of_it() -> None:
    state = fit_energy(table(200, 0, strain_effect=0.08, scatter=0.1))
    assert state["kcal_error"] < 0.5 * state["mean_kcal_error"] < state["overall_kcal_error"]
    hard = forecast_energy(state, 2, np.array([np.log(40), 15.0]), beats_mean=True)
    assert hard.rate == pytest.approx(np.exp(1.8 + 0.4), rel=0.05)
    plain = forecast_energy(state, 2, np.array([np.log(40), 15.0]), beats_mean=False)
    assert plain.rate == pytest.approx(state["mean_rate"][2])


def test_an_interval_of_80_percent_holds_80_percent() -> None:
    hits = [
        abs(error) <= half_width(before, 0.2, adapted_aim(before, 0.2))
        for seed in range(4)
        for errors in [fit_energy(table(150, seed, strain_effect=0.05, scatter=0.2))["errors"]]
        for error, before in ((errors[t], errors[:t]) for t in range(30, len(errors)))
    ]
    assert 0.75 <= np.mean(hits) <= 0.85


def test_past_forecasts_know_nothing_of_later_workouts() -> None:
    whole = table(120, 1, strain_effect=0.08, scatter=0.1)
    shuffled = np.concatenate([np.arange(80), 80 + np.random.default_rng(0).permutation(40)])
    other = EnergyTable(
        whole.kind[shuffled],
        4,
        whole.minutes[shuffled],
        whole.energy_kcal[shuffled],
        whole.columns[shuffled],
    )
    for name in ("errors", "mean_errors"):
        past = 80 - FIRST_FIT
        before: Floats = fit_energy(whole)[name][:past]
        np.testing.assert_array_equal(before, fit_energy(other)[name][:past])


def test_naive_errors_are_those_of_the_mean_so_far() -> None:
    kind: Ordinals = np.array([0, 0, 1, 0, 1, 1, 2])
    rate = np.array([4.0, 6.0, 10.0, 5.0, 12.0, 14.0, 3.0])
    minutes = np.full(7, 10.0)
    state = fit_energy(EnergyTable(kind, 3, minutes, rate * minutes, np.log(minutes)[:, None]))
    # The sixth had two of its kind before it (10, 12), the seventh none: all six, mean 8.5.
    np.testing.assert_allclose(state["mean_errors"], np.log([14 / 11, 3 / 8.5]))
    assert state["mean_kcal_error"] == pytest.approx((30 + 55) / 2)
    assert state["overall_kcal_error"] == pytest.approx((140 - 74 + 55) / 2)
    np.testing.assert_allclose(state["mean_rate"], [5.0, 12.0, 3.0])
