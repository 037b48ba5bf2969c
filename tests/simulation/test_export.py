import csv
import io
import re
import zipfile
from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from simulation.export import write_export, zone_text
from simulation.person import SimulatedPerson, simulate
from simulation.planted import Planted

Row = dict[str, str]
Tables = dict[str, list[Row]]

CYCLE = ["Cycle start time", "Cycle end time", "Cycle timezone"]
NIGHT = [
    *("Sleep onset", "Wake onset", "Sleep performance %", "Respiratory rate (rpm)"),
    *("Asleep duration (min)", "In bed duration (min)", "Light sleep duration (min)"),
    *("Deep (SWS) duration (min)", "REM duration (min)", "Awake duration (min)"),
    *("Sleep need (min)", "Sleep debt (min)", "Sleep efficiency %", "Sleep consistency %"),
]
HEADERS = {
    "physiological_cycles.csv": [
        *CYCLE,
        *("Recovery score %", "Resting heart rate (bpm)", "Heart rate variability (ms)"),
        *("Skin temp (celsius)", "Blood oxygen %", "Day Strain", "Energy burned (cal)"),
        *("Max HR (bpm)", "Average HR (bpm)"),
        *NIGHT,
    ],
    "sleeps.csv": [*CYCLE, *NIGHT, "Nap"],
    "workouts.csv": [
        *CYCLE,
        *("Workout start time", "Workout end time", "Duration (min)", "Activity name"),
        *("Activity Strain", "Energy burned (cal)", "Max HR (bpm)", "Average HR (bpm)"),
        *("HR Zone 1 %", "HR Zone 2 %", "HR Zone 3 %", "HR Zone 4 %", "HR Zone 5 %"),
        *("GPS enabled", "Distance (meters)", "Altitude gain (meters)"),
        "Altitude change (meters)",
    ],
    "journal_entries.csv": [*CYCLE, "Question text", "Answered yes", "Notes"],
}
ALCOHOL = "Have any alcoholic drinks?"


def export(person: SimulatedPerson, path: Path) -> Tables:
    write_export(person, path)
    with zipfile.ZipFile(path) as archive:
        return {
            name: list(csv.DictReader(io.StringIO(archive.read(name).decode())))
            for name in archive.namelist()
        }


def offset(row: Row) -> timezone:
    text = row["Cycle timezone"]
    if text == "UTCZ":
        return UTC
    match = re.fullmatch(r"UTC([+-])(\d\d):(\d\d)", text)
    assert match
    minutes = 60 * int(match[2]) + int(match[3])
    return timezone(timedelta(minutes=-minutes if match[1] == "-" else minutes))


def instant(row: Row, column: str) -> datetime:
    return datetime.fromisoformat(row[column]).replace(tzinfo=offset(row)).astimezone(UTC)


@pytest.fixture(scope="module")
def person() -> SimulatedPerson:
    return simulate(365, 11)


@pytest.fixture(scope="module")
def tables(person: SimulatedPerson, tmp_path_factory: pytest.TempPathFactory) -> Tables:
    return export(person, tmp_path_factory.mktemp("export") / "whoop.zip")


@pytest.fixture(scope="module")
def cycles(tables: Tables) -> list[Row]:
    return tables["physiological_cycles.csv"][::-1]


def test_headers_are_the_vendors(tables: Tables) -> None:
    assert {name: list(rows[0]) for name, rows in tables.items()} == HEADERS
    assert [len(columns) for columns in HEADERS.values()] == [26, 18, 20, 6]


def test_same_seed_writes_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one.zip", "two.zip"):
        write_export(simulate(40, 2), tmp_path / name)
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()


def test_every_row_is_written(person: SimulatedPerson, tables: Tables) -> None:
    slept = int(person.truth.recorded.sum())
    assert len(tables["physiological_cycles.csv"]) == 365
    assert len(tables["sleeps.csv"]) == slept + len(person.naps.cycle)
    assert len(tables["workouts.csv"]) == len(person.workouts.cycle)
    assert len(tables["journal_entries.csv"]) == int((person.journal >= 0).sum())
    assert slept < 365
    assert len(person.naps.cycle) > 5


def test_newest_first_but_the_journal(tables: Tables) -> None:
    def falls(name: str, column: str) -> bool:
        times = [instant(row, column) for row in tables[name]]
        return all(later > earlier for later, earlier in pairwise(times))

    assert falls("physiological_cycles.csv", "Cycle start time")
    assert falls("sleeps.csv", "Sleep onset")
    assert falls("workouts.csv", "Workout start time")
    starts = [row["Cycle start time"] for row in tables["journal_entries.csv"]]
    assert starts not in (sorted(starts), sorted(starts, reverse=True))


def test_cycles_follow_one_another_in_utc(cycles: list[Row]) -> None:
    for row, following in pairwise(cycles):
        assert instant(row, "Cycle end time") == instant(following, "Cycle start time")
        length = instant(row, "Cycle end time") - instant(row, "Cycle start time")
        assert timedelta(hours=10) < length < timedelta(hours=40)


def test_two_weeks_are_spent_in_another_zone(cycles: list[Row]) -> None:
    zones = [row["Cycle timezone"] for row in cycles]
    away = [index for index, zone in enumerate(zones) if zone == "UTC+05:30"]
    assert away == list(range(away[0], away[0] + 14))
    assert set(zones) - {"UTC+05:30"} <= {"UTC+01:00", "UTCZ"}
    naive_ends = [row["Cycle end time"] == nxt["Cycle start time"] for row, nxt in pairwise(cycles)]
    assert not naive_ends[away[0] - 1]
    assert not naive_ends[away[-1]]


def test_short_histories_stay_at_home(tmp_path: Path) -> None:
    rows = export(simulate(179, 1), tmp_path / "short.zip")["physiological_cycles.csv"]
    assert {row["Cycle timezone"] for row in rows} <= {"UTC+01:00", "UTCZ"}


def test_wake_dates_are_the_days(cycles: list[Row]) -> None:
    woke = [row["Wake onset"][:10] for row in cycles if row["Wake onset"]]
    assert len(set(woke)) == len(woke)
    assert woke[-1] == "2026-10-31"
    late = [
        row["Sleep onset"][:10] == row["Wake onset"][:10] for row in cycles if row["Wake onset"]
    ]
    assert 0.35 < np.mean(late) < 0.65


def test_last_cycle_is_open(cycles: list[Row]) -> None:
    assert cycles[-1]["Cycle end time"] == ""
    assert cycles[-1]["Day Strain"] == ""
    assert cycles[-1]["Recovery score %"] != ""


def test_nights_without_strap_leave_stubs(cycles: list[Row]) -> None:
    stubs = [row for row in cycles if not row["Sleep onset"]]
    assert all(row["Cycle start time"].endswith("00:00:00") for row in stubs)
    assert all(row[column] == "" for row in stubs for column in ("Recovery score %", *NIGHT))
    strained = [row for row in stubs if row["Day Strain"]]
    bare = [row for row in stubs if row["Cycle timezone"] == "UTCZ"]
    assert strained
    assert bare
    assert all(set(list(row.values())[3:]) == {""} for row in bare)


def test_numbers_are_written_as_the_vendor_does(tables: Tables) -> None:
    shapes = {
        "Recovery score %": r"\d{1,2}",
        "Resting heart rate (bpm)": r"\d{2,3}",
        "Heart rate variability (ms)": r"\d{2,3}",
        "Skin temp (celsius)": r"\d\d\.\d\d",
        "Blood oxygen %": r"\d{2,3}\.\d\d",
        "Day Strain": r"\d{1,2}\.\d",
        "Asleep duration (min)": r"\d{3}",
        "Respiratory rate (rpm)": r"\d\d\.\d",
    }
    for row in tables["physiological_cycles.csv"]:
        for column, shape in shapes.items():
            assert re.fullmatch(f"({shape})?", row[column]), (column, row[column])


def test_stages_add_up(tables: Tables) -> None:
    for row in tables["sleeps.csv"]:
        light, deep, rem, awake, asleep, in_bed = (
            int(row[f"{name} duration (min)"])
            for name in ("Light sleep", "Deep (SWS)", "REM", "Awake", "Asleep", "In bed")
        )
        assert min(light, deep, rem, awake) >= 0
        assert light + deep + rem == asleep
        assert asleep + awake == in_bed
        lying = (instant(row, "Wake onset") - instant(row, "Sleep onset")).total_seconds() / 60
        assert in_bed <= lying < in_bed + 13


def test_sleeps_and_cycles_agree(tables: Tables) -> None:
    main = {row["Cycle start time"]: row for row in tables["sleeps.csv"] if row["Nap"] == "false"}
    slept = [row for row in tables["physiological_cycles.csv"] if row["Sleep onset"]]
    assert len(main) == len(slept)
    for row in slept:
        sleep = main[row["Cycle start time"]]
        assert [row[c] for c in (*CYCLE, *NIGHT)] == [sleep[c] for c in (*CYCLE, *NIGHT)]


def test_all_that_is_done_awake_lies_within_its_cycle(tables: Tables) -> None:
    woke = {
        row["Cycle start time"]: instant(row, "Wake onset")
        for row in tables["sleeps.csv"]
        if row["Nap"] == "false"
    }
    spans = [
        (row, instant(row, "Workout start time"), instant(row, "Workout end time"))
        for row in tables["workouts.csv"]
    ] + [
        (row, instant(row, "Sleep onset"), instant(row, "Wake onset"))
        for row in tables["sleeps.csv"]
        if row["Nap"] == "true"
    ]
    spans.sort(key=lambda span: span[1])
    for row, start, end in spans:
        since = woke.get(row["Cycle start time"], instant(row, "Cycle start time"))
        assert since < start < end < instant(row, "Cycle end time")
    for (_, _, end), (_, start, _) in pairwise(spans):
        assert end <= start


def test_no_workout_is_harder_than_its_day(tables: Tables, cycles: list[Row]) -> None:
    day = {row["Cycle start time"]: row for row in cycles}
    scored = [row for row in tables["workouts.csv"] if row["Activity Strain"]]
    assert 0 < len(scored) < len(tables["workouts.csv"])
    for row in scored:
        whole = day[row["Cycle start time"]]
        assert float(row["Activity Strain"]) <= float(whole["Day Strain"])
        assert int(row["Max HR (bpm)"]) <= int(whole["Max HR (bpm)"])
        assert float(row["Energy burned (cal)"]) < float(whole["Energy burned (cal)"])
        assert sum(int(row[f"HR Zone {zone} %"]) for zone in range(1, 6)) <= 100
        assert (row["GPS enabled"] == "true") == bool(row["Distance (meters)"])


def test_journal_names_cycles_that_exist(tables: Tables, cycles: list[Row]) -> None:
    slept = {tuple(row[c] for c in CYCLE) for row in cycles if row["Sleep onset"]}
    answers = tables["journal_entries.csv"]
    assert {tuple(row[c] for c in CYCLE) for row in answers} <= slept
    assert {row["Answered yes"] for row in answers} == {"true", "false"}
    assert {row["Notes"] for row in answers} == {""}
    keys = [(row["Cycle start time"], row["Question text"]) for row in answers]
    assert len(set(keys)) == len(keys)


def alcohol_difference(tables: Tables, shift: int) -> float:
    cycles = tables["physiological_cycles.csv"][::-1]
    position = {row["Cycle start time"]: index for index, row in enumerate(cycles)}
    by_answer: dict[str, list[int]] = {"true": [], "false": []}
    for row in tables["journal_entries.csv"]:
        index = position[row["Cycle start time"]] + shift
        if row["Question text"] == ALCOHOL and index < len(cycles):
            score = cycles[index]["Recovery score %"]
            by_answer[row["Answered yes"]] += [int(score)] if score else []
    return float(np.mean(by_answer["true"]) - np.mean(by_answer["false"]))


def test_alcohol_shows_on_its_own_row_and_is_lost_a_day_later(tmp_path: Path) -> None:
    planted = Planted(habits={"alcohol": -0.8})
    written = [
        export(simulate(365, seed, planted=planted), tmp_path / f"{seed}.zip") for seed in range(6)
    ]
    same_row = np.mean([alcohol_difference(tables, 0) for tables in written])
    day_later = np.mean([alcohol_difference(tables, 1) for tables in written])
    assert -21 < same_row < -14
    assert abs(day_later) < 4


def strain_correlation(tables: Tables, lag: int) -> float:
    cycles = tables["physiological_cycles.csv"][::-1]
    pairs = [
        (float(before["Day Strain"]), int(row["Recovery score %"]))
        for before, row in zip(cycles, cycles[lag:], strict=False)
        if before["Day Strain"] and row["Recovery score %"]
    ]
    return float(np.corrcoef(np.array(pairs).T)[0, 1])


def test_strain_of_the_previous_row_shows(tables: Tables) -> None:
    assert strain_correlation(tables, 1) < -0.12
    assert abs(strain_correlation(tables, 0)) < 0.12


@pytest.mark.parametrize(
    ("minutes", "text"), [(0, "UTCZ"), (330, "UTC+05:30"), (-240, "UTC-04:00"), (60, "UTC+01:00")]
)
def test_zone_texts(minutes: int, text: str) -> None:
    assert zone_text(minutes) == text
