"""A person who is forgotten: no row, and no trace in the bytes of the files."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import event, inspect, text

from storage import people
from storage.computed import answers
from storage.computed.questions import Question
from storage.databases.database import Database
from storage.forgetting import forget
from storage.tables import Person
from storage.upload_folders import own_prefix
from tests.owners import NOW, Owner, add_owner
from tests.storage.takeout.furnished import furnish

CANARY = "canary-of-ada-7f3a"


def sung(database: Database, file: Path) -> set[str]:
    """Return the files in whose bytes the canary is, the log and the lock included."""
    with database.read() as session:
        session.connection().execute(text("SELECT 1"))
    return {
        each.name
        for each in file.parent.glob(f"{file.name}*")
        if CANARY.encode() in each.read_bytes()
    }


def plant(database: Database, person_id: int) -> None:
    """Put the canary into every text of a person, where it was before and where it is now."""
    furnish(database, person_id)
    with database.write() as session:
        for statement in (
            "UPDATE people SET timezone = :canary WHERE id = :person",
            "UPDATE journal_answers SET notes = :canary WHERE person_id = :person",
            "UPDATE suggestions SET text = :canary WHERE person_id = :person",
            "UPDATE answers SET answer = :canary WHERE person_id = :person",
            "UPDATE imports SET report = :canary || hex(randomblob(999)) WHERE person_id = :person",
        ):
            session.connection().execute(text(statement), {"canary": CANARY, "person": person_id})
    # What was removed earlier lies in free pages, which no later removal would look into.
    with database.write() as session:
        session.connection().execute(text("DELETE FROM imports"))


def test_no_row_of_a_forgotten_person_is_left(
    database: Database, ada: Owner, tmp_path: Path
) -> None:
    bob = add_owner(database, "Bob")
    for owner in (ada, bob):
        furnish(database, owner.person_id)

    forget(database, ada.person_id, tmp_path / "data")

    with database.read() as session:
        for table in inspect(session.connection()).get_table_names():
            columns = inspect(session.connection()).get_columns(table)
            if "person_id" in {column["name"] for column in columns}:
                owners = f"SELECT DISTINCT person_id FROM {table}"  # noqa: S608
                left = session.connection().execute(text(owners)).scalars()
                assert set(left) <= {bob.person_id}, table
        assert people.named(session, "Bob") == bob.person_id
        assert session.connection().execute(text("SELECT count(*) FROM feedback")).scalar() == 10


@pytest.mark.sqlite("about a file")
def test_no_byte_of_a_forgotten_person_is_left(database: Database, ada: Owner, file: Path) -> None:
    plant(database, ada.person_id)
    assert sung(database, file)

    assert forget(database, ada.person_id, file.parent)

    assert sung(database, file) == set()
    with database.read() as session:
        assert session.connection().execute(text("PRAGMA integrity_check")).scalar() == "ok"


@pytest.mark.sqlite("about a file")
def test_a_reader_that_holds_the_log_is_told_of(database: Database, ada: Owner, file: Path) -> None:
    plant(database, ada.person_id)
    with database.writing.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout=1")  # or the test waits for itself
    with database.read() as session:
        session.connection().execute(text("SELECT count(*) FROM people")).scalar()
        assert not forget(database, ada.person_id, file.parent)

    assert database.leave_no_trace()
    assert sung(database, file) == set()


@pytest.mark.sqlite("about a file")
def test_they_are_gone_also_where_the_file_cannot_be_written_anew(
    database: Database, ada: Owner, file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with database.writing.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout=1")  # or the test waits for itself
    with closing(sqlite3.connect(file, isolation_level=None)) as other:

        def hold(*_: object) -> None:
            other.execute("BEGIN IMMEDIATE")

        # As soon as the rows are removed.
        event.listen(database.writing, "checkin", hold, once=True)
        assert not forget(database, ada.person_id, file.parent)
        other.execute("ROLLBACK")

    assert "the file was not written anew" in caplog.messages
    with database.read() as session:
        assert session.get(Person, ada.person_id) is None


def test_files_under_way_go_and_those_of_others_stay(
    database: Database, ada: Owner, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    own, other = (data / f"{own_prefix(number)}x" for number in (1, 11))
    for folder in (own, other):
        folder.mkdir()
        (folder / "upload").write_text(CANARY)
    forget(database, ada.person_id, data)

    assert (own.exists(), other.exists()) == (False, True)


def test_what_a_forgotten_person_asked_is_not_counted(
    database: Database, ada: Owner, tmp_path: Path
) -> None:
    bob = add_owner(database, "Bob")
    forget(database, ada.person_id, tmp_path / "data")
    with database.write() as session:
        for person_id in (ada.person_id, bob.person_id):
            answers.note_use(session, person_id, {Question("goals", "{}", ""): 1}, NOW, NOW.date())
    with database.read() as session:
        counted = session.connection().execute(text("SELECT person_id FROM usage")).scalars()
        assert list(counted) == [bob.person_id]
