"""Student's t against SciPy's, and intervals that hold their mean as often as they say."""

import numpy as np
import pytest
from scipy import stats

from ml.student_t import mean_interval, two_sided


@pytest.mark.parametrize("degrees", [1, 2, 3, 4, 5, 6, 7, 30, 31, 1000])
@pytest.mark.parametrize("probability", [0.01, 0.5, 0.9, 0.999])
def test_the_quantile_is_scipys(degrees: int, probability: float) -> None:
    expected = float(stats.t.ppf((1 + probability) / 2, degrees))
    assert two_sided(probability, degrees) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize(("probability", "degrees"), [(0, 4), (1, 4), (0.9, 0), (-0.1, 4)])
def test_what_is_no_probability_or_degree_is_refused(probability: float, degrees: int) -> None:
    with pytest.raises(ValueError, match="expected"):
        two_sided(probability, degrees)


@pytest.mark.parametrize("values", [[], [3.0]])
def test_one_value_has_no_interval(values: list[float]) -> None:
    assert mean_interval(values, 0.9) is None


def test_nine_of_ten_intervals_of_five_values_hold_the_mean() -> None:
    held = 0
    for drawn in np.random.default_rng(5).normal(50, 20, (4000, 5)).tolist():
        interval = mean_interval(drawn, 0.9)
        assert interval is not None
        held += interval[0] <= 50 <= interval[1]
    assert held / 4000 == pytest.approx(0.9, abs=0.015)
