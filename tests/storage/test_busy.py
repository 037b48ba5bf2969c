"""What can be made again does not wait for a lock that another holds, and nobody else may read."""

import stat
from pathlib import Path

import pytest
from sqlmodel import Session

from storage.computed import histories
from storage.databases import sqlite
from storage.databases.database import Database
from storage.databases.faults import FaultCode, StorageFault
from tests.databases import ON_POSTGRESQL, url_of
from tests.owners import Owner, add_owner
from tests.storage.held_elsewhere import held_elsewhere


@pytest.mark.sqlite("below stands what waits for whom there")
def test_a_write_that_need_not_wait_is_refused(database: Database, file: Path) -> None:
    with (
        sqlite.write_lock(file),
        pytest.raises(StorageFault, match="another process holds"),
        database.write(wait=False),
    ):
        pass


@pytest.mark.sqlite("no file is locked")
def test_a_lock_that_another_process_keeps_is_not_waited_for_without_end(
    database: Database, file: Path
) -> None:
    impatient = sqlite.SqliteFile(file, 1, lock_seconds=0.2)
    with held_elsewhere(file), Session(database.writing) as session:
        with pytest.raises(StorageFault) as refused, impatient.begun(session, None, wait=True):
            pass
        assert refused.value.code is FaultCode.BUSY
    with impatient.begun(session, None, wait=True):
        pass
    impatient.close()


@pytest.mark.skipif(not ON_POSTGRESQL, reason="SQLite has one writer")
def test_who_need_not_wait_does_not_wait_for_a_connection_either(
    database: Database, ada: Owner
) -> None:
    bob, cleo = (add_owner(database, name) for name in ("Bob", "Cleo"))
    with database.write(ada.person_id), database.write(bob.person_id):
        with pytest.raises(StorageFault) as refused, database.write(cleo.person_id, wait=False):
            pass
        assert refused.value.code is FaultCode.BUSY
    with database.write(cleo.person_id, wait=False):
        pass


@pytest.mark.skipif(not ON_POSTGRESQL, reason="a lock of its transactions")
@pytest.mark.parametrize("who", ["the same", "everybody"])
def test_a_person_whose_rows_another_keeps_is_not_waited_for_without_end(
    database: Database, ada: Owner, tmp_path: Path, who: str
) -> None:
    from storage.databases.postgresql import PostgresServer  # noqa: PLC0415  a driver of its own

    impatient = PostgresServer(url_of(tmp_path / "data"), 1, lock_seconds=0.2)
    wanted = ada.person_id if who == "the same" else None
    with (
        database.write(ada.person_id),
        Session(impatient.writing) as session,
        pytest.raises(StorageFault) as refused,
        impatient.begun(session, wanted, wait=True),
    ):
        pass
    assert refused.value.code is FaultCode.BUSY
    with Session(impatient.writing) as session, impatient.begun(session, wanted, wait=True):
        pass
    impatient.close()


@pytest.mark.sqlite("no file is locked")
def test_a_history_is_told_while_another_writes(database: Database, ada: Owner, file: Path) -> None:
    with sqlite.write_lock(file):
        told = histories.current(database, ada.person_id)
    assert told.last_on is None


@pytest.mark.sqlite("about a file")
def test_only_the_owner_reads_the_database(file: Path) -> None:
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
