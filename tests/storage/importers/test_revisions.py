"""The same export again, a newer one, one that fails half-way; and what depends on the data."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from storage.importers.report import UnreadableExport
from storage.importers.whoop import import_export
from storage.tables import Cycle, Import, JournalAnswer, ModelVersion, Person, Sleep, Workout
from tests.databases import ON_POSTGRESQL
from tests.storage.importers.conftest import LIMIT, NOW, Account
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

FULL = (
    (
        "CREATE TRIGGER full_disk BEFORE INSERT ON journal_answers "
        "BEGIN SELECT RAISE(ABORT, 'the disk is full'); END"
    ),
)
FULL_ON_POSTGRESQL = (
    (
        "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql "
        "AS 'BEGIN RAISE EXCEPTION ''the disk is full''; END'"
    ),
    (
        "CREATE TRIGGER full_disk BEFORE INSERT ON journal_answers "
        "FOR EACH ROW EXECUTE FUNCTION full_disk()"
    ),
)


def export(**changed: str) -> dict[str, str | bytes]:
    """Return two nights, the later of which has changed cells."""
    bounds = {name: cell for name, cell in night_of(15).items() if name in {"start", "end"}}
    return {
        "physiological_cycles.csv": cycles_csv(
            cycle(**(night_of(15) | changed)), cycle(**night_of(14))
        ),
        "sleeps.csv": sleeps_csv(sleep(**night_of(15)), sleep(**night_of(14))),
        "workouts.csv": workouts_csv(workout()),
        "journal_entries.csv": journal_csv(answer(), answer(**bounds)),
    }


def test_the_same_export_twice_changes_nothing(account: Account) -> None:
    first = account.imports(export())
    before = _everything(account)
    second = account.imports(export())

    assert [(f.imported, f.unchanged) for f in first.files] == [(2, 0), (2, 0), (1, 0), (2, 0)]
    assert [(f.imported, f.unchanged) for f in second.files] == [(0, 2), (0, 2), (0, 1), (0, 2)]
    assert (first.revision, second.revision, account.revision()) == (1, 1, 1)
    assert _everything(account) == before


def test_every_import_is_kept_with_its_report(account: Account) -> None:
    account.imports(export())
    again = account.imports(export())

    kept = account.rows(Import)
    assert [(row.revision, row.source_name, row.imported_at) for row in kept] == [
        (1, "export.zip", NOW)
    ] * 2
    assert json.loads(kept[1].report) == again.to_json()


def test_a_newer_export_revises_scores(account: Account) -> None:
    account.imports(export())
    report = account.imports(export(recovery="67"))

    assert [(f.imported, f.unchanged) for f in report.files] == [(1, 1), (0, 2), (0, 1), (0, 2)]
    assert sorted(row.recovery_percent or 0 for row in account.rows(Cycle)) == [66, 67]
    assert report.revision == 2


def test_a_score_that_is_gone_is_gone(account: Account) -> None:
    account.imports(export())
    account.imports(export(recovery=""))

    assert {row.recovery_percent for row in account.rows(Cycle)} == {66, None}


def test_the_open_cycle_is_filled_by_the_next_export(account: Account) -> None:
    blank = {"end": "", "strain": ""}
    account.imports(export(**blank))
    ids = {row.id for row in account.rows(Cycle)}
    account.imports(export())

    assert {row.id for row in account.rows(Cycle)} == ids
    assert all(row.ended_at and row.strain for row in account.rows(Cycle))


def test_one_file_leaves_what_the_others_told(account: Account) -> None:
    account.imports(export())
    before = _everything(account)
    for name, content in export().items():
        assert account.imports({name: content}).revision == 1
    assert _everything(account) == before


def test_own_workouts_and_answers_are_left_alone(account: Account) -> None:
    account.imports(export())
    with account.database.write() as session:
        [imported] = session.exec(select(Workout)).all()
        own = Workout.model_validate(imported.model_dump(exclude={"id"}) | {"source": "own"})
        session.add(own)
    account.imports(export() | {"workouts.csv": workouts_csv(workout(activity="Yoga"))})

    assert {row.source: row.activity for row in account.rows(Workout)} == {
        "whoop": "yoga",
        "own": "running",
    }


def test_another_person_is_another_person(account: Account) -> None:
    account.imports(export())
    with account.database.write() as session:
        other = Person(name="Grace", created_at=NOW)
        session.add(other)
        session.flush()
        other_id = other.id or 0
    stranger = Account(account.database, other_id, account.folder)
    report = stranger.imports(export(recovery="12"))

    assert [file.imported for file in report.files] == [2, 2, 1, 2]
    assert (account.revision(), stranger.revision()) == (1, 1)
    mine = [row.recovery_percent for row in account.rows(Cycle) if row.person_id != other_id]
    assert mine == [66, 66]


def test_nobody_is_refused(account: Account) -> None:
    with pytest.raises(LookupError, match="there is no person 99"):
        Account(account.database, 99, account.folder).imports(export())


def test_a_failure_in_the_last_table_leaves_nothing(account: Account) -> None:
    with account.database.write() as session:
        for statement in FULL_ON_POSTGRESQL if ON_POSTGRESQL else FULL:
            session.connection().execute(text(statement))
    with pytest.raises(DBAPIError, match="the disk is full"):
        account.imports(export())

    assert _everything(account) == []
    assert (account.revision(), account.rows(Import)) == (0, [])


def test_an_unreadable_last_file_leaves_nothing(account: Account) -> None:
    with pytest.raises(UnreadableExport, match=r"^zzz\.csv is no text"):
        account.imports(export() | {"zzz.csv": b"\0"})

    assert _everything(account) == []


def test_models_fitted_on_rewritten_days_are_marked(account: Account) -> None:
    """The revised night is that of the 16th: what was fitted through the 15th never saw it."""
    account.imports(export())
    with account.database.write() as session:
        for number, fitted_on in enumerate([date(2024, 3, 15), date(2024, 3, 16)], start=1):
            session.add(_version(account.person_id, number, fitted_on))

    account.imports(export())
    assert [row.data_rewritten for row in account.rows(ModelVersion)] == [False, False]

    account.imports(export(recovery="12"))
    assert [row.data_rewritten for row in account.rows(ModelVersion)] == [False, True]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("workouts.csv", workouts_csv(workout(activity="Yoga"))),
        ("journal_entries.csv", journal_csv(answer(yes="false"))),
        ("sleeps.csv", sleeps_csv(sleep(asleep="300"))),
    ],
)
def test_every_table_marks_the_day_its_rows_belong_to(
    account: Account, name: str, content: str
) -> None:
    """All three belong to the cycle of the 15th."""
    account.imports(export())
    with account.database.write() as session:
        for number, fitted_on in enumerate([date(2024, 3, 14), date(2024, 3, 15)], start=1):
            session.add(_version(account.person_id, number, fitted_on))
    account.imports({name: content})

    assert [row.data_rewritten for row in account.rows(ModelVersion)] == [False, True]


def test_a_new_day_marks_nothing(account: Account) -> None:
    account.imports(export())
    with account.database.write() as session:
        session.add(_version(account.person_id, 1, date(2024, 3, 16)))
    account.imports({"physiological_cycles.csv": cycles_csv(cycle(**night_of(16)))})

    assert [row.data_rewritten for row in account.rows(ModelVersion)] == [False]


def test_progress_ends_at_all_rows(account: Account) -> None:
    account.imports(export())
    heard: list[tuple[str, int, int]] = []
    nights = [answer(question=f"Question {number}?") for number in range(2500)]
    path = account.folder / "journal_entries.csv"
    path.write_text(journal_csv(*nights))
    import_export(
        account.database,
        account.person_id,
        path,
        now=NOW,
        unpacked_limit_bytes=LIMIT,
        keep_notes=False,
        progress=lambda file, rows, of: heard.append((file, rows, of)),
    )

    assert [rows for _, rows, _ in heard] == [1000, 2000, 2500]
    assert heard[-1] == ("journal_entries.csv", 2500, 2500)
    assert all(rows <= of <= 2501 for _, rows, of in heard)


def test_a_future_of_a_few_hours_is_a_clock_that_is_wrong(account: Account) -> None:
    soon = (NOW + timedelta(hours=20)).astimezone(UTC)
    row = cycle(start=soon.strftime("%Y-%m-%d %H:%M:%S"), end="", zone="UTCZ", onset="", wake="")
    account.imports({"physiological_cycles.csv": cycles_csv(row)})

    assert account.rows(Cycle)[0].started_at == datetime(2024, 6, 2, 8, 0, tzinfo=UTC)


def _version(person_id: int, number: int, fitted_on: date) -> ModelVersion:
    return ModelVersion(
        person_id=person_id,
        insight="sleep_window",
        number=number,
        format=1,
        libraries="",
        algorithm="",
        rows=1,
        fitted_at=NOW,
        fitted_through_on=fitted_on,
        live_since_at=NOW,
        signature=b"",
        blob=b"",
    )


def _everything(account: Account) -> list[str]:
    tables = (Cycle, Sleep, Workout, JournalAnswer)
    return [row.model_dump_json() for table in tables for row in account.rows(table)]
