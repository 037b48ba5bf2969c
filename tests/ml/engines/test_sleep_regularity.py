import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ml.engines.arrays import Flags, Floats
from ml.engines.sleep_regularity import (
    EPOCHS_A_DAY,
    Days,
    day_pairs,
    days_of,
    sleep_regularity_index,
)


def all_known(asleep: Flags) -> Days:
    return Days(asleep, np.ones(len(asleep), dtype=np.bool_))


def every_day(onset: float, hours: float, n_days: int = 30) -> Floats:
    starts = onset + 24 * np.arange(n_days, dtype=np.float64)
    return np.column_stack([starts, starts + hours])


def index_of(nights: Floats, naps: Floats | None = None) -> float:
    return sleep_regularity_index(days_of(nights, naps))


def test_the_same_day_over_and_over_is_100() -> None:
    assert index_of(every_day(23.0, 8.0)) == 100
    assert index_of(every_day(8.5, 7.0)) == 100


def test_coin_tosses_are_near_0() -> None:
    tosses = np.random.default_rng(0).random((200, EPOCHS_A_DAY)) < 0.5
    assert sleep_regularity_index(all_known(tosses)) == pytest.approx(0, abs=1.5)


def test_asleep_whenever_awake_the_day_before_is_minus_100() -> None:
    half = np.arange(EPOCHS_A_DAY) < EPOCHS_A_DAY / 2
    alternating = np.array([half if day % 2 else ~half for day in range(10)])
    assert sleep_regularity_index(all_known(alternating)) == -100


def test_eight_hours_at_random_times_agree_by_chance() -> None:
    # Two days agree at an epoch with (1/3)^2 + (2/3)^2 = 5/9, and -100 + 200 * 5/9 = 11.1.
    rng = np.random.default_rng(1)
    start = rng.integers(0, EPOCHS_A_DAY, 3000)
    asleep = (np.arange(EPOCHS_A_DAY) - start[:, None]) % EPOCHS_A_DAY < EPOCHS_A_DAY // 3
    # A pair of days has an SD of about 42, so 3,000 pairs a standard error of .8.
    assert sleep_regularity_index(all_known(asleep)) == pytest.approx(100 / 9, abs=2.5)


def test_waking_an_hour_later_every_second_day_costs_an_hour_a_pair() -> None:
    nights = every_day(23.0, 8.0)
    nights[::2, 1] += 1
    assert index_of(nights) == pytest.approx(100 - 200 / 24)


def test_a_known_nap_counts_where_it_is_not_repeated() -> None:
    nights = every_day(23.0, 8.0, 10)
    nap = np.array([[24 * 4 + 14.0, 24 * 4 + 15.0]])
    # One hour differs in two of nine pairs of days.
    assert index_of(nights, nap) == pytest.approx(100 - 200 * 2 / (24 * 9))
    daily = np.array([[24 * day + 14.0, 24 * day + 14.5] for day in range(12)])
    assert index_of(nights, daily) > 98


def test_an_unrecorded_night_is_no_wakeful_one() -> None:
    nights = np.delete(every_day(23.0, 8.0), [4, 11, 12], axis=0)
    days = days_of(nights)
    assert sleep_regularity_index(days) == 100
    assert day_pairs(days).sum() == 24


def test_a_day_sleeper_is_as_regular_as_a_night_sleeper() -> None:
    rng = np.random.default_rng(2)
    nights = every_day(23.0, 8.0, 60) + rng.normal(0, 0.7, (60, 2))
    for shift in (2.0, 9.5, 12.0):
        assert index_of(nights + shift) == pytest.approx(index_of(nights), abs=0.6)


def test_a_flight_costs_the_one_pair_of_days_that_it_shifts() -> None:
    nights = every_day(23.0, 8.0, 30)
    nights[15:] -= 6
    # Six hours earlier: asleep against awake for 12 of 24 hours in one of 29 pairs.
    assert index_of(nights) == pytest.approx(100 - 200 * 12 / (24 * 29))


def test_without_two_days_in_a_row_there_is_no_index() -> None:
    assert np.isnan(index_of(np.zeros((0, 2))))
    assert np.isnan(index_of(every_day(23.0, 8.0, 1)))
    assert np.isnan(index_of(every_day(23.0, 8.0, 5)[::2]))


@given(
    st.lists(st.tuples(st.floats(-2, 2), st.floats(3, 11)), min_size=2, max_size=30),
    st.integers(-400, 400),
)
def test_the_index_stays_in_bounds_and_forgets_whole_days(
    drawn: list[tuple[float, float]], shift: int
) -> None:
    offset, length = np.array(drawn).T
    start = 24 * np.arange(len(drawn)) + offset
    nights = np.column_stack([start, start + length])
    index = index_of(nights)
    assert -100 <= index <= 100
    # A span's end lying exactly between two epochs may be rounded to either.
    assert index_of(nights + 24 * shift) == pytest.approx(index, abs=1)
