import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import circmean, circstd

from ml.engines.clock import summarise, unwrap

HOURS = st.lists(st.floats(-30, 30), min_size=2, max_size=40)


def test_summary_equals_scipys_circular_statistics() -> None:
    hours = np.random.default_rng(0).normal(23.5, 1.5, 200)
    summary = summarise(hours)
    assert summary.mean_hours % 24 == pytest.approx(circmean(hours, high=24, low=0))
    assert summary.sd_hours == pytest.approx(circstd(hours, high=24, low=0))


def test_times_around_midnight_have_a_mean_at_midnight() -> None:
    assert summarise(np.array([23.0, 1.0])).mean_hours == pytest.approx(0, abs=1e-9)
    assert summarise(np.array([23.0, 1.0])).concentration == pytest.approx(np.cos(np.pi / 12))


def test_equal_times_have_no_spread() -> None:
    assert summarise(np.full(5, 22.7)).sd_hours == pytest.approx(0, abs=1e-6)


def test_no_time_has_no_mean() -> None:
    assert np.isnan(summarise(np.array([np.nan])).mean_hours)


@given(HOURS)
def test_unwrapping_forgets_whole_days(hours: list[float]) -> None:
    times = np.array(hours)
    unwrapped, a_day_later = unwrap(times, 0.25), unwrap(times + 24, 0.25)
    apart = np.abs(unwrapped - a_day_later)
    # At the cut itself rounding may send a time to either end of the line.
    assert np.all((apart < 1e-6) | (np.abs(apart - 24) < 1e-6))
    assert np.all((unwrapped >= 0.25 - 12 - 1e-9) & (unwrapped <= 0.25 + 12 + 1e-9))


def test_missing_times_stay_missing() -> None:
    assert np.isnan(unwrap(np.array([np.nan]), 0.0)[0])
