import numpy as np
import pytest

from ml.engines.arrays import Floats
from ml.engines.trust import earned_trust
from ml.engines.walk_forward import running_mean


def departing(n_nights: int, slope: float, seed: int = 0) -> tuple[Floats, Floats, Floats]:
    """Return forecasts that depart from the mean by 6 points, and what came."""
    rng = np.random.default_rng(seed)
    departure = rng.normal(0, 6, n_nights)
    outcome = 60 + slope * departure + rng.normal(0, 20, n_nights)
    mean = running_mean(outcome)
    return mean + departure, mean, outcome


def test_departures_that_come_true_are_kept_and_others_not() -> None:
    assert earned_trust(*departing(2000, 1.0))[-1] > 0.85
    assert earned_trust(*departing(2000, 0.5))[-1] == pytest.approx(0.5, abs=0.12)
    assert earned_trust(*departing(2000, 0.0))[-1] < 0.1
    assert earned_trust(*departing(2000, -1.0))[-1] == 0


def test_the_share_by_hand() -> None:
    outcome = np.array([40.0, 60.0, 40.0, 60.0])
    mean = np.full(4, 50.0)
    forecast = np.array([np.nan, 52.0, 45.0, 50.0])
    trust = earned_trust(forecast, mean, outcome)
    # 2 * 10 and 5 * 10 over 2^2 and 5^2 and 6 variances: 100 of two nights, 800 / 9 of three.
    assert trust.tolist() == pytest.approx([0, 0, 20 / 604, 70 / (29 + 1600 / 3), 70 / 629])


def test_trust_knows_nothing_that_came_later() -> None:
    forecast, mean, outcome = departing(100, 1.0)
    changed = outcome.copy()
    changed[60:] = 1.0
    before, after = (earned_trust(forecast, mean, each) for each in (outcome, changed))
    assert np.array_equal(before[:61], after[:61])
    assert before[61] != after[61]


def test_a_forecast_that_is_the_mean_earns_nothing() -> None:
    outcome = np.full(30, 55.0)
    mean = running_mean(outcome)
    assert not earned_trust(mean, mean, outcome).any()
