from datetime import date

import numpy as np
import pytest

from ml.engines.arrays import Floats
from ml.engines.night_table import NightTable, night_table, previous, running_average
from ml.history import empty
from tests.ml.engines.person import FIRST_DAY, history, person


def table_of(
    recovery: list[float],
    *,
    days: list[int] | None = None,
    strain: list[float] | None = None,
    asleep: list[float] | None = None,
    offset: list[float] | None = None,
) -> NightTable:
    n_nights = len(recovery)
    columns = {
        "recovery_percent": np.array(recovery),
        "strain": np.array(strain or [10.0] * n_nights),
        "asleep_minutes": np.array(asleep or [420.0] * n_nights),
        "utc_offset_minutes": np.array(offset or [0.0] * n_nights),
    }
    where = None if days is None else np.array(days, dtype=np.float64)
    return night_table(history(columns, np.zeros((n_nights, 0)), (), where))


def test_an_empty_history_has_no_nights() -> None:
    assert len(night_table(empty()).recovery_percent) == 0


def test_the_first_four_recoveries_are_calibration() -> None:
    table = table_of([50, np.nan, 51, 52, 53, 54, 55])
    assert table.comparable.tolist() == [False] * 5 + [True, True]
    assert np.isnan(table.recovery_percent[:5]).all()


def test_a_short_night_is_not_compared_and_an_unknown_one_is() -> None:
    table = table_of([50.0] * 7, asleep=[420.0] * 4 + [119.0, 120.0, np.nan])
    assert table.comparable[4:].tolist() == [False, True, True]


def test_a_gap_keeps_its_place_and_has_no_lag() -> None:
    table = table_of([50.0] * 30 + [70.0, 71.0], days=[*range(30), 31, 32])
    assert table.day.tolist() == list(range(FIRST_DAY, FIRST_DAY + 33))
    assert np.isnan(table.recovery_percent[30])
    assert np.isnan(table.previous_recovery_percent[31])
    assert table.previous_recovery_percent[32] == 70.0
    assert table.previous_strain[32] == 10.0


def test_lags_are_filled_with_the_average_when_many_are_lost() -> None:
    table = table_of([50.0, 60.0] * 20, days=list(range(0, 80, 2)))
    assert table.previous_recovery_filled[table.comparable].all()
    filled = table.previous_recovery_percent[table.comparable][1:]
    assert filled == pytest.approx(table.recovery_average[table.comparable][1:])


def test_strain_is_that_of_the_waking_day_before() -> None:
    table = table_of([50.0] * 6, strain=[1.0, 2.0, 3.0, 4.0, 5.0, 6.0])
    assert table.previous_strain.tolist()[1:] == [1.0, 2.0, 3.0, 4.0, 5.0]


def test_the_average_ends_the_night_before() -> None:
    table = table_of([50.0] * 4 + [40.0, 80.0, 0.0])
    assert table.recovery_average.tolist()[5:] == [40.0, 50.0]


def test_weekend_nights_lead_into_saturday_and_sunday() -> None:
    table = table_of([50.0] * 7)
    days = [date.fromordinal(int(day)) for day in table.day]
    assert [day.weekday() for day in days] == table.weekday.tolist()
    assert table.weekend.tolist() == [0, 0, 0, 0, 0, 1, 1]


def test_travel_is_a_change_of_offset_from_one_night_to_the_next() -> None:
    table = table_of([50.0] * 5, offset=[60, 60, -300, np.nan, -300])
    assert table.travelled.tolist() == [0, 0, 1, 0, 0]
    clocks_changed = table_of([50.0] * 4, offset=[60, 60, 120, 120])
    assert not clocks_changed.travelled.any()


def test_the_journal_stands_on_its_own_night_with_three_states() -> None:
    habits = np.array([[1.0, np.nan], [0.0, 1.0], [np.nan, 0.0]])
    columns = {"recovery_percent": np.full(3, 50.0)}
    table = night_table(history(columns, habits, ("alcohol", "caffeine")))
    assert np.array_equal(table.habits.values, habits, equal_nan=True)
    assert table.habits.names == ("alcohol", "caffeine")


def test_an_answer_without_a_night_is_left_out() -> None:
    columns = {"recovery_percent": np.full(2, 50.0)}
    told = history(columns, np.ones((2, 1)), ("alcohol",))
    assert len(night_table(told.until(date.fromordinal(FIRST_DAY))).habits.values) == 1


@pytest.mark.parametrize("days", [1, -1, 3])
def test_whole_days_added_to_bedtimes_change_nothing(days: int) -> None:
    someone = person(60)
    moved = someone.nights["sleep_onset_hours"] + 24.0 * days
    plain = night_table(someone.history())
    shifted = night_table(someone.history(sleep_onset_hours=moved))
    assert shifted.bedtime_hours == pytest.approx(plain.bedtime_hours)


def test_another_zone_changes_neither_bedtimes_nor_recoveries() -> None:
    someone = person(60)
    plain = night_table(someone.history())
    abroad = night_table(someone.history(utc_offset_minutes=np.full(60, -480.0)))
    assert np.array_equal(abroad.bedtime_hours, plain.bedtime_hours)
    assert not abroad.travelled.any()


def test_a_shift_workers_times_are_not_torn_at_midnight() -> None:
    onsets = np.tile([23.8 - 24, 0.2, 23.5 - 24, 0.4], 10)
    wrapped: Floats = np.where(onsets < 0, onsets + 24, onsets)
    table = night_table(person(40).history(sleep_onset_hours=wrapped))
    assert np.ptp(table.bedtime_hours) == pytest.approx(0.9)


def test_running_average_by_hand() -> None:
    values = np.array([np.nan, 10.0, np.nan, 20.0])
    assert running_average(values, 0.5).tolist()[1:] == [10.0, 10.0, 15.0]
    assert previous(values).tolist()[2] == 10.0
