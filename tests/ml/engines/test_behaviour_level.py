import numpy as np
import pytest
from scipy.stats import beta, chi2

from ml.engines.behaviour_level import bedtime_spread, share_of_nights


def test_a_spread_has_the_interval_of_a_normal_one() -> None:
    hours = -0.5 + np.random.default_rng(0).normal(0, 0.8, 28)
    found = bedtime_spread(hours)
    assert found is not None
    assert found.value == pytest.approx(60 * hours.std(), rel=0.03)
    ratios = np.sqrt(27 / chi2(27).ppf([0.95, 0.05]))
    assert (found.low, found.high) == pytest.approx(tuple(found.value * ratios))
    assert bedtime_spread(hours + 24).value == pytest.approx(found.value)  # pyright: ignore[reportOptionalMemberAccess]


def test_a_share_has_jeffreys_interval() -> None:
    found = share_of_nights(np.repeat([True, False], [7, 21]))
    assert found is not None
    assert (found.value, found.n_nights) == (0.25, 28)
    assert (found.low, found.high) == pytest.approx(tuple(beta(7.5, 21.5).ppf([0.05, 0.95])))
    every = share_of_nights(np.ones(20, dtype=np.bool_))
    assert every is not None
    assert every.high == 1


def test_under_twelve_nights_nothing_is_told() -> None:
    assert bedtime_spread(np.array([23.0] * 11 + [np.nan] * 9)) is None
    assert share_of_nights(np.ones(11, dtype=np.bool_)) is None
    assert bedtime_spread(np.full(12, 23.0)).value == 0  # pyright: ignore[reportOptionalMemberAccess]


def test_around_the_clock_there_is_no_spread() -> None:
    found = bedtime_spread(np.arange(24.0))
    assert found is None or found.value > 600
