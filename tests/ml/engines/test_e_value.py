import numpy as np
import pytest
from scipy.stats import multivariate_normal, norm
from scipy.stats import t as student

from ml.engines.e_value import (
    LARGEST_LOG_E,
    calibrated_error,
    joint_log_e_value,
    log_e_value,
    two_sided_p,
)


def test_e_value_is_the_ratio_of_the_densities() -> None:
    estimate, error = np.array([-9.0, 2.0]), np.array([4.0, 3.0])
    mean, scale = np.array([-13.0, 0.0]), np.array([7.0, 11.0])
    expected = norm.logpdf(estimate, mean, np.hypot(error, scale)) - norm.logpdf(estimate, 0, error)
    assert log_e_value(estimate, error, mean, scale) == pytest.approx(expected)


def test_joint_e_value_is_the_ratio_of_the_densities() -> None:
    estimate = np.array([3.0, -2.0])
    error, prior = np.array([[2.0, 0.5], [0.5, 1.0]]), np.diag([9.0, 4.0])
    # scipy's annotations ask for an int where its documentation asks for a matrix.
    under_prior = multivariate_normal(cov=error + prior)  # pyright: ignore[reportArgumentType]
    under_null = multivariate_normal(cov=error)  # pyright: ignore[reportArgumentType]
    expected = under_prior.logpdf(estimate) - under_null.logpdf(estimate)
    assert joint_log_e_value(estimate, error, prior) == pytest.approx(expected)


def test_e_values_are_capped() -> None:
    huge = log_e_value(np.array([1e3]), np.ones(1), np.zeros(1), np.ones(1))
    assert huge[0] == LARGEST_LOG_E
    assert joint_log_e_value(np.full(2, 1e3), np.eye(2), np.eye(2)) == LARGEST_LOG_E


def test_calibration_keeps_the_p_value() -> None:
    estimate, error = np.array([2.5, -0.4]), np.array([1.0, 1.0])
    p_value = two_sided_p(estimate, error, 14)
    assert p_value == pytest.approx(2 * student.sf(np.abs(estimate), 14))
    calibrated = calibrated_error(estimate, error, p_value)
    assert 2 * norm.sf(np.abs(estimate) / calibrated) == pytest.approx(p_value)


def test_an_estimate_of_zero_keeps_its_error() -> None:
    assert calibrated_error(np.zeros(1), np.ones(1), np.ones(1))[0] == 1.0


@pytest.mark.parametrize("df", [12, 40])
def test_without_an_effect_the_mean_e_value_is_at_most_one(df: int) -> None:
    estimate = np.random.default_rng(df).standard_t(df, 100_000)
    error = calibrated_error(estimate, np.ones(100_000), two_sided_p(estimate, np.ones(1), df))
    e_values = np.exp(log_e_value(estimate, error, np.zeros(1), np.full(1, 1.5)))
    # Heavy tails: the mean over 100,000 draws varies by about .02.
    assert e_values.mean() <= 1.06
    assert (e_values >= 20).mean() <= 1 / 20
