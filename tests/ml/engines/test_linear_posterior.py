import numpy as np
import pytest
from scipy.stats import norm
from statsmodels.regression.linear_model import OLS

from ml.engines.arrays import Floats
from ml.engines.linear_posterior import Evidence, Gaussian, evidence_of, posterior

RNG = np.random.default_rng(3)
ROWS = RNG.standard_normal((40, 3))
OUTCOME = ROWS @ [2.0, 0.0, -1.0] + 0.5 * RNG.standard_normal(40)
MIXED = RNG.standard_normal((3, 3))
PRIOR = Gaussian(np.array([1.0, 1.0, 1.0]), MIXED @ MIXED.T + np.eye(3))


def test_it_is_the_conditional_distribution_of_the_joint_normal() -> None:
    # Coefficients and outcomes are jointly normal; condition on the outcomes.
    cross = PRIOR.covariance @ ROWS.T
    outcome_covariance = ROWS @ cross + 0.25 * np.eye(40)
    gain = cross @ np.linalg.inv(outcome_covariance)
    found = posterior(PRIOR, evidence_of(ROWS, OUTCOME), 0.25)
    np.testing.assert_allclose(found.mean, PRIOR.mean + gain @ (OUTCOME - ROWS @ PRIOR.mean))
    np.testing.assert_allclose(found.covariance, PRIOR.covariance - gain @ cross.T, atol=1e-10)


def test_evidence_adds_up() -> None:
    parts = evidence_of(ROWS[:15], OUTCOME[:15]) + evidence_of(ROWS[15:], OUTCOME[15:])
    whole = evidence_of(ROWS, OUTCOME)
    np.testing.assert_allclose(parts.gram, whole.gram)
    np.testing.assert_allclose(parts.moment, whole.moment)


def test_nothing_seen_leaves_the_prior() -> None:
    found = posterior(PRIOR, Evidence(np.zeros((3, 3)), np.zeros(3)), 1.0)
    np.testing.assert_allclose(found.mean, PRIOR.mean)
    np.testing.assert_allclose(found.covariance, PRIOR.covariance)


def test_draws_are_of_the_distribution() -> None:
    drawn = PRIOR.draws()
    assert drawn.mean(0) == pytest.approx(PRIOR.mean, abs=1e-12)
    # Of 5,000 pairs an error of a variance of 6 is .13.
    np.testing.assert_allclose(np.cov(drawn.T), PRIOR.covariance, atol=0.4)
    assert (drawn == PRIOR.draws()).all()


def test_a_largest_of_draws_is_as_often_each_as_by_integration() -> None:
    found = Gaussian(np.array([1.0, 0.0]), np.array([[4.0, 1.0], [1.0, 2.0]]))
    # The difference is normal, of mean 1 and variance 4 + 2 - 2.
    first = (found.draws().argmax(1) == 0).mean()
    assert first == pytest.approx(norm.cdf(1 / 2), abs=0.01)


@pytest.mark.parametrize("spread", [np.eye(3), np.diag([1.0, 1.0, 0.0]), PRIOR.covariance])
def test_what_is_known_in_seven_digits_is_drawn_alike(spread: Floats) -> None:
    # Of an identity any axes are eigenvectors: the least change turns them.
    nearly = spread * (1 + 1e-7 * (MIXED + MIXED.T))
    before, after = (Gaussian(np.zeros(3), each).draws() for each in (spread, nearly))
    np.testing.assert_allclose(before, after, atol=2e-3)


def test_the_mean_and_the_sd_of_a_row_are_those_of_a_ridge_regression() -> None:
    """By statsmodels: rows of the prior's pull below those seen, weighed by their noise."""
    own_sd = np.array([1.0, 2.0, 0.5])
    prior = Gaussian(np.array([1.0, 0.0, -1.0]), np.diag(own_sd**2))
    found = posterior(prior, evidence_of(ROWS, OUTCOME), 0.25)
    noise_sd = np.concatenate([np.full(40, 0.5), own_sd])
    rows, outcome = np.vstack([ROWS, np.eye(3)]), np.concatenate([OUTCOME, prior.mean])
    fitted = OLS(outcome / noise_sd, rows / noise_sd[:, None]).fit(cov_type="fixed scale")
    asked = np.array([[1.0, 2.0, 0.0], [0.0, 0.0, 1.0]])
    told = found.through(asked)
    expected = fitted.get_prediction(asked)
    np.testing.assert_allclose(told.mean, expected.predicted_mean)
    np.testing.assert_allclose(told.sd, expected.se_mean)
