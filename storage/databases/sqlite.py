"""SQLite as this server uses it: many readers beside one writer at a time, across processes."""

import fcntl
import time
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from sqlite3 import Connection as SQLiteConnection
from typing import IO, TYPE_CHECKING

from sqlalchemy import Connection, Engine, ExceptionContext, create_engine, event
from sqlalchemy.engine import URL

from storage.databases import in_use
from storage.databases.faults import FaultCode, StorageFault, code_of, in_words

if TYPE_CHECKING:
    from sqlmodel import Session

# The longest write is that of an import of ten years, some seconds on a tenth of a processor.
LOCK_SECONDS = 20.0
LOOK_EVERY_SECONDS = 0.005  # a write takes about as long
WAIT_MS = 5000  # outlasts a 40 KB commit 20,000 times


class SqliteFile:
    """One file, with a lock beside it that every writer holds, and waits for so long."""

    writers = 1

    def __init__(self, file: Path, readers: int, lock_seconds: float = LOCK_SECONDS) -> None:
        """Open, creating the folder and the file where there are none."""
        self._file = file
        self._lock_seconds = lock_seconds
        self.place = str(file)
        with in_words(file):
            # Health data: for the user that runs the server alone, on a machine shared with others.
            file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not file.exists():
                file.touch(mode=0o600)
        self._in_use = in_use.hold(file)
        self.glancing = glancing_engine(file)
        self.reading = reading_engine(file, readers)
        self.writing = writing_engine(file)

    def is_empty(self) -> bool:
        """Tell whether there was nothing yet; whoever reads it first writes its first page."""
        return self._file.stat().st_size == 0

    @contextmanager
    def migrating(self) -> Generator[Connection]:
        """Yield a connection in whose transaction nobody else migrates."""
        with write_lock(self._file, self._lock_seconds), self.writing.begin() as connection:
            yield connection

    @contextmanager
    def begun(self, session: "Session", person_id: int | None, *, wait: bool) -> Generator[None]:
        """Hold a transaction of a session as the only writer."""
        del person_id
        with write_lock(self._file, self._lock_seconds if wait else 0.0), session.begin():
            yield

    @contextmanager
    def apart(self, session: "Session") -> Generator[None]:
        """Hold a transaction of a session as the only writer; there is no other here."""
        with self.begun(session, None, wait=True):
            yield

    def leave_no_trace(self) -> bool:
        """Write the file anew without its free pages, and empty the log; False if a reader held it.

        Removing with `secure_delete` would not do: it leaves what was removed before it was set,
        and costs every write. This is for the one time that counts.
        """
        with write_lock(self._file, self._lock_seconds), in_words(self._file):
            connection = self.writing.raw_connection()
            try:
                cursor = connection.cursor()
                cursor.execute("VACUUM")
                # It waits for readers as long as `busy_timeout` says.
                busy, _, _ = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
                cursor.close()
            finally:
                connection.close()
        return not busy

    def close(self) -> None:
        """Close every connection; closing the last one checkpoints, so under the lock."""
        # Without the lock they end with the process, and the next one to open recovers the log.
        with suppress(StorageFault), write_lock(self._file, self._lock_seconds):
            self.glancing.dispose()
            self.reading.dispose()
            self.writing.dispose()
        self._in_use.close()


def reading_engine(file: Path, size: int) -> Engine:
    """Return an engine whose connections cannot write."""
    engine = _only_reading(_engine(file, size, WAIT_MS))
    _begin_with(engine, "BEGIN")
    return engine


def glancing_engine(file: Path) -> Engine:
    """Return an engine of one connection that cannot write, and waits for nothing.

    It begins no transaction: what reads with one statement needs none.
    """
    return _only_reading(_engine(file, 1, 0))


def writing_engine(file: Path) -> Engine:
    """Return an engine of one connection that takes the write lock when it begins.

    A deferred transaction that turns into a write fails with "database is locked" at once,
    whatever the timeout; an immediate one waits its turn.
    """
    engine = _engine(file, 1, WAIT_MS)
    _begin_with(engine, "BEGIN IMMEDIATE")
    return engine


@contextmanager
def write_lock(file: Path, wait_seconds: float = LOCK_SECONDS) -> Generator[None]:
    """Hold the one file lock that every write transaction and checkpoint holds.

    SQLite up to 3.51.2 can corrupt a write-ahead log when a checkpoint resets it beside another
    writer. The lock ends with its process, however that ends.

    Raises
    ------
    StorageFault
        If another holds it for so long, by default for longer than any write takes.
    """
    with in_words(file):
        lock = file.with_name(file.name + ".lock").open("w")
    with lock:
        _take(lock, file, wait_seconds)
        yield


def _take(lock: IO[str], file: Path, seconds: float) -> None:
    give_up_at = time.monotonic() + seconds
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as held:
            if time.monotonic() >= give_up_at:
                raise StorageFault(FaultCode.BUSY, file) from held
            time.sleep(LOOK_EVERY_SECONDS)
        else:
            return


def _engine(file: Path, size: int, wait_ms: int) -> Engine:
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
        connection.execute(f"PRAGMA busy_timeout={wait_ms}")
        connection.execute("PRAGMA journal_mode=WAL")  # readers go on beside the writer
        connection.execute("PRAGMA synchronous=FULL")  # an acknowledged write survives power loss
        connection.execute("PRAGMA foreign_keys=ON")  # off by default in SQLite

    @event.listens_for(engine, "handle_error")
    def say_in_words(context: ExceptionContext) -> None:
        if code := code_of(context.original_exception):
            raise StorageFault(code, file) from context.original_exception

    return engine


def _only_reading(engine: Engine) -> Engine:
    @event.listens_for(engine, "connect")
    def query_only(connection: SQLiteConnection, record: object) -> None:
        del record
        connection.execute("PRAGMA query_only=ON")
        # Each would keep 2 MB of what a long read went through, which the system keeps anyway; an
        # answer reads 50 kB.
        connection.execute("PRAGMA cache_size=-500")

    return engine


def _begin_with(engine: Engine, statement: str) -> None:
    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql(statement)
