import numpy as np
import pytest
import statsmodels.api as sm

from ml.engines.arrays import Floats, Ordinals
from ml.engines.random_intercepts import SLOPE_PENALTY, fit_random_intercepts, levels


def people_of_kinds(
    n_rows: int, n_kinds: int, seed: int, spread: float = 0.4
) -> tuple[Floats, Ordinals, Floats]:
    rng = np.random.default_rng(seed)
    kind = rng.integers(0, n_kinds, n_rows)
    level = spread * rng.standard_normal(n_kinds)
    columns = rng.standard_normal((n_rows, 2)) + level[kind, None]
    noise = 0.2 * rng.standard_normal(n_rows)
    return 1 + level[kind] + columns @ np.array([0.3, -0.2]) + noise, kind, columns


def test_many_kinds_are_estimated_as_by_statsmodels_mixed_model() -> None:
    outcome, kind, columns = people_of_kinds(600, 15, seed=0)
    state = fit_random_intercepts(outcome, kind, columns, 15)
    mixed = sm.MixedLM(outcome, sm.add_constant(columns), groups=kind).fit()
    expected = [mixed.fe_params[0] + mixed.random_effects[k].iloc[0] for k in range(15)]
    found = levels(state, np.arange(15), np.zeros((15, 2)))
    np.testing.assert_allclose(found.mean, expected, atol=2e-3)
    slopes = state["weight"] @ state["coefficients"][:, 1:] / state["scale"]
    np.testing.assert_allclose(slopes, mixed.fe_params[1:], atol=2e-3)


def test_one_ratio_is_bayes_rule_written_out() -> None:
    outcome, kind, columns = people_of_kinds(40, 4, seed=1)
    ratio = 0.7
    state = fit_random_intercepts(outcome, kind, columns, 5, np.array([ratio]))
    standard = (columns - columns.mean(0)) / columns.std(0)
    member = (kind[:, None] == np.arange(5)).astype(np.float64)
    whole = np.column_stack([np.ones(40), standard, member])
    prior = np.diag([0.0, SLOPE_PENALTY, SLOPE_PENALTY, *[1 / ratio] * 5])
    precision = whole.T @ whole + prior
    coefficients = np.linalg.solve(precision, whole.T @ outcome)
    penalised = outcome @ outcome - coefficients @ whole.T @ outcome
    row = np.column_stack([np.ones(5), np.zeros((5, 2)), np.eye(5)])
    at_mean = levels(state, np.arange(5), np.tile(columns.mean(0), (5, 1)))
    np.testing.assert_allclose(at_mean.mean, row @ coefficients)
    variance = penalised / 37 * np.diag(row @ np.linalg.inv(precision) @ row.T)
    np.testing.assert_allclose(at_mean.variance, variance)


def test_a_kind_seen_once_is_drawn_to_the_others_and_one_seen_often_is_not() -> None:
    rng = np.random.default_rng(2)
    kind = np.repeat(np.arange(6), [100, 100, 100, 100, 100, 1])
    outcome = np.array([0.0, 0.1, -0.1, 0.05, 0.3, 1.0])[kind] + 0.5 * rng.standard_normal(501)
    outcome[-1] = 1.0
    found = levels(
        fit_random_intercepts(outcome, kind, np.zeros((501, 0)), 6), np.arange(6), np.zeros((6, 0))
    )
    assert found.mean[5] < 0.5
    assert found.mean[4] == pytest.approx(outcome[kind == 4].mean(), abs=0.05)
    assert found.variance[5] > 4 * found.variance[4]


def test_a_kind_never_seen_has_the_mean_of_all_and_their_spread() -> None:
    outcome, kind, columns = people_of_kinds(400, 12, seed=3)
    state = fit_random_intercepts(outcome, kind, columns, 13)
    seen = levels(state, np.arange(12), np.zeros((12, 2)))
    unseen = levels(state, np.array([12]), np.zeros((1, 2)))
    assert unseen.mean[0] == pytest.approx(seen.mean.mean(), abs=0.02)
    assert np.sqrt(unseen.variance[0]) == pytest.approx(seen.mean.std(ddof=1), rel=0.25)


def test_intervals_of_levels_hold_what_they_promise() -> None:
    rng = np.random.default_rng(4)
    covered = 0
    for _ in range(300):
        kind = rng.integers(0, 4, 60)
        level = 0.3 * rng.standard_normal(4)
        column = rng.standard_normal(60) + level[kind]
        outcome = level[kind] + 0.2 * column + 0.3 * rng.standard_normal(60)
        state = fit_random_intercepts(outcome, kind, column[:, None], 4)
        found = levels(state, np.arange(4), np.zeros((4, 1)))
        covered += int((np.abs(found.mean - level) <= 1.645 * np.sqrt(found.variance)).sum())
    assert 0.87 <= covered / 1200 <= 0.94


def test_constant_outcomes_and_columns_say_what_is_constant() -> None:
    kind = np.array([0, 0, 1, 1, 1, 0])
    state = fit_random_intercepts(np.full(6, 2.0), kind, np.full((6, 2), 5.0), 2)
    found = levels(state, np.array([0, 1]), np.full((2, 2), 9.0))
    np.testing.assert_allclose(found.mean, 2.0, atol=1e-5)
    assert np.isfinite(found.variance).all()
