"""A server of PostgreSQL: who waits for whom there, and what becomes of connections it closes."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from storage import people
from storage.computed import histories
from storage.databases.database import Database
from storage.databases.faults import FaultCode, StorageFault
from storage.databases.postgresql import WRITERS
from tests.databases import ON_POSTGRESQL, close_all, database_of
from tests.owners import Owner, add_owner

pytestmark = pytest.mark.skipif(not ON_POSTGRESQL, reason="about a server of PostgreSQL")

# A write that wrongly waits shall be an error, and not hang.
IMPATIENT = text("SET LOCAL lock_timeout = '2s'")


def test_who_writes_of_one_does_not_wait_for_who_writes_of_another(
    database: Database, ada: Owner
) -> None:
    bob = add_owner(database, "Bob")
    with (
        database.write(ada.person_id) as of_ada,
        database.write(bob.person_id, wait=False) as of_bob,
    ):
        people.move_revision(of_ada, ada.person_id, None)
        people.move_revision(of_bob, bob.person_id, None)

    assert revisions(database) == [1, 1]


def test_who_waits_for_one_keeps_no_connection_from_others(
    database: Database, ada: Owner, tmp_path: Path
) -> None:
    bob = add_owner(database, "Bob")

    def write(person_id: int) -> None:
        with database.write(person_id) as session:
            people.move_revision(session, person_id, None)

    with closing(database_of(tmp_path / "data")) as beside, ThreadPoolExecutor() as threads:
        with beside.write(ada.person_id):
            waiting = [threads.submit(write, ada.person_id) for _ in range(WRITERS + 1)]
            write(bob.person_id)
            assert not any(each.done() for each in waiting)
        for each in waiting:
            each.result()

    assert revisions(database) == [WRITERS + 1, 1]


@pytest.mark.parametrize(("first", "second"), [(1, 1), (1, None), (None, 1), (None, None)])
def test_who_writes_of_the_same_or_of_everybody_waits(
    database: Database, ada: Owner, first: int | None, second: int | None
) -> None:
    assert ada.person_id == 1
    with database.write(first):
        with pytest.raises(StorageFault) as refused, database.write(second, wait=False):
            pass
        assert refused.value.code is FaultCode.BUSY
    with database.write(second, wait=False):
        pass


def test_who_reads_waits_for_nobody(database: Database, ada: Owner) -> None:
    with database.write() as writing, database.read() as reading:
        people.move_revision(writing, ada.person_id, None)
        reading.connection().execute(IMPATIENT)
        seen = reading.connection().execute(text("SELECT revision FROM people")).scalar()

    assert seen == 0


def test_a_history_is_told_while_another_writes(database: Database, ada: Owner) -> None:
    with database.write(ada.person_id):
        told = histories.current(database, ada.person_id)

    assert told.last_on is None


def test_connections_that_the_server_has_closed_are_replaced(
    database: Database, ada: Owner, tmp_path: Path
) -> None:
    for _ in range(2):
        with database.write() as session:
            people.move_revision(session, ada.person_id, None)
        assert revisions(database)
        assert close_all(tmp_path / "data") >= 2

    assert revisions(database) == [2]


def test_what_is_cut_off_half_way_is_a_fault_and_leaves_nothing(
    database: Database, ada: Owner, tmp_path: Path
) -> None:
    def cut_off() -> None:
        with database.write() as session:
            people.move_revision(session, ada.person_id, None)
            session.flush()
            close_all(tmp_path / "data")

    with pytest.raises(StorageFault) as refused:
        cut_off()
    assert refused.value.code is FaultCode.UNREACHABLE
    assert revisions(database) == [0]


def revisions(database: Database) -> list[int]:
    with database.read() as session:
        query = text("SELECT revision FROM people ORDER BY id")
        return [row.revision for row in session.connection().execute(query)]
