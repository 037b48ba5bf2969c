import numpy as np
import pytest

from ml.engines.evening import (
    WEEKDAYS,
    Scenario,
    big_model,
    evenings,
    nights_as_they_were,
    small_model,
    tomorrow,
)
from ml.engines.night_table import night_table
from ml.regimes import STAGING_CHANGED_ON
from tests.ml.engines.person import FIRST_DAY, history, person


def test_tomorrows_row_holds_this_mornings_recovery_and_todays_strain() -> None:
    table = night_table(person(30).history())
    row = tomorrow(table)
    assert row.column("recovery[t-1]")[0] == table.recovery_percent[-1]
    assert row.column("strain[t-1]")[0] == table.strain[-1]
    # 30 nights from a Monday: the last is a Tuesday, tomorrow a Wednesday.
    assert row.column("weekend[t]")[0] == 0
    assert tomorrow(night_table(person(33).history())).column("weekend[t]")[0] == 1


def test_the_columns_are_those_of_the_two_models() -> None:
    names = tomorrow(night_table(person(30).history()), Scenario(23.0, 420.0)).names
    small, big = small_model(names), big_model(names)
    assert (small.sum(), big.sum()) == (6 + 2, 23 + 2)
    assert (small | big).all()
    assert [name for name, in_big in zip(names, big.tolist(), strict=True) if not in_big] == [
        "weekend[t]"
    ]


def test_the_weekday_is_that_of_the_morning_forecast() -> None:
    row = tomorrow(night_table(person(30).history()))
    assert [row.column(f"{day}[t]")[0] for day in WEEKDAYS] == [0, 0, 1, 0, 0, 0, 0]


def test_rows_of_the_week_before_are_as_named() -> None:
    someone = person(30)
    table = night_table(someone.history(sleep_debt_minutes=np.arange(30.0)))
    row = tomorrow(table)
    assert row.column("recovery[t-2]")[0] == table.recovery_percent[-2]
    assert row.column("asleep_minutes[t-1]")[0] == table.asleep_minutes[-1]
    assert row.column("sleep_debt_minutes[t-1]")[0] == 29


def test_a_person_without_skin_temperature_has_none() -> None:
    row = tomorrow(night_table(person(30).history()))
    assert np.isnan(row.column("skin_temperature_deviation[t-1]")[0])


def test_the_change_of_sleep_staging_is_a_step() -> None:
    days = STAGING_CHANGED_ON.toordinal() - 10 - FIRST_DAY + np.arange(30.0)
    someone = person(30)
    table = night_table(history(someone.nights, someone.habits, (), days))
    step = evenings(table).column("new_staging[t-1]")
    assert step[1:].tolist() == [0.0] * 10 + [1.0] * 20


def test_another_strap_begins_a_new_level() -> None:
    bare = np.arange(60) < 40
    table = night_table(
        person(60).history(
            skin_temperature_celsius=np.where(bare, np.nan, 33.0),
            resting_heart_rate_bpm=np.where(bare, 50.0, 58.0),
        )
    )
    deviation = evenings(table).column("resting_heart_rate_deviation[t-1]")
    assert not deviation[1:].any()


def test_past_rows_are_what_tomorrows_row_was() -> None:
    someone = person(60)
    whole = evenings(night_table(someone.history()))
    for n_nights in (20, 45):
        cut = {name: column[:n_nights] for name, column in someone.nights.items()}
        then = person(n_nights)
        table = night_table(then.history(**cut))
        assert np.array_equal(whole.values[n_nights], tomorrow(table).values[0], equal_nan=True)


def test_a_missing_recovery_counts_as_its_average() -> None:
    someone = person(30)
    recovery = np.where(np.arange(30) == 29, np.nan, someone.nights["recovery_percent"])
    row = tomorrow(night_table(someone.history(recovery_percent=recovery)))
    assert row.column("recovery[t-1]")[0] == row.column("recovery_average[t-1]")[0]


def test_deviations_are_from_the_own_level() -> None:
    someone = person(40)
    steady = someone.history(hrv_rmssd_ms=np.full(40, 60.0))
    assert tomorrow(night_table(steady)).column("ln_hrv_deviation[t-1]")[0] == pytest.approx(0)
    jump = someone.history(hrv_rmssd_ms=np.where(np.arange(40) == 39, 66.0, 60.0))
    found = tomorrow(night_table(jump)).column("ln_hrv_deviation[t-1]")[0]
    assert found == pytest.approx(np.log(1.1) * (1 - 2 / 66))


@pytest.mark.parametrize("days", [-1, 0, 1])
def test_a_scenarios_bedtime_counts_from_the_usual_whatever_its_day(days: int) -> None:
    onset = np.full(30, -0.5)
    table = night_table(person(30).history(sleep_onset_hours=onset))
    row = tomorrow(table, Scenario(bedtime_hours=22.5 + 24 * days))
    assert row.column("bedtime_deviation[t]")[0] == pytest.approx(-1.0)
    assert np.isnan(row.column("asleep_minutes[t]")[0])


def test_bedtimes_as_they_were_count_from_those_before() -> None:
    onset = np.array([0.0, 2.0, 1.0, np.nan, 23.0])
    table = night_table(person(5).history(sleep_onset_hours=onset))
    deviation = nights_as_they_were(table).column("bedtime_deviation[t]")
    assert np.isnan(deviation[[0, 3]]).all()
    assert deviation[[1, 2, 4]] == pytest.approx([2.0, 0.0, -2.0])
