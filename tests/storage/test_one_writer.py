"""One writer at a time, across threads and processes, beside readers that never wait."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from resolvers.code_version import ROOT
from storage import people
from storage.databases.database import Database
from storage.databases.faults import StorageFault
from storage.tables import Person
from tests.commands.running import environment
from tests.owners import NOW, Owner

TIMES = 200


def test_two_processes_that_write_lose_nothing(
    database: Database, ada: Owner, tmp_path: Path
) -> None:
    writers = [_writer(tmp_path / "data", ada.person_id) for _ in range(2)]
    for writer in writers:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
    with ThreadPoolExecutor(2) as threads:
        ended = [threads.submit(writer.communicate, "go\n") for writer in writers]
        seen: list[int] = []
        while not all(future.done() for future in ended):
            seen.append(_revision(database, ada.person_id))
    errors = [future.result()[1] for future in ended]

    assert errors == ["", ""]
    assert [writer.returncode for writer in writers] == [0, 0]
    assert _revision(database, ada.person_id) == 2 * TIMES
    assert seen == sorted(seen)
    assert len(set(seen)) > 2  # the readers did see them at it


def test_threads_that_write_lose_nothing(database: Database, ada: Owner) -> None:
    def write(_: int) -> None:
        with database.write() as session:
            people.move_revision(session, ada.person_id, None)

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(write, range(40)))

    assert _revision(database, ada.person_id) == 40


def test_what_fails_half_way_leaves_nothing(database: Database, ada: Owner) -> None:
    def fail_half_way() -> None:
        with database.write() as session:
            people.move_revision(session, ada.person_id, None)
            raise RuntimeError("half-way")

    with pytest.raises(RuntimeError, match="half-way"):
        fail_half_way()
    assert _revision(database, ada.person_id) == 0
    with database.write() as session:  # and the lock is free again
        people.move_revision(session, ada.person_id, None)

    assert _revision(database, ada.person_id) == 1


def test_a_reading_session_cannot_write(database: Database, ada: Owner) -> None:
    with (
        pytest.raises(StorageFault, match="may not write"),
        database.read() as session,
    ):
        people.move_revision(session, ada.person_id, None)


def test_a_reader_stays_on_its_snapshot(database: Database, ada: Owner) -> None:
    with database.read() as session:
        query = select(Person.revision).where(Person.id == ada.person_id)
        before = session.exec(query).one()
        with database.write() as writing:
            people.move_revision(writing, ada.person_id, None)
        assert session.exec(query).one() == before

    assert _revision(database, ada.person_id) == before + 1


@pytest.mark.sqlite("pragmas are its own")
@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", 5000)],
)
def test_every_connection_is_set_up(database: Database, pragma: str, value: object) -> None:
    for engine in (database.reading, database.writing):
        with engine.connect() as connection:
            assert connection.execute(text(f"PRAGMA {pragma}")).scalar() == value


def test_an_error_does_not_quote_values(database: Database, ada: Owner) -> None:
    with database.write() as session:
        session.add(Person(name=ada.name, timezone="a secret", created_at=NOW))
        with pytest.raises(IntegrityError) as caught:
            session.flush()
        session.rollback()

    assert "a secret" not in str(caught.value)


def _writer(data: Path, person_id: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.storage.write_often", str(person_id), str(TIMES)],
        cwd=ROOT,
        env=environment(data),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def _revision(database: Database, person_id: int) -> int:
    with database.read() as session:
        return session.exec(select(Person.revision).where(Person.id == person_id)).one()
