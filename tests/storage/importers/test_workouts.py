"""Rows of workouts.csv."""

from datetime import UTC, datetime

import pytest

from storage.importers.activities import activity_key
from storage.tables import Workout
from tests.storage.importers.conftest import Account
from tests.storage.importers.exports import (
    CYCLE,
    WORKOUT,
    ZONES,
    sheet,
    workout,
    workouts_csv,
)


def test_a_row_becomes_a_workout(account: Account) -> None:
    account.imports({"workouts.csv": workouts_csv(workout())})

    [stored] = account.rows(Workout)
    assert stored.source == "whoop"
    assert stored.started_at == datetime(2024, 3, 15, 17, 0, tzinfo=UTC)
    assert stored.ended_at == datetime(2024, 3, 15, 17, 42, tzinfo=UTC)
    assert stored.cycle_started_at == datetime(2024, 3, 14, 22, 10, tzinfo=UTC)
    assert (stored.activity, stored.utc_offset_minutes, stored.gps_enabled) == ("running", 60, True)
    numbers = (
        stored.duration_minutes,
        stored.strain,
        stored.energy_kcal,
        stored.max_heart_rate_bpm,
        stored.average_heart_rate_bpm,
        stored.zone_1_percent,
        stored.zone_2_percent,
        stored.zone_3_percent,
        stored.zone_4_percent,
        stored.zone_5_percent,
        stored.distance_meters,
        stored.altitude_gain_meters,
        stored.altitude_change_meters,
    )
    assert numbers == (42, 9.8, 433, 171, 148, 5, 15, 40, 25, 5, 7250.5, 61, -3)


def test_the_seventeen_columns_of_2026_are_enough(account: Account) -> None:
    report = account.imports({"workouts.csv": sheet(CYCLE + WORKOUT, [workout()])})

    assert (report.files[0].imported, report.notes) == (1, [])
    assert account.rows(Workout)[0].distance_meters is None


def test_seventeen_columns_do_not_blank_what_twenty_told(account: Account) -> None:
    account.imports({"workouts.csv": workouts_csv(workout())})
    report = account.imports({"workouts.csv": sheet(CYCLE + WORKOUT, [workout()])})

    assert report.files[0].unchanged == 1
    assert account.rows(Workout)[0].distance_meters == 7250.5


def test_unscored_and_momentary_workouts_stay(account: Account) -> None:
    blank = dict.fromkeys((*ZONES, "Activity Strain", "GPS enabled"), "")
    momentary = workout(workout_end="2024-03-15 18:00:00") | blank | {"Duration (min)": "0"}
    account.imports({"workouts.csv": workouts_csv(momentary)})

    [stored] = account.rows(Workout)
    assert (stored.strain, stored.zone_1_percent, stored.gps_enabled) == (None, None, None)
    assert stored.duration_minutes == 0


def test_the_columns_that_are_needed_are_enough(account: Account) -> None:
    columns = ("Cycle timezone", "Workout start time", "Workout end time", "Activity name")
    account.imports({"workouts.csv": sheet(columns, [workout()])})

    [stored] = account.rows(Workout)
    assert (stored.cycle_started_at, stored.gps_enabled, stored.strain) == (None, None, None)


def test_a_workout_of_no_cycle_stays(account: Account) -> None:
    account.imports({"workouts.csv": workouts_csv(workout(start="", end=""))})

    assert account.rows(Workout)[0].cycle_started_at is None


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"workout_end": ""}, "no Workout end time in this row"),
        (
            {"workout_end": "2024-03-15 17:00:00"},
            "the workout lasts -1.0 hours: expected 0 to 48 hours",
        ),
        ({"zone": ""}, "Cycle timezone is '': expected an offset such as UTC-05:00 or UTCZ"),
    ],
)
def test_impossible_workouts_are_set_aside(
    account: Account, cells: dict[str, str], reason: str
) -> None:
    report = account.imports({"workouts.csv": workouts_csv(workout(**cells))})

    assert report.files[0].skipped[0].reason == reason


@pytest.mark.parametrize(
    ("names", "key"),
    [
        (("Hiking/Rucking", "Hiking", "Wandern"), "hiking"),
        (("Strength Trainer", "Weightlifting", "weightlifting ", "Krafttraining"), "weightlifting"),
        (("Activity", "Other", "Aktivität", ""), "other"),
        (("Running", "Laufen"), "running"),
        (("Functional Fitness",), "functional_fitness"),
        (("Jiu Jitsu", "JIU-JITSU"), "jiu_jitsu"),
    ],
)
def test_names_of_one_activity_have_one_key(names: tuple[str, ...], key: str) -> None:
    assert {activity_key(name) for name in names} == {key}


def test_a_workout_of_a_new_name_is_revised_not_doubled(account: Account) -> None:
    account.imports({"workouts.csv": workouts_csv(workout(activity="Cycling"))})
    account.imports({"workouts.csv": workouts_csv(workout(activity="Running"))})

    assert [stored.activity for stored in account.rows(Workout)] == ["running"]
