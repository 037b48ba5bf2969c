"""SQLite as this server uses it: many readers beside one writer at a time, across processes."""

import fcntl
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from sqlite3 import Connection as SQLiteConnection

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL
from sqlmodel import Session

READERS = 4  # GraphQL reads in a few threads; more would only wait for the processor


class SqliteFile:
    """One file, with a lock beside it that every writer holds."""

    def __init__(self, file: Path) -> None:
        """Open, creating the folder and the file where there are none."""
        self._file = file
        # Health data: for the user that runs the server alone, on a machine shared with others.
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file.touch(mode=0o600)
        self.reading = reading_engine(file)
        self.writing = writing_engine(file)

    @contextmanager
    def migrating(self) -> Generator[Connection]:
        """Yield a connection in whose transaction nobody else migrates."""
        with write_lock(self._file), self.writing.begin() as connection:
            yield connection

    @contextmanager
    def begun(self, session: Session, person_id: int | None, *, wait: bool) -> Generator[None]:
        """Hold a transaction of a session as the only writer."""
        del person_id
        with write_lock(self._file, wait=wait), session.begin():
            yield

    def close(self) -> None:
        """Close every connection; closing the last one checkpoints, so under the lock."""
        with write_lock(self._file):
            self.reading.dispose()
            self.writing.dispose()


def reading_engine(file: Path) -> Engine:
    """Return an engine whose connections cannot write."""
    engine = _engine(file, READERS)

    @event.listens_for(engine, "connect")
    def query_only(connection: SQLiteConnection, record: object) -> None:
        del record
        connection.execute("PRAGMA query_only=ON")

    _begin_with(engine, "BEGIN")
    return engine


def writing_engine(file: Path) -> Engine:
    """Return an engine of one connection that takes the write lock when it begins.

    A deferred transaction that turns into a write fails with "database is locked" at once,
    whatever the timeout; an immediate one waits its turn.
    """
    engine = _engine(file, 1)
    _begin_with(engine, "BEGIN IMMEDIATE")
    return engine


@contextmanager
def write_lock(file: Path, *, wait: bool = True) -> Generator[None]:
    """Hold the one file lock that every write transaction and checkpoint holds.

    Without waiting, a lock that another holds raises BlockingIOError.

    SQLite up to 3.51.2 can corrupt a write-ahead log when a checkpoint resets it beside another
    writer. The lock ends with its process, however that ends.
    """
    with file.with_name(file.name + ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield


def _engine(file: Path, size: int) -> Engine:
    engine = create_engine(
        URL.create("sqlite", database=str(file)),
        pool_size=size,
        # An overflowing connection is closed after use, and closing the last one checkpoints
        # outside the lock; so there is no overflow, and `SqliteFile.close` holds the lock.
        max_overflow=0,
        hide_parameters=True,  # an error's text reaches logs, and the values are health data
        connect_args={"check_same_thread": False},
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: SQLiteConnection, record: object) -> None:
        del record
        connection.isolation_level = None  # SQLAlchemy's `begin` event begins, not the driver
        connection.execute("PRAGMA busy_timeout=5000")  # outlasts a 40 KB commit 20,000 times
        connection.execute("PRAGMA journal_mode=WAL")  # readers go on beside the writer
        connection.execute("PRAGMA synchronous=FULL")  # an acknowledged write survives power loss
        connection.execute("PRAGMA foreign_keys=ON")  # off by default in SQLite

    return engine


def _begin_with(engine: Engine, statement: str) -> None:
    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql(statement)
