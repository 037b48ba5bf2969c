import numpy as np
import pytest
from sklearn.linear_model import Ridge as SklearnRidge
from sklearn.linear_model import RidgeCV
from sklearn.preprocessing import StandardScaler

from ml.engines.arrays import Floats
from ml.engines.ridge import PENALTIES, fit_ridge, fit_stack


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


def leave_one_out_error(values: Floats, outcome: Floats, penalties: Floats) -> float:
    """Mean squared error of scikit-learn's best of the penalties, each row left out once."""
    score = RidgeCV(alphas=penalties).fit(values, outcome).best_score_
    assert isinstance(score, float)
    return -score


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("slope", [0.0, 0.5, 4.0])
def test_the_penalty_is_as_good_as_that_of_scikit_learn(seed: int, slope: float) -> None:
    rng = np.random.default_rng(seed)
    values = rng.normal(0, 1, (120, 20))
    outcome = slope * values[:, 0] + rng.normal(0, 5, 120)
    standard = StandardScaler().fit_transform(values)
    ours = fit_ridge(values, outcome).coefficients
    ours_penalty = [
        each
        for each in PENALTIES.tolist()
        if np.allclose(SklearnRidge(alpha=each).fit(standard, outcome).coef_, ours, atol=1e-9)
    ]
    # Generalised cross-validation is its rotation-invariant form, not the same number.
    error = leave_one_out_error(standard, outcome, np.array(ours_penalty))
    assert error <= 1.01 * leave_one_out_error(standard, outcome, PENALTIES)


@pytest.mark.parametrize(("n_nights", "shares"), [(200, (0.35, 0.65)), (30, (0.5, 0.25))])
def test_a_stack_is_the_given_mixture(n_nights: int, shares: tuple[float, float]) -> None:
    values, outcome = evenings(n_nights)
    small, big = np.array([True, True, False, False]), np.array([True, False, True, True])
    both = fit_stack(values, outcome, small, big)
    standard = StandardScaler().fit_transform(values)

    def fits(columns: np.ndarray, share: float) -> list[Floats]:
        made = []
        for penalty in PENALTIES:
            coefficients = np.zeros(4)
            fit = SklearnRidge(alpha=penalty).fit(standard[:, columns], outcome)
            coefficients[columns] = share * fit.coef_
            made.append(coefficients)
        return made

    mixtures = [one + other for one in fits(small, shares[0]) for other in fits(big, shares[1])]
    assert any(np.allclose(both.coefficients, mixture) for mixture in mixtures)
    assert both.predict(values).mean() == pytest.approx(outcome.mean())


def test_a_constant_outcome_and_a_single_pair_are_fitted() -> None:
    values, _ = evenings(40)
    assert not fit_ridge(values, np.full(40, 55.0)).coefficients.any()
    assert np.isfinite(fit_ridge(values[:2], np.array([50.0, 60.0])).coefficients).all()
