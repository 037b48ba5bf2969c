"""Values that read well and cannot be are set aside alone; what is left of their row is kept."""

import json

import pytest

from storage.importers.report import FileReport, ImportReport
from storage.tables import Cycle, Sleep, Workout
from tests.storage.importers.conftest import Account
from tests.storage.importers.exports import (
    cycle,
    cycles_csv,
    night_of,
    sleep,
    sleeps_csv,
    workout,
    workouts_csv,
)

AGE = "a time from 2012 to 2024-06-02"


@pytest.mark.parametrize(
    ("column", "cell", "expected", "table", "field"),
    [
        ("Recovery score %", "400", "a number from 0 to 100", Cycle, "recovery_percent"),
        (
            "Resting heart rate (bpm)",
            "5",
            "a number from 20 to 150",
            Cycle,
            "resting_heart_rate_bpm",
        ),
        ("Heart rate variability (ms)", "0", "a number from 1 to 500", Cycle, "hrv_rmssd_ms"),
        ("Day Strain", "-3", "a number from 0 to 21", Cycle, "strain"),
        ("Day Strain", "21.5", "a number from 0 to 21", Cycle, "strain"),
        ("Sleep efficiency %", "900", "a number from 0 to 100", Sleep, "sleep_efficiency_percent"),
        ("Asleep duration (min)", "1800", "a number from 0 to 1440", Sleep, "asleep_minutes"),
        ("Asleep duration (min)", "-5", "a number from 0 to 1440", Sleep, "asleep_minutes"),
        ("Cycle end time", "2100-01-01 00:00:00", AGE, Cycle, "ended_at"),
        ("Wake onset", "1900-01-01 00:00:00", AGE, Sleep, "wake_at"),
    ],
)
def test_an_absurd_value_is_set_aside_and_its_row_kept(
    account: Account, column: str, cell: str, expected: str, table: type[Cycle | Sleep], field: str
) -> None:
    bad = cycle(**night_of(14)) | {column: cell}
    report = account.imports({"physiological_cycles.csv": cycles_csv(cycle(**night_of(15)), bad)})

    [file] = report.files
    assert (file.read, file.imported, file.skipped) == (2, 2, [])
    [value] = file.values
    reason = f"{column} is {cell!r}: expected {expected}"
    assert (value.row, value.column, value.reason) == (3, column, reason)
    first = min(account.rows(table), key=lambda row: row.id or 0)
    second = max(account.rows(table), key=lambda row: row.id or 0)
    assert getattr(first, field) is not None
    whole = set(first.model_dump(exclude_none=True)) - {field}
    assert set(second.model_dump(exclude_none=True)) == whole


@pytest.mark.parametrize(
    ("column", "cell", "reason"),
    [
        ("Wake onset", "2024-03-16 05:10:00", "the sleep lasts 30.0 hours: expected 0 to 24 hours"),
        (
            "Cycle end time",
            "2024-03-14 20:10:00",
            "the cycle lasts -3.0 hours: expected 0 to 168 hours",
        ),
    ],
)
def test_what_ends_impossibly_has_no_end(
    account: Account, column: str, cell: str, reason: str
) -> None:
    report = account.imports({"physiological_cycles.csv": cycles_csv(cycle() | {column: cell})})

    assert [value.reason for value in report.files[0].values] == [reason]
    [night], [slept] = account.rows(Cycle), account.rows(Sleep)
    assert (night.recovery_percent, slept.asleep_minutes) == (66, 431)
    assert [night.ended_at, slept.wake_at].count(None) == 1


def test_an_absurd_onset_leaves_the_day_without_its_sleep(account: Account) -> None:
    row = cycle(onset="1900-01-01 23:00:00")
    report = account.imports({"physiological_cycles.csv": cycles_csv(row)})

    assert [value.column for value in report.files[0].values] == ["Sleep onset"]
    assert account.rows(Cycle)[0].strain == 11.3
    assert account.rows(Sleep) == []


def test_an_absurd_value_takes_the_place_of_no_good_one(account: Account) -> None:
    account.imports({"sleeps.csv": sleeps_csv(sleep())})
    report = account.imports({"sleeps.csv": sleeps_csv(sleep(asleep="1800"))})

    assert account.rows(Sleep)[0].asleep_minutes == 431
    assert (report.files[0].unchanged, report.files[0].absurd_values) == (1, 1)


def test_a_row_of_nothing_else_is_set_aside_with_the_reason(account: Account) -> None:
    row = {column: cycle()[column] for column in ("Cycle start time", "Cycle timezone")}
    report = account.imports(
        {"physiological_cycles.csv": cycles_csv(row | {"Recovery score %": "400"})}
    )

    [skipped] = report.files[0].skipped
    assert skipped.reason == (
        "no data in this row; Recovery score % is '400': expected a number from 0 to 100"
    )
    assert report.files[0].values == []


def test_zones_of_more_than_the_workout_are_set_aside_together(account: Account) -> None:
    row = workout() | {"HR Zone 1 %": "70", "HR Zone 2 %": "80"}
    report = account.imports({"workouts.csv": workouts_csv(row)})

    [value] = report.files[0].values
    assert (value.column, value.reason) == (
        "HR Zone 1 %",
        "the zones sum to 220 %: expected 100 at most",
    )
    [stored] = account.rows(Workout)
    assert (stored.zone_1_percent, stored.zone_5_percent, stored.strain) == (None, None, 9.8)


def test_values_beyond_a_thousand_are_counted_by_their_rule() -> None:
    file = FileReport("cycles.csv", "cycles", read=3000, imported=3000)
    for row in range(2, 3002):
        rule = "Day Strain: expected 0 to 21"
        file.set_aside(row, "Day Strain", f"Day Strain is '{row}': expected 0 to 21", rule)

    written = ImportReport([file]).to_json()["files"][0]
    assert len(written["values"]) == 1000
    assert written["values_more"] == [{"reason": "Day Strain: expected 0 to 21", "rows": 2000}]
    assert len(json.dumps(written)) < 120_000
    assert file.text().splitlines()[-1] == "  and 2990 more values"
