import numpy as np
import pytest
from scipy.stats import ttest_ind

from ml.engines.arrays import Floats
from ml.engines.level_change import WINDOW_NIGHTS, band, level_change
from tests.ml.engines.person import autoregressive

N_PEOPLE = 600


def people(phi: float, n_nights: int, seed: int) -> list[Floats]:
    rng = np.random.default_rng(seed)
    return [autoregressive(rng.standard_normal(n_nights), phi) for _ in range(N_PEOPLE)]


def test_of_independent_nights_it_is_students_interval() -> None:
    # Alternating nights have a negative autocorrelation, which counts as none.
    nights = np.tile([50.0, 60.0], 28) + np.repeat([0.0, 3.0], 28)
    found = level_change(nights)
    assert found is not None
    student = ttest_ind(nights[28:], nights[:28]).confidence_interval(0.90)
    assert (found.low, found.high) == pytest.approx((student.low, student.high))
    assert found.change == pytest.approx(3.0)
    assert found.beyond_noise == (student.low > 0)


@pytest.mark.parametrize("phi", [0.2, 0.4])
def test_the_interval_covers_as_it_says_under_autocorrelation(phi: float) -> None:
    found = [level_change(nights) for nights in people(phi, 56, 1)]
    covers = np.mean([each.low <= 0 <= each.high for each in found if each is not None])
    assert 0.87 <= covers <= 0.93


def test_taken_for_independent_the_same_nights_would_not() -> None:
    tested = np.array([ttest_ind(nights[28:], nights[:28]) for nights in people(0.4, 56, 1)])
    assert np.mean(tested[:, 1] <= 0.10) > 0.2


def test_a_window_needs_three_nights_a_week() -> None:
    nights = np.tile([50.0, 60.0], 28)
    nights[28:45] = np.nan
    assert level_change(nights) is None
    nights[44] = 55.0
    found = level_change(nights)
    assert found is not None
    assert (found.n_before, found.n_recent) == (WINDOW_NIGHTS, 12)
    assert level_change(nights[1:]) is None


def test_what_never_moves_has_no_change() -> None:
    found = level_change(np.full(56, 3.0))
    assert found is not None
    assert (found.change, found.low, found.high, found.beyond_noise) == (0, 0, 0, False)


def test_a_sixth_of_weeks_leave_the_band_by_chance_and_a_third_the_other() -> None:
    phi, outside, left, told = 0.36, [], [], []
    for nights in people(phi, 67, 2):
        found = band(nights[:60])
        assert found is not None
        week = nights[60:].mean()
        outside.append(not found.low <= week <= found.high)
        left.append(not found.worthwhile_low <= week <= found.worthwhile_high)
        told.append(found.chance_share)
    # The baseline's mean and spread are estimates themselves, so it is a sixth and no tenth.
    assert np.mean(outside) == pytest.approx(1 / 6, abs=0.03)
    assert np.mean(told) == pytest.approx(0.36, abs=0.02)
    assert np.mean(left) == pytest.approx(np.mean(told), abs=0.05)


def test_a_band_needs_fourteen_nights() -> None:
    nights = np.full(60, np.nan)
    nights[:13] = np.arange(13.0)
    assert band(nights) is None
    nights[13] = 13.0
    assert band(nights) is not None
