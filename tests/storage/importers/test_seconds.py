"""Spreadsheets cut times to the minute: their files still mean the same nights."""

import re

import pytest

from storage.tables import Cycle, JournalAnswer, Sleep, Workout
from tests.storage.importers.conftest import Account
from tests.storage.importers.exports import (
    answer,
    cycle,
    cycles_csv,
    journal_csv,
    sleep,
    sleeps_csv,
    workout,
    workouts_csv,
)

BOUNDS = {"start": "2024-03-14 23:10:41", "end": "2024-03-15 22:50:17"}
SLEPT = BOUNDS | {"onset": "2024-03-14 23:10:41", "wake": "2024-03-15 07:05:33"}
TRAINED = {"workout_start": "2024-03-15 18:00:09", "workout_end": "2024-03-15 18:42:51"}

FILES = {
    "physiological_cycles.csv": cycles_csv(cycle(**SLEPT)),
    "sleeps.csv": sleeps_csv(sleep(**SLEPT)),
    "workouts.csv": workouts_csv(workout(**BOUNDS, **TRAINED)),
    "journal_entries.csv": journal_csv(answer(**BOUNDS)),
}


def cut(content: str) -> str:
    """Return a file as Excel saves it: 3/14/24 23:10."""
    return re.sub(r"2024-03-(\d\d) (\d\d:\d\d):\d\d", r"3/\1/24 \2", content)


def test_a_saved_spreadsheet_doubles_no_night(account: Account) -> None:
    account.imports(FILES)
    report = account.imports({name: cut(content) for name, content in FILES.items()})

    assert [(file.imported, file.unchanged) for file in report.files] == [(0, 1)] * 4
    assert report.revision == 1
    counts = [len(account.rows(table)) for table in (Cycle, Sleep, Workout, JournalAnswer)]
    assert counts == [1, 1, 1, 1]


@pytest.mark.parametrize("name", FILES)
def test_one_saved_file_beside_the_others_joins_them(account: Account, name: str) -> None:
    account.imports(FILES | {name: cut(FILES[name])})

    [night] = account.rows(Cycle)
    assert (night.started_at.second, night.recovery_percent) == (41, 66)
    assert account.rows(JournalAnswer)[0].night_started_at == night.started_at
    assert account.rows(Sleep)[0].cycle_started_at == night.started_at
    assert account.rows(Workout)[0].cycle_started_at == night.started_at


def test_without_anything_to_the_second_the_minute_stays(account: Account) -> None:
    account.imports({name: cut(content) for name, content in FILES.items()})

    [night] = account.rows(Cycle)
    assert night.started_at.second == 0
    assert account.rows(JournalAnswer)[0].night_started_at == night.started_at
