import numpy as np
import pytest

from ml.engines.energy_efficiency import energy_at_equal_load, geometric_mean, long_run_ratio
from tests.ml.engines.person import autoregressive


def test_kinds_that_differ_by_their_load_alone_are_equal_at_equal_load() -> None:
    rng = np.random.default_rng(0)
    kind = rng.integers(0, 2, 300)
    minutes = rng.uniform(20, 90, 300)
    load = minutes * np.where(kind == 1, 3.0, 1.5) * np.exp(0.4 * rng.standard_normal(300))
    energy = 20 * (load + 1) ** 0.6 * np.exp(0.05 * rng.standard_normal(300))
    found = energy_at_equal_load(energy, kind, minutes, load, 2)
    assert found.energy[1] == pytest.approx(found.energy[0], rel=0.02)
    assert found.energy[0] == pytest.approx(20 * (np.median(load) + 1) ** 0.6, rel=0.02)
    raw = [np.median((energy / minutes)[kind == k]) for k in (0, 1)]
    assert raw[1] > 1.4 * raw[0]


def test_a_load_never_lived_in_a_kind_is_told() -> None:
    kind = np.repeat([0, 1, 2], [20, 20, 5])
    load = np.concatenate([np.linspace(10, 90, 40), np.full(5, 200.0)])
    found = energy_at_equal_load(10 * (load + 1), kind, np.full(45, 30.0), load, 4)
    assert found.load == np.median(load)
    assert found.lived.tolist() == [False, True, False, False]


def test_intervals_hold_90_percent_though_workouts_resemble_those_before() -> None:
    rng = np.random.default_rng(1)
    covered = 0
    for _ in range(200):
        kind = rng.integers(0, 3, 120)
        minutes, load = rng.uniform(20, 90, 120), rng.uniform(20, 200, 120)
        level = 3 + 0.3 * rng.standard_normal(3)
        drift = 0.1 * autoregressive(rng.standard_normal(120), 0.3)
        energy = np.exp(level[kind] + 0.5 * np.log(minutes) + 0.3 * np.log(load + 1) + drift)
        found = energy_at_equal_load(energy, kind, minutes, load, 3)
        true = np.exp(level) * np.sqrt(found.minutes) * (found.load + 1) ** 0.3
        covered += int(((found.low <= true) & (true <= found.high)).sum())
    assert 0.85 <= covered / 600 <= 0.96


def test_a_geometric_mean_of_independent_values_has_students_interval() -> None:
    values = np.exp(np.array([0.0, 1.0, 0.0, 1.0]))
    found = geometric_mean(values)
    # SD .57735, error .288675, t of 3 degrees at 95 % 2.353363.
    assert found.value == pytest.approx(np.exp(0.5))
    assert found.low == pytest.approx(np.exp(0.5 - 2.353363 * 0.288675), rel=1e-5)
    assert found.high == pytest.approx(np.exp(0.5 + 2.353363 * 0.288675), rel=1e-5)


def test_the_long_run_ratio_is_newey_wests_variance_over_the_plain_one() -> None:
    residual = autoregressive(np.random.default_rng(2).standard_normal(100), 0.6)
    residual -= residual.mean()
    products = [residual[lag:] @ residual[: 100 - lag] for lag in range(5)]
    total = products[0] + 2 * sum((1 - lag / 5) * products[lag] for lag in range(1, 5))
    assert long_run_ratio(residual) == pytest.approx(total / products[0])
    assert long_run_ratio(np.zeros(5)) == 1.0
