"""What WHOOP tells at another time than before moves there, and nothing is there twice."""

import pytest

from storage.tables import Cycle, JournalAnswer, Sleep, Workout
from tests.storage.importers.conftest import Account
from tests.storage.importers.exports import (
    answer,
    cycle,
    cycles_csv,
    journal_csv,
    night_of,
    sleep,
    sleeps_csv,
    workout,
    workouts_csv,
)
from tests.storage.importers.test_seconds import FILES, cut

TABLES = (Cycle, Sleep, Workout, JournalAnswer)
BEFORE, LATER = "2024-03-14 23:10:00", "2024-03-14 23:34:00"


def files(start: str, **changed: str) -> dict[str, str]:
    """Return a night and the one after it; the first starts, with its sleep, as given."""
    bounds = {"start": start}
    after = night_of(15)
    cycles = cycles_csv(cycle(**after), cycle(**bounds, onset=start, **changed))
    return {
        "physiological_cycles.csv": cycles,
        "sleeps.csv": sleeps_csv(sleep(**after), sleep(**bounds, onset=start)),
        "workouts.csv": workouts_csv(workout(**bounds)),
        "journal_entries.csv": journal_csv(answer(**bounds)),
    }


def counts(account: Account) -> list[int]:
    return [len(account.rows(table)) for table in TABLES]


def test_a_night_that_whoop_moved_is_there_once(account: Account) -> None:
    account.imports(files(BEFORE))
    first = {row.id: row.energy_kcal for row in account.rows(Cycle)}
    report = account.imports(files(LATER))

    assert counts(account) == [2, 2, 1, 1]
    assert {row.id: row.energy_kcal for row in account.rows(Cycle)} == first
    night = min(account.rows(Cycle), key=lambda row: row.started_at)
    assert (night.started_at.hour, night.started_at.minute) == (22, 34)
    slept = min(account.rows(Sleep), key=lambda row: row.onset_at)
    assert slept.cycle_started_at == slept.onset_at == night.started_at
    assert account.rows(Workout)[0].cycle_started_at == night.started_at
    assert account.rows(JournalAnswer)[0].night_started_at == night.started_at
    assert report.notes[:1] == [
        "cycles: 1 kept rows are told at another time now, and were moved there"
    ]
    assert [file.imported for file in report.files] == [1, 1, 0, 0]
    assert report.revision == 2


def test_moved_there_and_back_is_as_before(account: Account) -> None:
    account.imports(files(BEFORE))
    before = [row.model_dump() for table in TABLES for row in account.rows(table)]
    account.imports(files(LATER))
    account.imports(files(BEFORE))

    assert [row.model_dump() for table in TABLES for row in account.rows(table)] == before


@pytest.mark.parametrize("alone", sorted(files(LATER)))
def test_what_belongs_to_a_moved_night_follows_it(account: Account, alone: str) -> None:
    """Of a later export one file alone; journal and workouts alone do not tell of a night."""
    account.imports(files(BEFORE))
    account.imports({alone: files(LATER)[alone]})

    nights = {row.started_at for row in account.rows(Cycle)}
    assert len(nights) == 2
    if "cycles" in alone or "sleeps" in alone:
        assert counts(account) == [2, 2, 1, 1]
        assert {row.cycle_started_at for row in account.rows(Sleep)} == nights
        assert account.rows(Workout)[0].cycle_started_at in nights
        assert account.rows(JournalAnswer)[0].night_started_at in nights


def test_a_ghost_of_an_earlier_version_goes(account: Account) -> None:
    """As it was kept before moves were followed: the night twice, its answer with each."""
    account.imports(files(LATER))
    with account.database.write() as session:
        for table in (Cycle, Sleep, JournalAnswer):
            row = max(account.rows(table), key=lambda row: row.id or 0).model_dump()
            night = next(each for each in account.rows(Cycle) if each.started_at.minute == 34)
            ghost_at = night.started_at.replace(minute=10)
            columns = {"started_at", "cycle_started_at", "onset_at", "night_started_at"} & set(row)
            ghost = row | dict.fromkeys(columns, ghost_at) | {"id": None}
            session.add(table.model_validate(ghost))
    assert counts(account) == [3, 3, 1, 2]
    report = account.imports(files(LATER))

    assert counts(account) == [2, 2, 1, 1]
    assert report.revision == 2


def test_the_export_after_a_spreadsheet_doubles_no_night(account: Account) -> None:
    account.imports({name: cut(content) for name, content in FILES.items()})
    report = account.imports(FILES)

    assert counts(account) == [1, 1, 1, 1]
    [night] = account.rows(Cycle)
    assert night.started_at.second == 41
    assert account.rows(JournalAnswer)[0].night_started_at == night.started_at
    assert account.rows(Sleep)[0].cycle_started_at == night.started_at
    assert account.rows(Workout)[0].started_at.second == 9
    assert [file.imported for file in report.files] == [1, 1, 1, 0]


def test_a_night_next_to_it_is_another(account: Account) -> None:
    account.imports(files(BEFORE))
    account.imports({"physiological_cycles.csv": cycles_csv(cycle(**night_of(16)))})

    assert len(account.rows(Cycle)) == 3


def test_a_cycle_of_days_takes_the_place_of_no_night(account: Account) -> None:
    """A wrong end covers the nights after it; each shares too little of it."""
    account.imports(files(BEFORE))
    wrong = cycle(start="2024-03-13 23:00:00", end="2024-03-19 23:00:00", onset="", wake="")
    report = account.imports({"physiological_cycles.csv": cycles_csv(wrong)})

    assert len(account.rows(Cycle)) == 3
    assert report.notes == []


def test_another_activity_at_the_same_time_is_another_workout(account: Account) -> None:
    account.imports({"workouts.csv": workouts_csv(workout())})
    moved = workout(workout_start="2024-03-15 18:05:00", activity="Yoga")
    account.imports({"workouts.csv": workouts_csv(moved)})

    assert sorted(row.activity for row in account.rows(Workout)) == ["running", "yoga"]
