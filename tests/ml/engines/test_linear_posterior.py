import numpy as np
import pytest

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
    assert drawn.mean(0) == pytest.approx(PRIOR.mean, abs=0.2)
    np.testing.assert_allclose(np.cov(drawn.T), PRIOR.covariance, atol=0.6)
    assert (drawn == PRIOR.draws()).all()
