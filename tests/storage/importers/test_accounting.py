"""Rows read = imported + unchanged + set aside, whatever the rows; and a report stays readable."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import select

from storage.importers.report import FileReport, ImportReport
from storage.tables import Cycle, JournalAnswer, Person, Sleep, Workout
from tests.databases import database_of, give_back
from tests.storage.importers.conftest import NOW, Account
from tests.storage.importers.exports import (
    CellsByColumn,
    answer,
    cycle,
    cycles_csv,
    journal_csv,
    sleep,
    sleeps_csv,
    workout,
    workouts_csv,
)

CELLS = st.sampled_from(
    [
        "",
        "0",
        "7",
        "44.0",
        "-3",
        "400",
        "true",
        "FALSE",
        "perhaps",
        "UTCZ",
        "UTC+01:00",
        "UTC-25:00",
        "2024-03-14 23:10:00",
        "2024-03-15 07:05:00",
        "2024-03-15 22:50:00",
        "1900-01-01 00:00:00",
        "Have any alcoholic drinks?",
    ]
)


def damaged(row: CellsByColumn) -> st.SearchStrategy[CellsByColumn]:
    """Return a row with a few cells of any other column's kind."""
    changes = st.dictionaries(st.sampled_from(sorted(row)), CELLS, max_size=3)
    return changes.map(lambda cells: row | cells)


@settings(derandomize=True, deadline=None, max_examples=60)
@given(
    st.lists(damaged(cycle()), max_size=5),
    st.lists(damaged(sleep()), max_size=5),
    st.lists(damaged(workout()), max_size=5),
    st.lists(damaged(answer()), max_size=5),
)
def test_every_row_read_is_accounted_for(
    cycles: list[CellsByColumn],
    sleeps: list[CellsByColumn],
    workouts: list[CellsByColumn],
    answers: list[CellsByColumn],
) -> None:
    files = {
        "cycles.csv": cycles_csv(*cycles),
        "sleeps.csv": sleeps_csv(*sleeps),
        "workouts.csv": workouts_csv(*workouts),
        "journal.csv": journal_csv(*answers),
    }
    with TemporaryDirectory() as folder:
        account = _account(Path(folder))
        first, second = account.imports(files), account.imports(files)
        stored = [len(account.rows(table)) for table in (Cycle, Sleep, Workout, JournalAnswer)]
        account.database.close()
        give_back(Path(folder).resolve())

    given_rows = [len(cycles), len(sleeps), len(workouts), len(answers)]
    for report in (first, second):
        assert [file.read for file in report.files] == given_rows
        for file in report.files:
            assert file.read == file.imported + file.unchanged + file.skipped_rows
    assert [file.imported for file in second.files] == [0, 0, 0, 0]
    assert [file.skipped for file in second.files] == [file.skipped for file in first.files]
    assert first.revision == second.revision == int(any(stored))
    assert stored[2:] == [file.imported for file in first.files[2:]]


def test_a_report_lists_a_thousand_rows_and_counts_the_rest() -> None:
    file = FileReport("journal_entries.csv", "journal", read=100_000)
    for row in range(2, 100_002):
        header = "Answered yes" if row % 2 else "Cycle timezone"
        file.skip(row, f"{header} is 'x{row}': expected true", f"{header}: expected true")
    report = ImportReport([file], revision=3)

    assert file.skipped_rows == 100_000
    written = report.to_json()["files"][0]
    assert len(written["skipped"]) == 1000
    assert written["skipped_more"] == [
        {"reason": "Cycle timezone: expected true", "rows": 49_500},
        {"reason": "Answered yes: expected true", "rows": 49_500},
    ]
    assert len(json.dumps(report.to_json())) < 100_000
    assert len(report.text().splitlines()) == 12


def test_the_json_of_a_report() -> None:
    file = FileReport("sleeps.csv", "sleeps", read=4, imported=1, unchanged=1)
    file.skip(5, "repeats row 2", "repeats another row")
    file.skip(3, "no data in this row", "no data in this row")
    file.set_aside(2, "Nap", "too long", "long")
    report = ImportReport([file], revision=7, notes=["read me.txt ignored: not a CSV"])

    assert report.to_json() == {
        "files": [
            {
                "name": "sleeps.csv",
                "kind": "sleeps",
                "read": 4,
                "imported": 1,
                "unchanged": 1,
                "skipped": [
                    {"row": 3, "reason": "no data in this row"},
                    {"row": 5, "reason": "repeats row 2"},
                ],
                "skipped_more": [],
                "values": [{"row": 2, "column": "Nap", "reason": "too long"}],
                "values_more": [],
            }
        ],
        "revision": 7,
        "notes": ["read me.txt ignored: not a CSV"],
    }
    head, *rest = report.text().splitlines()
    assert head.endswith(
        "4 rows read, 1 imported, 1 unchanged, 2 set aside; and 1 values of kept rows"
    )
    assert rest == [
        "  row 3: no data in this row",
        "  row 5: repeats row 2",
        "  row 2, this value alone: too long",
        "note: read me.txt ignored: not a CSV",
    ]


def _account(folder: Path) -> Account:
    database = database_of(folder / "data")
    with database.write() as session:
        session.add(Person(name="Ada", created_at=NOW))
    with database.read() as session:
        person = session.exec(select(Person)).one()
    return Account(database, person.id or 0, folder)
