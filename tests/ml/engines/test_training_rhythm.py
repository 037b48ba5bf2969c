import numpy as np
import pytest
from scipy.stats import chi2_contingency

from ml.engines.arrays import Floats
from ml.engines.training_rhythm import TrainingRhythm, training_rhythm
from tests.ml.engines.person import FIRST_DAY


def rhythm(trained: Floats) -> TrainingRhythm:
    found = training_rhythm(trained, FIRST_DAY + np.arange(len(trained)))
    assert found is not None
    return found


def tosses(n_days: int, seed: int, share: float = 0.55) -> Floats:
    return (np.random.default_rng(seed).random(n_days) < share).astype(np.float64)


def test_runs_and_shares_by_hand() -> None:
    found = rhythm(np.array([1, 1, 1, 0, 0, 1, 0, 1, 1, 0], dtype=np.float64))
    assert (found.longest_training_days, found.longest_rest_days) == (3, 2)
    assert found.training_after_training_share == pytest.approx(3 / 6)
    assert found.training_after_rest_share == pytest.approx(2 / 3)
    assert found.rest_spacing_days == 2  # of 1, 2 and 3


def test_an_unrecorded_day_ends_a_run_and_follows_nothing() -> None:
    found = rhythm(np.array([1, 1, np.nan, 1, 1, 1, 0, np.nan, 0], dtype=np.float64))
    assert (found.longest_training_days, found.longest_rest_days) == (3, 1)
    assert found.training_after_training_share == pytest.approx(3 / 4)
    assert np.isnan(found.training_after_rest_share)


def test_longest_runs_of_tosses_are_those_of_chance() -> None:
    gaps: list[int] = []
    for seed in range(60):
        found = rhythm(tosses(140, seed))
        gaps.append(found.longest_training_days - found.longest_training_by_chance_days)
    assert abs(np.mean(gaps)) < 0.7


@pytest.mark.parametrize("name", ["order_p_value", "weekday_p_value"])
def test_tosses_are_found_at_the_stated_rate(name: str) -> None:
    p_values = [float(getattr(rhythm(tosses(140, seed)), name)) for seed in range(150)]
    assert np.mean(np.array(p_values) <= 0.1) == pytest.approx(0.1, abs=0.06)


def test_blocks_and_a_strict_turn_are_both_no_chance_order() -> None:
    assert rhythm(np.tile(np.repeat([1.0, 0.0], 5), 12)).order_p_value == 0.001
    assert rhythm(np.tile([1.0, 0.0], 60)).order_p_value == 0.001


def test_a_fixed_week_is_uneven_over_weekdays() -> None:
    assert rhythm(np.tile([1.0, 0, 1, 0, 1, 0, 0], 8)).weekday_p_value == 0.001


def test_weekday_p_value_is_near_that_of_the_chi_squared_test() -> None:
    trained = tosses(350, 4, 0.5)
    table = np.array([[trained[w::7].sum(), (1 - trained[w::7]).sum()] for w in range(7)])
    _, expected, _, _ = chi2_contingency(table)
    assert rhythm(trained).weekday_p_value == pytest.approx(expected, abs=0.05)


@pytest.mark.parametrize("trained", [np.ones(30), np.zeros(30), np.full(30, np.nan), np.zeros(0)])
def test_one_kind_of_day_alone_has_no_rhythm(trained: Floats) -> None:
    assert training_rhythm(trained, FIRST_DAY + np.arange(len(trained))) is None


def test_one_rest_day_has_no_spacing() -> None:
    assert np.isnan(rhythm(np.append(np.ones(9), 0.0)).rest_spacing_days)
