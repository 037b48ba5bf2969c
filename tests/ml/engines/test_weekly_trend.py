import numpy as np
import pytest
from scipy.stats import kendalltau

from ml.engines.weekly_trend import weekly_medians, weekly_trend
from tests.ml.engines.person import autoregressive

WEEKS = np.repeat(np.arange(8.0), 7)
DAY = np.arange(1, 57)


def test_weeks_count_back_from_the_last_day_and_empty_ones_are_left_out() -> None:
    day = np.array([3, 10, 11, 12, 30])
    found = weekly_medians(day, np.array([1.0, 2.0, 9.0, 4.0, 7.0]), last_day=31, n_weeks=4)
    assert found.last_day.tolist() == [10, 17, 31]
    assert found.median.tolist() == [2.0, 6.5, 7.0]
    assert found.count.tolist() == [1, 2, 1]


def test_nothing_after_the_last_day_counts() -> None:
    assert not len(weekly_medians(np.array([9]), np.array([1.0]), last_day=8, n_weeks=8).median)


def test_the_change_is_the_median_slope_and_p_is_kendalls() -> None:
    medians = np.array([0.0, 2.0, 1.0, 3.0, 5.0, 4.0, 6.0, 7.0])
    found = weekly_trend(DAY, medians[WEEKS.astype(np.int64)], 56)
    assert found is not None
    slopes = [(medians[j] - medians[i]) / (j - i) for i in range(8) for j in range(i + 1, 8)]
    assert found.change == pytest.approx(8 * np.median(slopes))
    assert found.low < found.change < found.high
    # 26 of 28 pairs ascend; the exact distribution of that.
    _, p_value = np.asarray(kendalltau(np.arange(8), medians)).tolist()
    assert found.p_value == pytest.approx(p_value)
    assert found.p_value < 0.01


def test_somebody_who_stopped_has_no_trend() -> None:
    assert weekly_trend(DAY, WEEKS, last_day=56 + 30) is None


def test_what_never_moves_has_no_change() -> None:
    found = weekly_trend(DAY, np.full(56, 3.0), 56)
    assert found is not None
    assert (found.change, found.p_value) == (0.0, 1.0)


def test_days_that_resemble_the_days_before_are_no_trend() -> None:
    rng = np.random.default_rng(0)
    p_values = [
        found.p_value
        for _ in range(400)
        if (found := weekly_trend(DAY, autoregressive(rng.standard_normal(56), 0.35), 56))
    ]
    assert len(p_values) == 400
    assert np.mean(np.array(p_values) <= 0.05) <= 0.065
