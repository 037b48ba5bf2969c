import numpy as np
import pytest
from scipy.stats import ttest_1samp

from ml.engines.mean_interval import mean_interval
from tests.ml.engines.person import autoregressive


def test_alternating_nights_get_students_interval() -> None:
    values = np.tile([400.0, 440.0], 20)
    student = ttest_1samp(values, 0).confidence_interval(0.9)
    assert mean_interval(values) == (pytest.approx(student.low), pytest.approx(student.high))


@pytest.mark.parametrize("lag1", [0.0, 0.2, 0.4])
@pytest.mark.parametrize("n_nights", [20, 90])
def test_intervals_hold_the_truth_nine_times_in_ten(lag1: float, n_nights: int) -> None:
    held: list[bool] = []
    for seed in range(800):
        noise = autoregressive(np.random.default_rng(seed).standard_normal(n_nights), lag1)
        low, high = mean_interval(420 + 60 * noise)
        held.append(low < 420 < high)
    assert np.mean(held) == pytest.approx(0.905, abs=0.035)


def test_persistent_nights_give_a_wider_interval() -> None:
    white = np.random.default_rng(3).standard_normal(90)

    def width(lag1: float) -> float:
        low, high = mean_interval(autoregressive(white, lag1))
        return high - low

    assert width(0.0) < width(0.4) < width(0.7)


def test_equal_values_have_no_width() -> None:
    assert mean_interval(np.full(10, 7.0)) == (7, 7)


def test_three_values_are_too_few() -> None:
    with pytest.raises(ValueError, match="3 values: expected 4 or more"):
        mean_interval(np.ones(3))
