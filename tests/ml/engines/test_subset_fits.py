from collections.abc import Iterator
from datetime import date

import numpy as np
import pytest
from statsmodels.regression.linear_model import OLS

from ml.engines.arrays import Flags, Floats, Ordinals
from ml.engines.controls import Controls
from ml.engines.design import Design
from ml.engines.least_squares import fit, independent
from ml.engines.subset_fits import Subset, fit_subsets

N_NIGHTS = 120
MONDAY = date(2026, 1, 5).toordinal()


def people(*, weekdays: bool) -> tuple[Floats, Floats, Controls]:
    """An outcome, its columns (two controls leading), and the controls."""
    rng = np.random.default_rng(5)
    drift = np.linspace(0, 30, N_NIGHTS) + 400
    habits = (rng.random((N_NIGHTS, 4)) < 0.4).astype(np.float64)
    columns = Design(("intercept", "drift"), np.column_stack([np.ones(N_NIGHTS), drift]))
    weekday: Ordinals | None = np.arange(MONDAY, MONDAY + N_NIGHTS) % 7 if weekdays else None
    outcome = 0.5 * drift + habits @ np.array([3.0, 0.0, -2.0, 1.0])
    outcome += np.convolve(rng.standard_normal(N_NIGHTS + 1), [1, 0.5], "valid")
    return outcome, np.column_stack([columns.values, habits]), Controls(columns, weekday)


def answered() -> Iterator[Flags]:
    rng = np.random.default_rng(6)
    yield np.ones(N_NIGHTS, dtype=np.bool_)
    yield rng.random(N_NIGHTS) < 0.9
    yield rng.random(N_NIGHTS) < 0.3
    yield np.arange(N_NIGHTS) >= 70


@pytest.mark.parametrize("weekdays", [False, True])
def test_each_subset_is_fitted_as_if_alone(weekdays: bool) -> None:  # noqa: FBT001
    outcome, matrix, held = people(weekdays=weekdays)
    subsets = [Subset(rows, np.array([2 + i])) for i, rows in enumerate(answered())]
    found = fit_subsets(outcome, matrix, held, subsets)
    assert found.places.tolist() == [2, 3, 4, 5]
    for i, subset in enumerate(subsets):
        here = held.of(subset.rows)
        alone = fit(
            here.without_weekdays(outcome[subset.rows]),
            here.without_weekdays(matrix[subset.rows]),
            subset.of_interest,
        )
        variance = max(alone.classical[0, 0], alone.newey_west[0, 0])
        assert found.values[i] == pytest.approx(alone.coefficients[0], rel=1e-9)
        assert found.variances[i] == pytest.approx(variance, rel=1e-9)
        assert found.residual_df[i] == alone.residual_df


def test_a_subset_equals_statsmodels_hac() -> None:
    outcome, matrix, held = people(weekdays=False)
    rows = np.arange(N_NIGHTS) % 10 > 0
    found = fit_subsets(outcome, matrix, held, [Subset(rows, np.array([2, 4]))])
    plain = OLS(outcome[rows], matrix[rows]).fit()
    robust = plain.get_robustcov_results("HAC", maxlags=3, use_correction=True)
    assert found.values == pytest.approx(plain.params[[2, 4]], rel=1e-9)
    error = np.maximum(plain.bse, robust.bse)[[2, 4]]
    assert np.sqrt(found.variances) == pytest.approx(error, rel=1e-9)
    assert found.residual_df.tolist() == [108 - 6, 108 - 6]


@pytest.mark.parametrize("studied", [[2], [5], [2, 5]])
def test_of_dependent_columns_those_studied_are_kept(studied: list[int]) -> None:
    outcome, matrix, held = people(weekdays=False)
    matrix = matrix.copy()
    rows = np.arange(N_NIGHTS) >= 30
    # From night 30 on the last is the opposite of the first habit; another is never seen.
    matrix[rows, 5] = 1 - matrix[rows, 2]
    matrix[rows, 3] = 0.4
    found = fit_subsets(outcome, matrix, held, [Subset(rows, np.array(studied))])
    order = np.array([0, 1, *studied, *(i for i in range(2, 6) if i not in studied)])
    kept = order[independent(matrix[rows][:, order])]
    alone = OLS(outcome[rows], matrix[rows][:, kept]).fit()
    assert found.places.tolist() == studied[:1]
    assert found.values[0] == pytest.approx(alone.params[list(kept).index(studied[0])])
    assert found.residual_df.tolist() == [alone.df_resid]


def test_what_is_studied_goes_before_others_where_nights_are_few() -> None:
    outcome, matrix, held = people(weekdays=False)
    rows = np.arange(N_NIGHTS) < 16
    # 16 nights less 12 leave four columns: both controls, and two habits.
    few = fit_subsets(outcome, matrix, held, [Subset(rows, np.array([4, 5]))])
    assert few.places.tolist() == [4, 5]
    assert few.residual_df.tolist() == [12, 12]
    alone = OLS(outcome[rows], matrix[rows][:, [0, 1, 4, 5]]).fit()
    assert few.values == pytest.approx(alone.params[2:])
    none = fit_subsets(outcome, matrix, held, [Subset(np.arange(N_NIGHTS) < 14, np.array([4]))])
    assert none.places.tolist() == []
