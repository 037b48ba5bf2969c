"""Rows of physiological_cycles.csv, from the file to the tables."""

from datetime import UTC, date, datetime

import pytest

from storage.tables import Cycle, Sleep
from tests.storage.importers.conftest import Account
from tests.storage.importers.exports import (
    CYCLES_COLUMNS,
    cycle,
    cycles_csv,
    night_of,
    sheet,
    unscored,
)


def test_a_row_becomes_a_cycle_and_its_sleep_in_utc(account: Account) -> None:
    report = account.imports({"physiological_cycles.csv": cycles_csv(cycle())})

    assert [(f.read, f.imported, f.unchanged) for f in report.files] == [(1, 1, 0)]
    [stored] = account.rows(Cycle)
    assert stored.started_at == datetime(2024, 3, 14, 22, 10, tzinfo=UTC)
    assert stored.ended_at == datetime(2024, 3, 15, 21, 50, tzinfo=UTC)
    assert (stored.utc_offset_minutes, stored.day_on) == (60, date(2024, 3, 15))
    morning = (
        stored.recovery_percent,
        stored.resting_heart_rate_bpm,
        stored.hrv_rmssd_ms,
        stored.skin_temperature_celsius,
        stored.blood_oxygen_percent,
    )
    assert morning == (66, 52, 71, 34.12, 95.4)
    day = (
        stored.strain,
        stored.energy_kcal,
        stored.max_heart_rate_bpm,
        stored.average_heart_rate_bpm,
    )
    assert day == (11.3, 2310, 168, 71)


def test_every_sleep_column_lands_in_its_own(account: Account) -> None:
    account.imports({"physiological_cycles.csv": cycles_csv(cycle())})

    [stored] = account.rows(Sleep)
    assert stored.cycle_started_at == stored.onset_at == datetime(2024, 3, 14, 22, 10, tzinfo=UTC)
    assert stored.wake_at == datetime(2024, 3, 15, 6, 5, tzinfo=UTC)
    assert not stored.is_nap
    numbers = (
        stored.performance_percent,
        stored.respiratory_rate_rpm,
        stored.asleep_minutes,
        stored.in_bed_minutes,
        stored.light_sleep_minutes,
        stored.deep_sleep_minutes,
        stored.rem_sleep_minutes,
        stored.awake_minutes,
        stored.sleep_need_minutes,
        stored.sleep_debt_minutes,
        stored.sleep_efficiency_percent,
        stored.sleep_consistency_percent,
    )
    assert numbers == (84, 15.2, 431, 475, 215, 96, 120, 44, 502, 31, 91, 72)


def test_blank_is_missing_and_never_zero(account: Account) -> None:
    account.imports({"physiological_cycles.csv": cycles_csv(cycle(hrv="", consistency=""))})

    assert account.rows(Cycle)[0].hrv_rmssd_ms is None
    assert account.rows(Sleep)[0].sleep_consistency_percent is None


def test_a_row_of_bounds_alone_is_set_aside(account: Account) -> None:
    stub = unscored(cycle(end="", zone="UTCZ"))
    report = account.imports({"physiological_cycles.csv": cycles_csv(stub, cycle())})

    [skipped] = report.files[0].skipped
    assert (skipped.row, skipped.reason) == (2, "no data in this row")
    assert len(account.rows(Cycle)) == 1


def test_strain_without_sleep_stays(account: Account) -> None:
    stub = unscored(cycle(start="2024-03-16 00:00:00", end="2024-03-16 23:00:00"))
    account.imports({"physiological_cycles.csv": cycles_csv(stub | {"Day Strain": "9.1"})})

    [stored] = account.rows(Cycle)
    assert (stored.strain, stored.recovery_percent) == (9.1, None)
    assert stored.day_on == date(2024, 3, 16)
    assert account.rows(Sleep) == []


def test_an_open_cycle_with_recovery_stays(account: Account) -> None:
    blank = {
        "Day Strain": "",
        "Energy burned (cal)": "",
        "Max HR (bpm)": "",
        "Average HR (bpm)": "",
    }
    account.imports({"physiological_cycles.csv": cycles_csv(cycle(end="") | blank)})

    [stored] = account.rows(Cycle)
    assert (stored.ended_at, stored.strain, stored.recovery_percent) == (None, None, 66)


def test_a_cycle_of_53_hours_is_no_mistake(account: Account) -> None:
    report = account.imports(
        {"physiological_cycles.csv": cycles_csv(cycle(end="2024-03-17 03:58:00"))}
    )

    assert report.files[0].imported == 1


def test_columns_of_older_exports_may_be_missing(account: Account) -> None:
    older = sheet(CYCLES_COLUMNS[:-1], [cycle()])
    report = account.imports({"physiological_cycles.csv": older})

    assert (report.files[0].imported, report.notes) == (1, [])
    assert account.rows(Sleep)[0].sleep_consistency_percent is None


def test_columns_are_matched_by_name_not_position(account: Account) -> None:
    account.imports({"physiological_cycles.csv": sheet(CYCLES_COLUMNS[::-1], [cycle()])})

    [stored] = account.rows(Cycle)
    assert (stored.recovery_percent, stored.strain) == (66, 11.3)


def test_recovery_belongs_to_the_morning_and_strain_to_the_day_after_it(account: Account) -> None:
    """Night 14 is short; the hard day of the 15th can only matter for the recovery of the 16th."""
    rows = (
        cycle(**night_of(15), recovery="31", strain="4.0"),
        cycle(**night_of(14), recovery="80", strain="19.5"),
    )
    account.imports({"physiological_cycles.csv": cycles_csv(*rows)})

    by_day = {stored.day_on.day: stored for stored in account.rows(Cycle)}
    assert (by_day[15].recovery_percent, by_day[15].strain) == (80, 19.5)
    assert (by_day[16].recovery_percent, by_day[16].strain) == (31, 4.0)


def test_a_sleep_that_was_over_before_its_cycle_is_not_copied_into_it(account: Account) -> None:
    """Conversions from the API fill a cycle without sleep with the night before it."""
    copied = cycle(**(night_of(14) | {"start": "2024-03-16 00:00:00", "end": ""}), strain="7.2")
    rows = (copied, cycle(**night_of(14)))
    report = account.imports({"physiological_cycles.csv": cycles_csv(*rows)})

    assert report.files[0].imported == 2
    assert any("another night's" in note for note in report.notes)
    strains = {stored.strain: stored.recovery_percent for stored in account.rows(Cycle)}
    assert strains == {7.2: None, 11.3: 66}
    [night] = account.rows(Sleep)
    assert night.cycle_started_at == datetime(2024, 3, 14, 22, 10, tzinfo=UTC)


OFFSET = "an offset such as UTC-05:00 or UTCZ"
TIME = "a time such as 2024-03-15 02:51:22"
AGE = "a time from 2012 to 2024-06-02"


@pytest.mark.parametrize(
    ("column", "cell", "expected"),
    [
        ("Max HR (bpm)", "fast", "a number from 20 to 250"),
        ("Max HR (bpm)", "nan", "a number from 20 to 250"),
        ("Max HR (bpm)", "1_00", "a number from 20 to 250"),
        ("Cycle timezone", "Mars", OFFSET),
        ("Cycle timezone", "", OFFSET),
        ("Cycle timezone", "UTC+15:00", OFFSET),
        ("Wake onset", "soon", TIME),
        ("Wake onset", "2024-03-15", TIME),
        ("Cycle start time", "1900-01-01 00:00:00", AGE),
    ],
)
def test_one_bad_cell_sets_its_row_aside_and_the_others_go_on(
    account: Account, column: str, cell: str, expected: str
) -> None:
    reason = f"{column} is {cell!r}: expected {expected}"
    bad = cycle(**night_of(14)) | {column: cell}
    report = account.imports({"physiological_cycles.csv": cycles_csv(bad, cycle(**night_of(15)))})

    [file] = report.files
    assert [(skipped.row, skipped.reason) for skipped in file.skipped] == [(2, reason)]
    assert (file.read, file.imported) == (2, 1)


def test_a_row_without_its_start_is_set_aside(account: Account) -> None:
    report = account.imports({"physiological_cycles.csv": cycles_csv(cycle(start=""))})

    assert report.files[0].skipped[0].reason == "no Cycle start time in this row"


def test_a_long_value_is_quoted_in_part(account: Account) -> None:
    bad = cycle() | {"Day Strain": "x" * 500}
    report = account.imports({"physiological_cycles.csv": cycles_csv(bad)})

    assert len(report.files[0].skipped[0].reason) < 120


def test_too_many_cells_set_a_row_aside_unquoted_and_too_few_are_blank(account: Account) -> None:
    lines = cycles_csv(cycle(**night_of(13)), cycle(**night_of(14))).splitlines()
    lines[1] += ",surplus"
    lines[2] = lines[2].removesuffix(",91,72")
    report = account.imports({"physiological_cycles.csv": "\n".join(lines)})

    [skipped] = report.files[0].skipped
    assert skipped.reason == "27 cells in this row: expected 26 cells"
    assert report.files[0].imported == 1
    assert account.rows(Sleep)[0].sleep_efficiency_percent is None
