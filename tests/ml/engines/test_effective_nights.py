import numpy as np
import pytest

from ml.engines.effective_nights import LARGEST_LAG1, lag1, worth
from tests.ml.engines.person import autoregressive


@pytest.mark.parametrize("phi", [0.0, 0.2, 0.36, 0.9])
@pytest.mark.parametrize("n_nights", [1, 7, 28])
def test_nights_are_worth_what_the_sum_of_their_covariances_says(n_nights: int, phi: float) -> None:
    place = np.arange(n_nights)
    covariance = phi ** np.abs(place[:, None] - place)
    assert worth(n_nights, phi) == pytest.approx(n_nights**2 / covariance.sum())


def test_a_week_at_the_usual_autocorrelation_of_hrv() -> None:
    # A 7-night mean has a standard error of .52 SD (insights on 16 people).
    assert worth(7, 0.36) ** -0.5 == pytest.approx(0.52, abs=0.003)


@pytest.mark.parametrize("phi", [0.0, 0.3, 0.5])
def test_autocorrelation_is_unbiased_over_many_people(phi: float) -> None:
    rng = np.random.default_rng(0)
    people = np.array([autoregressive(rng.standard_normal(60), phi) for _ in range(600)])
    found = lag1(people[:, None, :])
    # At 0 the values below it are cut off.
    assert found.mean() == pytest.approx(phi, abs=0.07 if phi == 0 else 0.02)


def test_a_step_between_windows_is_no_autocorrelation() -> None:
    nights = np.random.default_rng(1).standard_normal((2, 200))
    nights[1] += 10
    assert lag1(nights) < 0.15
    assert lag1(nights.reshape(1, -1)) == LARGEST_LAG1


def test_missing_nights_are_no_neighbours() -> None:
    rng = np.random.default_rng(2)
    nights = autoregressive(rng.standard_normal(4000), 0.5)
    nights[rng.random(4000) < 0.3] = np.nan
    assert lag1(nights[None, :]) == pytest.approx(0.5, abs=0.04)


def test_what_never_moves_or_has_no_neighbours_has_none() -> None:
    assert lag1(np.full((1, 30), 5.0)) == 0
    assert lag1(np.array([[1.0, np.nan, 2.0, np.nan, 1.0]])) == 0
    assert lag1(np.full((1, 30), np.nan)) == 0
