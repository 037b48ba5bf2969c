import numpy as np
import pytest
from sklearn.linear_model import Ridge

from ml.engines.effective_nights import worth
from ml.engines.level_outlook import DRIFT_SD, level_outlook
from tests.ml.engines.person import autoregressive


def test_of_independent_nights_it_is_a_ridge_on_time() -> None:
    nights = np.tile([50.0, 60.0], 45) + np.linspace(0, 4, 90)
    found = level_outlook(nights)
    assert found is not None
    assert found.phi == 0
    months = (np.arange(90.0) - 89) / 30
    ridge = Ridge(alpha=DRIFT_SD**-2).fit(months[:, None], nights)
    assert found.mean == pytest.approx([ridge.intercept_, ridge.coef_[0]])


def test_a_rise_is_not_run_on() -> None:
    nights = np.random.default_rng(0).normal(60, 20, 90) + np.linspace(0, 20, 90)
    found = level_outlook(nights)
    assert found is not None
    slope = np.polyfit(np.arange(90) / 30, nights, 1)[0]
    assert 0 < found.mean[1] < slope / 2


def test_chances_come_true_where_nothing_changes() -> None:
    rng = np.random.default_rng(1)
    realistic, stretch, floor = [], [], []
    for _ in range(500):
        life = autoregressive(rng.standard_normal(90 + 84), 0.3)
        found = level_outlook(life[:90])
        assert found is not None
        later = life[-28:].mean()
        realistic.append(later >= found.target(0.5, 84, 1))
        stretch.append(later >= found.target(0.2, 84, 1))
        floor.append(abs(later) <= found.noise_floor)
    assert np.mean(realistic) == pytest.approx(0.5, abs=0.06)
    # Drift was allowed for and there is none, so reaching is a little rarer than told.
    assert 0.08 <= np.mean(stretch) <= 0.24
    assert np.mean(floor) == pytest.approx(0.9, abs=0.05)


def test_target_and_chance_are_each_others_inverse() -> None:
    found = level_outlook(np.random.default_rng(2).normal(55, 4, 90))
    assert found is not None
    for better in (1, -1):
        for probability in (0.5, 0.2):
            target = found.target(probability, 60, better)
            assert found.chance(target, 60, better) == pytest.approx(probability)
    assert found.target(0.2, 60, -1) < found.target(0.5, 60, -1)
    assert found.target(0.2, 60, 1) > found.target(0.5, 60, 1)


def test_nights_already_lived_count_as_they_were() -> None:
    nights = np.tile([50.0, 60.0], 45)
    nights[-27:] = 90.0
    found = level_outlook(nights)
    assert found is not None
    mean, sd = found.ahead(1)
    assert mean == pytest.approx((27 * 90 + found.mean @ [1, 1 / 30]) / 28)
    assert sd < found.ahead(28)[1] < found.ahead(365)[1]


def test_the_noise_floor_by_hand() -> None:
    found = level_outlook(np.tile([50.0, 60.0], 45))
    assert found is not None
    assert found.noise_floor == pytest.approx(1.645 * found.sd / np.sqrt(worth(28, 0)))
    mean, low, high = found.recent_interval
    assert (mean, high - mean) == pytest.approx((55.0, found.noise_floor))
    assert mean - low == pytest.approx(high - mean)


def test_too_few_nights_or_none_that_vary_have_no_outlook() -> None:
    nights = np.random.default_rng(3).standard_normal(90)
    assert level_outlook(nights[:55]) is None
    assert level_outlook(np.full(90, 60.0)) is None
    nights[-28:-11] = np.nan
    assert level_outlook(nights) is None
