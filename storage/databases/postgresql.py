"""PostgreSQL as this server uses it: readers on snapshots, writers apart by person."""

import select
import time
from collections.abc import Generator
from contextlib import contextmanager
from threading import BoundedSemaphore
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg.types.string import StrDumper
from sqlalchemy import Connection, Engine, ExceptionContext, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.pool import ConnectionPoolEntry

from storage.databases.database_url import shown, with_parameters
from storage.databases.faults import FaultCode, StorageFault, code_of

if TYPE_CHECKING:
    from sqlmodel import Session

# One that writes what was found beside one that keeps an import.
WRITERS = 2
# And one for what waits for nobody. With the readers and the front door's one that is eight a
# process; free plans give 60 and more, also while two overlap.
CONNECTIONS = WRITERS + 1
# Whoever waits for a person whom another process writes of holds a thread, and no connection. So
# many people are seldom imported elsewhere at once.
WAITING = 16
# As long as on SQLite: an import of ten years takes some seconds on a tenth of a processor.
LOCK_SECONDS = 20.0
# A free database that slept takes several seconds to its first answer.
CONNECT_SECONDS = 15
# Each look costs three journeys to the server; most writes take less.
LOOK_EVERY_SECONDS = 0.05
# Shorter than any idle time after which a host closes a connection; asking more often would cost
# each transaction another journey.
TRUSTED_SECONDS = 30
# What holds the locks computes between its statements for up to 10 s, an import on a tenth of a
# processor; one that is longer silent is gone, and nobody shall wait for it.
SILENT_MILLISECONDS = 60_000

# Names of locks, of which a database has one space for all that use it: "attu", "migr" in ASCII.
EVERYBODY = 0x61747475
MIGRATIONS = 0x6D696772

# All locks end with their transaction, since behind a pooler a session is not one's own.
_APART = (
    f"SELECT set_config('idle_in_transaction_session_timeout', '{SILENT_MILLISECONDS}', true),"
    " set_config('lock_timeout', :milliseconds, true)"
)
APART = text(_APART)
TRY_EVERYBODY = text(f"{_APART}, pg_try_advisory_xact_lock(:everybody)")
TRY_PERSON = text(
    f"{_APART}, pg_try_advisory_xact_lock_shared(:everybody)"
    " AND pg_try_advisory_xact_lock(:everybody, :person_id)"
)
LOCK_MIGRATIONS = text("SELECT pg_advisory_xact_lock(:migrations)")


class PostgresServer:
    """One database of a server, which keeps writers apart by locks of their transactions."""

    writers = WAITING
    glancing = None  # whatever it tells comes over a wire

    def __init__(self, url: str, readers: int, lock_seconds: float = LOCK_SECONDS) -> None:
        """Connect to nothing yet."""
        self._lock_seconds = lock_seconds
        self._names = {"milliseconds": str(int(lock_seconds * 1000))}
        # Before the pool, in which who need not wait would stand behind those who do.
        self._turns = BoundedSemaphore(WRITERS)
        self.place = f"DATABASE_URL, {shown(url)}"
        self.reading = _engine(url, readers)
        self.writing = _engine(url, CONNECTIONS)

        @event.listens_for(self.reading, "connect")
        def snapshots(connection: psycopg.Connection[Any], record: object) -> None:
            del record
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            connection.read_only = True

    def is_empty(self) -> bool:
        """Tell that there may be something: a server can be asked without being written to."""
        return False

    @contextmanager
    def migrating(self) -> Generator[Connection]:
        """Yield a connection in whose transaction nobody else migrates."""
        with self.writing.begin() as connection:
            connection.execute(LOCK_MIGRATIONS, {"migrations": MIGRATIONS})
            yield connection

    @contextmanager
    def begun(self, session: "Session", person_id: int | None, *, wait: bool) -> Generator[None]:
        """Hold a transaction of a session, alone with a person, or alone with everybody.

        Who writes of one person shares the lock on everybody with those who write of others. Who
        waits looks again and again, and leaves the connection to others in between: whoever stood
        in the server's own queue for one person would hold up what is written of all.
        """
        give_up_at = time.monotonic() + (self._lock_seconds if wait else 0.0)
        while True:
            with self._turn(give_up_at), session.begin():
                if self._is_alone(session.connection(), person_id):
                    yield
                    return
            if time.monotonic() >= give_up_at:
                raise StorageFault(FaultCode.BUSY, self.place)
            time.sleep(LOOK_EVERY_SECONDS)

    @contextmanager
    def apart(self, session: "Session") -> Generator[None]:
        """Hold a transaction of a session beside all others, by a connection kept for it."""
        with session.begin():
            session.connection().execute(APART, self._names)
            yield

    @contextmanager
    def _turn(self, give_up_at: float) -> Generator[None]:
        if not self._turns.acquire(timeout=max(0.0, give_up_at - time.monotonic())):
            raise StorageFault(FaultCode.BUSY, self.place)
        try:
            yield
        finally:
            self._turns.release()

    def _is_alone(self, connection: Connection, person_id: int | None) -> bool:
        trying = TRY_EVERYBODY if person_id is None else TRY_PERSON
        names = {**self._names, "everybody": EVERYBODY, "person_id": person_id}
        taken: bool = connection.execute(trying, names).one()[-1]
        return taken

    def leave_no_trace(self) -> bool:
        """Say that it cannot be told here: the host of the database vacuums, and keeps its log."""
        return False

    def close(self) -> None:
        """Close every connection."""
        self.reading.dispose()
        self.writing.dispose()


class _WholeText(StrDumper):
    """Text as PostgreSQL can keep it: it has no NUL, which SQLite has."""

    def dump(self, obj: str) -> Any:  # noqa: ANN401  the driver's own signature
        return super().dump(obj.replace("\0", "\N{REPLACEMENT CHARACTER}"))


def _engine(url: str, size: int) -> Engine:
    place = f"DATABASE_URL, {shown(url)}"
    known = {option.keyword.decode() for option in psycopg.pq.Conninfo.get_defaults()}
    engine = create_engine(
        make_url(with_parameters(url, known)).set(drivername="postgresql+psycopg"),
        pool_size=size,
        max_overflow=0,  # what waits for a connection is bounded by the threads that ask
        hide_parameters=True,  # an error's text reaches logs, and the values are health data
        use_native_hstore=False,  # not used, and looking for it costs a journey
        connect_args={
            "connect_timeout": CONNECT_SECONDS,
            # A pooler gives each transaction another session, where no statement is prepared.
            "prepare_threshold": None,
        },
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: psycopg.Connection[Any], record: object) -> None:
        del record
        connection.adapters.register_dumper(str, _WholeText)

    @event.listens_for(engine, "checkin")
    def returned(_: DBAPIConnection | None, entry: ConnectionPoolEntry) -> None:
        entry.info["returned"] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def look(connection: DBAPIConnection, entry: ConnectionPoolEntry, _: object) -> None:
        """Have a connection that the server has closed meanwhile replaced."""
        unused_seconds = time.monotonic() - entry.info.get("returned", time.monotonic())
        if unused_seconds < TRUSTED_SECONDS and not _is_told_something(entry):
            return
        try:
            engine.dialect.do_ping(connection)
        except psycopg.OperationalError as error:
            raise DisconnectionError from error

    @event.listens_for(engine, "handle_error")
    def say_in_words(context: ExceptionContext) -> None:
        error = context.original_exception
        if not isinstance(error, psycopg.Error):
            return
        # Without a state nothing was answered at all: there is no server, or it has hung up.
        gone = error.sqlstate is None and isinstance(error, psycopg.OperationalError)
        if code := FaultCode.UNREACHABLE if gone else code_of(error):
            raise StorageFault(code, place) from error
        _quote_no_values(error, context.sqlalchemy_exception)

    return engine


def _is_told_something(entry: ConnectionPoolEntry) -> bool:
    """Tell whether something unasked is there to be read, such as that the server hangs up."""
    connection: psycopg.Connection[Any] | None = entry.driver_connection
    waiting = select.poll()
    if connection is not None:
        waiting.register(connection.fileno(), select.POLLIN)
    return bool(waiting.poll(0))


def _quote_no_values(error: psycopg.Error, wrapped: BaseException | None) -> None:
    """Leave of an error's text what holds no value of a row."""
    # Class 22 is about values, which its first line quotes; of others the details do.
    told = None if (error.sqlstate or "").startswith("22") else error.diag.message_primary
    error.args = (told or f"SQLSTATE {error.sqlstate}",)
    if wrapped is not None:
        wrapped.args = (f"({type(error).__name__}) {error}",)
