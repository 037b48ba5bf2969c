"""Keeping the last so many days: what is older is gone, with all that was made of it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from ml.history import encode
from storage import people, retention
from storage.computed import histories
from storage.computed.answers import ASKED_WITHIN
from storage.databases.database import Database
from storage.importers.report import ImportReport
from storage.importers.whoop import import_export
from storage.kept_days import first_day
from storage.tables import (
    Cycle,
    Import,
    JournalAnswer,
    ModelVersion,
    Sleep,
    StoredAnswer,
    StoredHistory,
    StoredResponse,
    Workout,
)
from storage.takeout.writing import write_takeout
from tests.databases import database_of
from tests.owners import NOW, Owner, add_owner
from tests.people import UNPACKED_LIMIT_BYTES, write_person

DAYS, KEPT_DAYS = 60, 30
FIRST_ON = date(2026, 1, 2)  # thirty days before NOW
RAW = (Cycle, Sleep, Workout, JournalAnswer)


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_person(tmp_path_factory.mktemp("export") / "export.zip", DAYS, 7)


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Database]:
    database = database_of(tmp_path / "elsewhere")
    add_owner(database, "Ada")
    yield database
    database.close()


def brought(database: Database, path: Path, keep_days: int | None = None) -> ImportReport:
    return import_export(
        database,
        1,
        path,
        now=NOW,
        unpacked_limit_bytes=UNPACKED_LIMIT_BYTES,
        keep_notes=False,
        keep_days=keep_days,
    )


def rows(database: Database) -> list[list[dict[str, object]]]:
    with database.read() as session:
        return [
            sorted(
                (row.model_dump(exclude={"id"}) for row in session.exec(select(table))), key=repr
            )
            for table in RAW
        ]


def history(database: Database) -> bytes:
    with database.read() as session:
        return encode(histories.build(session, 1))


def test_everything_is_kept_by_default(database: Database, ada: Owner, export: Path) -> None:
    brought(database, export)
    with database.read() as session:
        nights = histories.build(session, ada.person_id).nights
    assert len(nights.day) == DAYS
    assert first_day(None, NOW) is None


def test_what_is_older_is_set_aside_and_accounted_for(
    database: Database, ada: Owner, export: Path
) -> None:
    report = brought(database, export, KEPT_DAYS)

    with database.read() as session:
        kept = histories.build(session, ada.person_id)
    assert kept.nights.day[0] == FIRST_ON.toordinal()
    for file in report.files:
        reasons = {skipped.reason for skipped in file.skipped}
        assert retention.OLDER in reasons
        assert file.read == file.imported + file.unchanged + file.skipped_rows
        assert 0 < file.imported < file.read
    again = brought(database, export, KEPT_DAYS)
    assert again.revision == report.revision == 1
    assert all(file.imported == 0 for file in again.files)


def test_what_was_kept_earlier_goes_as_if_it_had_never_been(
    database: Database, ada: Owner, elsewhere: Database, export: Path
) -> None:
    del ada
    brought(database, export)
    assert brought(database, export, KEPT_DAYS).revision == 2
    brought(elsewhere, export, KEPT_DAYS)

    assert rows(database) == rows(elsewhere)
    assert history(database) == history(elsewhere)
    assert brought(database, export, KEPT_DAYS).revision == 2


def test_an_export_of_our_own_is_held_to_it_too(
    database: Database, ada: Owner, elsewhere: Database, export: Path, tmp_path: Path
) -> None:
    brought(database, export)
    write_takeout(database, ada.person_id, tmp_path / "taken.zip", NOW)
    report = brought(elsewhere, tmp_path / "taken.zip", KEPT_DAYS)
    brought(database, export, KEPT_DAYS)

    assert rows(elsewhere) == rows(database)
    assert all(
        file.read == file.imported + file.unchanged + file.skipped_rows for file in report.files
    )
    assert report.revision == 1


def test_what_was_made_of_older_rows_goes_with_them(
    database: Database, ada: Owner, export: Path
) -> None:
    bob = add_owner(database, "Bob")
    brought(database, export)
    for owner in (ada, bob):
        histories.current(database, owner.person_id)
        with database.write() as session:
            session.add_all(made(owner.person_id))

    assert pruned(database) == [ada.person_id]
    assert left(database, ada) == {"answers": [("goals", "")], "others": 0}
    assert left(database, bob)["others"] == 3
    with database.read() as session:
        assert people.revision(session, ada.person_id) == 2
        assert people.revision(session, bob.person_id) == 0
    assert pruned(database) == []


def pruned(database: Database) -> list[int]:
    """Prune everybody, and return of whom there were older rows."""
    return [
        person_id
        for person_id in retention.everybody(database)
        if retention.prune_one(database, person_id, FIRST_ON, NOW)
    ]


def made(person_id: int) -> list[ModelVersion | StoredAnswer | StoredResponse]:
    """Return a model, a response, and answers: one asked lately, one long ago, one as of a day."""
    asked = (
        ("goals", "", NOW),
        ("day_types", "", NOW - ASKED_WITHIN - timedelta(days=1)),
        ("goals", "2025-12-24", NOW),
    )
    answers = [
        StoredAnswer(
            person_id=person_id,
            insight=insight,
            arguments="{}",
            as_of_key=as_of,
            revision=0,
            code_version="",
            computed_at=NOW,
            used_at=used_at,
        )
        for insight, as_of, used_at in asked
    ]
    model = ModelVersion(
        person_id=person_id,
        insight="goals",
        number=1,
        format=1,
        libraries="",
        algorithm="",
        rows=60,
        fitted_at=NOW,
        fitted_through_on=NOW.date(),
        live_since_at=NOW,
        signature=b"",
        blob=b"",
    )
    response = StoredResponse(
        person_id=person_id,
        scopes="read",
        request=b"",
        revision=0,
        code_version="",
        answered_at=NOW,
        used_at=NOW,
        content_type="",
        questions="[]",
        body=b"",
    )
    return [*answers, model, response]


def left(database: Database, owner: Owner) -> dict[str, object]:
    with database.read() as session:
        answers = session.exec(
            select(StoredAnswer).where(StoredAnswer.person_id == owner.person_id)
        ).all()
        others = [
            row
            for table in (ModelVersion, StoredHistory, StoredResponse)
            for row in session.exec(select(table)).all()
            if row.person_id == owner.person_id
        ]
    return {"answers": [(row.insight, row.as_of_key) for row in answers], "others": len(others)}


def test_old_reports_of_imports_go_and_change_no_answer(database: Database, ada: Owner) -> None:
    midnight = datetime(2026, 1, 2, tzinfo=UTC)
    with database.write() as session:
        for imported_at in (midnight - timedelta(seconds=1), midnight):
            session.add(
                Import(
                    person_id=ada.person_id,
                    imported_at=imported_at,
                    source_name="",
                    revision=0,
                    report="{}",
                )
            )
    assert pruned(database) == []
    with database.read() as session:
        assert [row.imported_at for row in session.exec(select(Import))] == [midnight]
