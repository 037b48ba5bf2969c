"""The database: sessions that read, and sessions that write one at a time."""

from collections.abc import Generator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import TYPE_CHECKING, Protocol

from sqlalchemy import Connection, Engine

from settings import Settings
from storage.databases.faults import FaultCode, StorageFault
from storage.migrations.upgrade import ForeignTables, is_up_to_date, upgrade

if TYPE_CHECKING:
    from sqlmodel import Session

READERS = 4  # GraphQL reads in a few threads; more would only wait for the processor


class Held(Protocol):
    """A database of one kind: its engines, and how it keeps writers apart.

    `place` is what it is called in the log, and `writers` how many may write, or wait to, at once.
    `glancing` reads one statement at a time, where there is such a thing.
    """

    place: str
    writers: int
    reading: Engine
    writing: Engine

    @property
    def glancing(self) -> Engine | None:
        """The engine that waits for nothing."""
        ...

    def is_empty(self) -> bool:
        """Tell, without writing, whether there was nothing yet."""
        ...

    def migrating(self) -> AbstractContextManager[Connection]:
        """Yield a connection in whose transaction nobody else migrates."""
        ...

    def begun(
        self, session: "Session", person_id: int | None, *, wait: bool
    ) -> AbstractContextManager[object]:
        """Hold a transaction of a session, alone as `Database.write` says."""
        ...

    def apart(self, session: "Session") -> AbstractContextManager[object]:
        """Hold a transaction of a session beside others, as `Database.write_apart` says."""
        ...

    def leave_no_trace(self) -> bool:
        """Write anew what still holds removed rows; tell whether none is left."""
        ...

    def close(self) -> None:
        """Close every connection."""
        ...


class Database:
    """Opens the database of the settings, brings its tables up to date, and hands out sessions.

    Whatever the disk or the database refuses is a StorageFault, here and in every session.
    """

    def __init__(self, settings: Settings) -> None:
        """Open, creating the data folder and the tables where there are none."""
        self._held = _held(settings)
        self.reading, self.writing = self._held.reading, self._held.writing
        self.writers, self.glancing = self._held.writers, self._held.glancing
        with ExitStack() as opened:
            opened.callback(self.close)
            self._migrate()
            opened.pop_all()

    def _migrate(self) -> None:
        try:
            # Looked at first without a lock: what is up to date is read where nothing can be
            # written.
            if not self._held.is_empty():
                with self.reading.connect() as connection:
                    if is_up_to_date(connection):
                        return
            with self._held.migrating() as connection:
                upgrade(connection)
        except ForeignTables as foreign:
            raise StorageFault(FaultCode.FOREIGN, self._held.place) from foreign

    @contextmanager
    def read(self) -> Generator["Session"]:
        """Yield a session on one snapshot that cannot write."""
        with _sessions()(self.reading) as session:
            yield session

    @contextmanager
    def look(self) -> Generator[Connection]:
        """Yield a connection that cannot write: for what every request asks, without objects."""
        with self.reading.connect() as connection:
            yield connection

    @contextmanager
    def write(self, person_id: int | None = None, *, wait: bool = True) -> Generator["Session"]:
        """Yield a session whose transaction commits at the end, or leaves nothing behind.

        No two such sessions that concern the same person run at once, and one that names nobody
        concerns everybody. SQLite has one writer at a time, whomever it concerns.

        Without waiting, a write of another is a StorageFault too: for what can be made again,
        and so need not be kept whatever the fault is.
        """
        with (
            _sessions()(self.writing, expire_on_commit=False) as session,
            self._held.begun(session, person_id, wait=wait),
        ):
            yield session

    @contextmanager
    def write_apart(self) -> Generator["Session"]:
        """Yield a session as `write` does, that waits for nobody's writes where it need not.

        For rows of which nobody needs to be alone with a person, and which others lock for a moment
        at most.
        """
        with (
            _sessions()(self.writing, expire_on_commit=False) as session,
            self._held.apart(session),
        ):
            yield session

    def prepare(self) -> None:
        """Import what the first session would: in a thread, since it takes seconds when caged."""
        _sessions()

    def leave_no_trace(self) -> bool:
        """Write anew what still holds removed rows; tell whether none is left."""
        return self._held.leave_no_trace()

    def close(self) -> None:
        """Close every connection."""
        self._held.close()


def _sessions() -> "type[Session]":
    # With the tables a quarter of all there is to import, and the first answer needs none of it.
    from storage.databases.sessions import Session  # noqa: PLC0415

    return Session


def _held(settings: Settings) -> Held:
    # Each with its own driver, of which the other has no use.
    if settings.on_postgresql:
        from storage.databases.postgresql import PostgresServer  # noqa: PLC0415

        return PostgresServer(settings.database_url, READERS)
    from storage.databases.sqlite import SqliteFile  # noqa: PLC0415

    return SqliteFile(settings.database_file, READERS)
