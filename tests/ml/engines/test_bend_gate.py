import numpy as np
import pytest
from scipy.stats import chi2, f, multivariate_normal

from ml.engines.bend_gate import bend_gate, least_upper_bound
from ml.engines.controls import Controls
from ml.engines.design import Design
from ml.engines.least_squares import fit

CONSTANT = Controls(Design(("intercept",), np.ones((150, 1))), None)


def test_the_bound_dominates_both_and_no_more() -> None:
    rng = np.random.default_rng(0)
    for _ in range(20):
        one, other = (m @ m.T + 0.1 * np.eye(3) for m in rng.standard_normal((2, 3, 3)))
        bound = least_upper_bound(one, other)
        assert np.linalg.eigvalsh(bound - one).min() > -1e-9
        assert np.linalg.eigvalsh(bound - other).min() > -1e-9
        # Least: in some direction it equals the one, in another the other.
        assert np.linalg.det(bound - one) == pytest.approx(0, abs=1e-8)
        assert np.linalg.det(bound - other) == pytest.approx(0, abs=1e-8)


def test_p_value_and_e_value_follow_their_definitions() -> None:
    rng = np.random.default_rng(1)
    values = rng.uniform(0, 4, 150)
    outcome = 0.2 * values + rng.standard_normal(150)
    found = bend_gate(outcome, values, CONSTANT, circular=False)
    assert found is not None
    lived = np.clip(values, *np.quantile(values, [0.05, 0.95]))
    z = (lived - lived.mean()) / lived.std()
    fitted = fit(outcome, np.column_stack([np.ones(150), z, z**2 - 1]), np.array([1, 2]))
    part = fitted.coefficients
    covariance = least_upper_bound(fitted.classical, fitted.newey_west)
    wald = part @ np.linalg.inv(covariance) @ part
    assert found.p_value == pytest.approx(f.sf(wald / 2, 2, 147))
    covariance *= wald / chi2.isf(found.p_value, 2)
    prior = np.diag((np.array([0.35, 0.175]) * outcome.std()) ** 2)
    # scipy's annotations ask for an int where its documentation asks for a matrix.
    above = multivariate_normal(cov=covariance + prior)  # pyright: ignore[reportArgumentType]
    below = multivariate_normal(cov=covariance)  # pyright: ignore[reportArgumentType]
    assert found.log_e == pytest.approx(above.logpdf(part) - below.logpdf(part))


def test_autocorrelated_residuals_widen_the_noise() -> None:
    rng = np.random.default_rng(2)
    drift = np.cumsum(rng.standard_normal(150)) / 5
    values = np.linspace(0, 4, 150) + rng.normal(0, 0.2, 150)
    wandering = bend_gate(drift + rng.standard_normal(150), values, CONSTANT, circular=False)
    white = bend_gate(rng.standard_normal(150), values, CONSTANT, circular=False)
    assert wandering is not None
    assert white is not None
    assert wandering.noise_variance > 1.3 * white.noise_variance
