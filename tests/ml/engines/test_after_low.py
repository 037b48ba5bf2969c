import numpy as np
import pytest

from ml.engines.after_low import (
    after_low,
    corrected_lag1,
    days_until_close,
    median_days,
)
from ml.engines.arrays import Floats
from tests.ml.engines.person import autoregressive


def recoveries(n_days: int, seed: int, lag1: float = 0.2) -> Floats:
    white = np.random.default_rng(seed).standard_normal(n_days)
    return np.clip(60 + 22 * autoregressive(white, lag1), 1, 99)


def test_gaps_are_means_after_the_first_low_day_of_a_run() -> None:
    week = [60.0, 20.0, 30.0, 50.0, 70.0, 60.0, 60.0, 60.0]
    found = after_low(np.array(week * 6))
    assert found is not None
    assert found.low_at_most == 33
    # The second low day belongs to the run of the first.
    assert found.events.sum() == 6
    mean = np.mean(week)
    assert found.gap == pytest.approx(np.array([30, 50, 70, 60, 60]) - mean)
    assert found.n_known.tolist() == [6, 6, 6, 6, 6]
    assert found.chance_gap[0] == pytest.approx((20 - mean) * found.lag1)


def test_a_low_day_after_an_unknown_one_begins_no_run() -> None:
    known = after_low(np.array([70.0, 20.0, 60.0, 60.0, 60.0, 60.0, 60.0, 60.0, 60.0, 60.0]))
    unknown = after_low(np.array([np.nan, 20.0, 60.0, 60.0, 60.0, 60.0, 60.0, 60.0, 60.0, 60.0]))
    assert known is not None
    assert unknown is None


def test_days_that_are_missing_afterwards_are_left_out() -> None:
    week = np.array([60.0, 20.0, np.nan, 50.0, 70.0, 60.0, 60.0, 60.0])
    found = after_low(np.tile(week, 6))
    assert found is not None
    assert np.isnan(found.gap[0])
    assert found.gap[1] == pytest.approx(50 - np.nanmean(week))


def test_who_is_rarely_red_has_the_own_lowest_fifth() -> None:
    values = np.tile(np.array([80.0, 85.0, 50.0, 90.0, 88.0]), 12)
    found = after_low(values)
    assert found is not None
    assert found.low_at_most == 50
    assert found.events.sum() == 12


def test_ties_at_the_edge_of_the_fifth_are_not_low() -> None:
    found = after_low(np.array(([70.0] * 8 + [20.0]) * 5 + [70.0] * 5))
    assert found is not None
    assert found.low_at_most == 33
    assert found.events.sum() == 5


def test_white_noise_is_back_the_next_day_where_deltas_would_see_a_speed() -> None:
    recovery = recoveries(5000, seed=1, lag1=0.0)
    found = after_low(recovery)
    assert found is not None
    assert found.gap == pytest.approx(np.zeros(5), abs=1.6)
    # What a regression of changes on levels would report of the same days.
    assert np.corrcoef(np.diff(recovery), recovery[:-1])[0, 1] == pytest.approx(-0.71, abs=0.02)


def test_the_reference_is_the_path_of_an_autoregression() -> None:
    found = after_low(recoveries(8000, seed=2, lag1=0.5))
    assert found is not None
    assert found.lag1 == pytest.approx(0.5, abs=0.03)
    assert found.gap == pytest.approx(found.chance_gap, abs=1.6)


def test_a_slow_return_is_told_from_chance() -> None:
    recovery = recoveries(600, seed=3, lag1=0.1)
    for day in range(1, 597):
        if recovery[day] <= 35 < recovery[day - 1]:
            # Under the mean of 60, and not low again.
            recovery[day + 1 : day + 4] = np.clip(recovery[day + 1 : day + 4], 43, 50)
    found = after_low(recovery)
    assert found is not None
    assert (found.gap_high[1:3] < found.chance_gap[1:3]).all()
    assert found.gap_low[4] < 0 < found.gap_high[4]


def test_nine_of_ten_intervals_hold_the_truth() -> None:
    life = recoveries(300_000, 4, 0.25)
    edge = np.quantile(life, 0.2)
    begins = np.flatnonzero((life[1:-6] < edge) & (life[:-7] >= edge)) + 1
    truth = np.array([life[begins + k].mean() - life.mean() for k in range(1, 6)])
    held = [
        (found.gap_low <= truth) & (truth <= found.gap_high)
        for seed in range(150)
        if (found := after_low(recoveries(180, 100 + seed, 0.25))) is not None
    ]
    # 25 low days each; standard error of a share over 750 intervals is about .015.
    assert 0.85 <= np.mean(held) <= 0.95


def test_lag_1_is_corrected_by_kendalls_formula() -> None:
    values = recoveries(50, seed=6, lag1=0.4)
    raw = np.corrcoef(values[1:], values[:-1])[0, 1]
    assert corrected_lag1(values) == pytest.approx(raw + (1 + 3 * raw) / 49)
    corrected = [corrected_lag1(recoveries(60, seed, lag1=0.4)) for seed in range(400)]
    assert np.mean(corrected) == pytest.approx(0.39, abs=0.02)


def test_lag_1_is_nothing_where_nothing_can_be_known() -> None:
    assert corrected_lag1(np.full(30, 60.0)) == 0
    assert corrected_lag1(np.array([60.0, np.nan, 50.0, np.nan])) == 0
    assert corrected_lag1(np.tile([40.0, 80.0], 20)) == 0


def test_days_until_close_are_of_the_first_close_day() -> None:
    assert days_until_close(np.array([-4.0, -9.0, -1.0, 0.0, 0.0])) == 1
    assert days_until_close(np.array([-14.0, -9.0, -8.0, -7.0, -6.0])) is None


def test_half_of_the_low_days_are_followed_by_a_usual_one() -> None:
    quick, slow = [62.0, 20.0, 65.0, 62.0, 62.0, 62.0, 62.0], [62.0, 20.0, 40.0, 40.0, 62.0, 62.0]
    recovery = np.array((quick * 2 + slow) * 12 + [62.0] * 5)
    found = after_low(recovery)
    assert found is not None
    median, _ = median_days(recovery, found)
    assert median == 1
    recovery = np.array((quick + slow * 2) * 12 + [62.0] * 5)
    found = after_low(recovery)
    assert found is not None
    assert median_days(recovery, found)[0] == 3


def test_by_chance_the_median_is_that_of_simulated_days() -> None:
    recovery = recoveries(3000, seed=7, lag1=0.6)
    found = after_low(recovery)
    assert found is not None
    median, by_chance = median_days(recovery, found)
    assert median == by_chance


def test_without_low_days_there_is_no_path() -> None:
    assert after_low(np.full(40, np.nan)) is None
    assert after_low(np.full(40, 60.0)) is None
    assert after_low(np.array([20.0])) is None
