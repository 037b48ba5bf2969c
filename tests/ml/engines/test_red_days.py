import numpy as np
import pytest
from scipy.optimize import minimize
from scipy.special import expit, log_expit, logit
from sklearn.linear_model import LogisticRegression
from statsmodels.tools.numdiff import approx_hess

from ml.engines.arrays import Flags, Floats
from ml.engines.red_days import fit_red_days, recalibration, red_shares, walk_forward_logits


def mornings(n_nights: int, seed: int, per_sd: float = 0.5) -> tuple[Floats, Flags]:
    """Return strain, recovery and its average before, and which mornings are red (about 13 %)."""
    rng = np.random.default_rng(seed)
    values = np.column_stack(
        [rng.normal(10.4, 3.5, n_nights), rng.normal(60, 22, n_nights), rng.normal(60, 8, n_nights)]
    )
    return values, rng.random(n_nights) < expit(planted(values, per_sd))


def planted(values: Floats, per_sd: float) -> Floats:
    return -2 + per_sd * (values[:, 0] - 10.4) / 3.5 - 0.2 * (values[:, 1] - 60) / 22


def test_coefficients_and_covariance_are_those_of_the_penalised_likelihood() -> None:
    values, red = mornings(150, seed=1)
    assert 10 <= red.sum() < 30
    model = fit_red_days(values, red)
    assert model is not None
    standard = (values - values.mean(0)) / values.std(0)
    matrix = np.column_stack([np.ones(150), standard])

    def loss(coefficients: Floats) -> float:
        logits = matrix @ coefficients
        likelihood = log_expit(np.where(red, logits, -logits)).sum()
        return float(0.5 * (coefficients[1:] ** 2).sum() - likelihood)

    best = minimize(loss, np.zeros(4), method="BFGS", options={"gtol": 1e-8})
    assert np.array(model["coefficients"]) == pytest.approx(best.x, abs=1e-3)
    assert np.array(model["covariance"]) == pytest.approx(
        np.linalg.inv(approx_hess(best.x, loss)), rel=0.01, abs=1e-4
    )
    assert model["line"] == [1, 0]


def test_shares_are_scikit_learns() -> None:
    values, red = mornings(150, seed=1)
    model = fit_red_days(values, red)
    assert model is not None
    standard = (values - values.mean(0)) / values.std(0)
    theirs = LogisticRegression(C=1.0, tol=1e-8).fit(standard, red).predict_proba(standard)[:, 1]
    share, low, high = red_shares(model, values)
    assert share == pytest.approx(theirs, abs=1e-3)
    assert ((low < share) & (share < high)).all()


def test_a_forecast_never_sees_its_future() -> None:
    values, red = mornings(400, seed=2)
    changed = red.copy()
    changed[300:] = ~changed[300:]
    plain, other = walk_forward_logits(values, red), walk_forward_logits(values, changed)
    same = np.isfinite(plain[:300])
    assert same.sum() > 150
    assert (plain[:300][same] == other[:300][same]).all()
    assert np.isnan(plain[: np.flatnonzero(np.cumsum(red) >= 10)[0] + 1]).all()


def test_recalibration_is_the_maximum_of_likelihood_and_prior() -> None:
    rng = np.random.default_rng(3)
    forecast = rng.normal(-2, 1, 300)
    red = rng.random(300) < expit(0.4 * forecast - 1)
    line, _ = recalibration(forecast, red)

    def loss(line: Floats) -> float:
        logits = line[0] * forecast + line[1]
        prior = ((line - np.array([1, 0])) ** 2).sum() / 0.25**2
        return float(0.5 * prior - log_expit(np.where(red, logits, -logits)).sum())

    best = minimize(loss, np.array([1.0, 0.0]), method="BFGS", options={"gtol": 1e-8})
    assert line == pytest.approx(best.x, abs=1e-4)
    # The forecasts were too sure of themselves; the line draws them together.
    assert line[0] < 0.9


def test_a_model_that_forecasts_well_is_hardly_recalibrated() -> None:
    lines = [
        model["line"][0]
        for seed in range(20)
        if (model := fit_red_days(*mornings(500, 50 + seed, 1.0))) is not None
    ]
    assert len(lines) == 20
    assert np.mean(lines) == pytest.approx(0.96, abs=0.06)


@pytest.mark.parametrize("n_nights", [150, 500])
def test_eight_of_ten_bands_hold_the_truth(n_nights: int) -> None:
    asked = np.column_stack([[5.0, 10.0, 15.0, 18.0], np.full((4, 2), 60.0)])
    truth = planted(asked, 0.5)
    held = [
        (low <= expit(truth)) & (expit(truth) <= high)
        for seed in range(60)
        if (model := fit_red_days(*mornings(n_nights, 200 + seed))) is not None
        for _, low, high in [red_shares(model, asked)]
    ]
    # Bands along one curve move together: 60 curves give a standard error of about .04.
    assert 0.70 <= np.mean(held) <= 0.90


def test_where_strain_does_nothing_the_curve_is_flat() -> None:
    asked = np.column_stack([[5.0, 18.0], np.full((2, 2), 60.0)])
    apart = [
        logit(share[1]) - logit(share[0])
        for seed in range(30)
        if (model := fit_red_days(*mornings(300, 300 + seed, 0.0))) is not None
        for share, _, _ in [red_shares(model, asked)]
    ]
    assert np.mean(apart) == pytest.approx(0, abs=0.3)


def test_too_few_of_either_side_give_no_curve() -> None:
    values, _ = mornings(60, seed=4)
    few = np.arange(60) < 9
    assert fit_red_days(values, few) is None
    assert fit_red_days(values, ~few) is None
    assert fit_red_days(values[:0], few[:0]) is None
    ten = np.arange(60) < 10
    assert fit_red_days(values, ten) is not None


def test_a_column_that_never_moves_says_nothing() -> None:
    values, red = mornings(150, seed=1)
    values[:, 2] = 60.0
    model = fit_red_days(values, red)
    assert model is not None
    assert model["coefficients"][3] == 0
