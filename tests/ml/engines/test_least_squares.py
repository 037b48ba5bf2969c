import numpy as np
import pytest
from statsmodels.regression.linear_model import OLS

from ml.engines.arrays import Floats
from ml.engines.least_squares import fit, independent


def data(n_nights: int = 90) -> tuple[Floats, Floats]:
    rng = np.random.default_rng(3)
    matrix = np.column_stack([np.ones(n_nights), rng.standard_normal((n_nights, 2))])
    return matrix @ np.array([1.0, 2.0, -1.0]) + rng.standard_normal(n_nights), matrix


@pytest.mark.parametrize("n_nights", [40, 90, 365])
def test_all_equals_statsmodels_hac(n_nights: int) -> None:
    outcome, matrix = data(n_nights)
    places = np.array([2, 1])
    fitted = fit(outcome, matrix, places)
    plain = OLS(outcome, matrix).fit()
    robust = plain.get_robustcov_results(
        "HAC", maxlags=int(4 * (n_nights / 100) ** (2 / 9)), use_correction=True
    )
    chosen = np.ix_(places, places)
    assert fitted.coefficients == pytest.approx(plain.params[places])
    assert fitted.classical == pytest.approx(plain.cov_params()[chosen])
    assert fitted.newey_west == pytest.approx(robust.cov_params()[chosen])
    assert fitted.residual_df == plain.df_resid
    assert fitted.residual_variance == pytest.approx(plain.scale)


def test_covariances_follow_their_definitions() -> None:
    outcome, matrix = data()
    fitted = fit(outcome, matrix, np.arange(3))
    bread = np.linalg.inv(matrix.T @ matrix)
    residual = outcome - matrix @ fitted.coefficients
    lags = 3  # floor(4 (90 / 100)^(2/9))
    meat = np.zeros((3, 3))
    for i in range(90):
        for j in range(90):
            weight = max(0.0, 1 - abs(i - j) / (lags + 1))
            meat += weight * residual[i] * residual[j] * np.outer(matrix[i], matrix[j])
    assert fitted.newey_west == pytest.approx(bread @ meat @ bread * 90 / 87)
    assert fitted.classical == pytest.approx(bread * (residual @ residual) / 87)
    assert fitted.residual_df == 87


def test_of_dependent_columns_the_earlier_are_kept() -> None:
    _, matrix = data()
    doubled = np.column_stack(
        [matrix, matrix[:, 1] - matrix[:, 2], np.zeros(90), matrix[:, 1] ** 2]
    )
    assert independent(doubled).tolist() == [0, 1, 2, 5]


def test_more_columns_than_nights_keep_as_many_as_fit() -> None:
    assert len(independent(np.random.default_rng(0).standard_normal((4, 9)))) == 4


def test_no_columns_are_independent() -> None:
    assert len(independent(np.zeros((4, 0)))) == 0
