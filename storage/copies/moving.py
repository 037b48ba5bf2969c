"""Moving everything from one database into another: all or nothing, and compared row by row."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Table, func, select, text

from storage.databases.database import Database
from storage.databases.sessions import METADATA
from storage.tables import LeaseRow

# Each row of a batch is held several times over on its way, and a history is up to 100 kB.
BATCH_ROWS = 200
# What is being computed is the business of the processes beside one database.
LEFT_BEHIND = LeaseRow.__tablename__

Progress = Callable[[str, int], None]
Row = dict[str, object]


class NotEmpty(ValueError):
    """There are rows already in the table of this name."""


class NotAlike(RuntimeError):
    """What was written to the table of this name does not read back as it was."""


@dataclass(frozen=True)
class Moved:
    """How many rows a table has, and the digests of all of them added up, in whatever order."""

    rows: int
    digest: str


def move(source: Database, into: Database, progress: Progress) -> Mapping[str, Moved]:
    """Copy every row in one transaction, and return what each table holds in both.

    Nobody writes to either meanwhile. `progress` hears (table, rows just written).

    Raises
    ------
    NotEmpty
        If the other database has any row.
    NotAlike
        If it does not read back as what it was read from; it is left as it was.
    """
    order = [table for table in METADATA.sorted_tables if table.name != LEFT_BEHIND]
    moved: dict[str, Moved] = {}
    with source.write() as reading, into.write() as writing:
        old, new = reading.connection(), writing.connection()
        for connection in (old, new):
            _wait_without_end(connection)
        for table in order:
            if new.execute(select(func.count()).select_from(table)).scalar():
                raise NotEmpty(table.name)
        for table in order:
            for batch in _batches(old, table):
                new.execute(table.insert(), batch)
                progress(table.name, len(batch))
            moved[table.name] = _summed(old, table)
            if _summed(new, table) != moved[table.name]:
                raise NotAlike(table.name)
            if "id" in table.columns:
                _go_on_counting(old, new, table)
    return moved


def _wait_without_end(connection: Connection) -> None:
    """Let a transaction be silent for as long as the other database takes to read a large table."""
    if connection.dialect.name == "postgresql":
        longest = "SELECT set_config('idle_in_transaction_session_timeout', '0', true)"
        connection.execute(text(longest))


def _batches(connection: Connection, table: Table) -> Iterator[Sequence[Row]]:
    found = connection.execute(select(table).execution_options(yield_per=BATCH_ROWS))
    for rows in found.mappings().partitions():
        yield [{name: _portable(value) for name, value in row.items()} for row in rows]


def _portable(value: object) -> object:
    # PostgreSQL keeps no NUL in a text; see `storage.databases.postgresql`.
    return value.replace("\0", "\N{REPLACEMENT CHARACTER}") if isinstance(value, str) else value


def _summed(connection: Connection, table: Table) -> Moved:
    rows, total = 0, 0
    for batch in _batches(connection, table):
        rows += len(batch)
        for row in batch:
            digest = hashlib.sha256(repr(sorted(row.items())).encode()).digest()
            total += int.from_bytes(digest)
    return Moved(rows, f"{total % 2**256:064x}")


def _go_on_counting(old: Connection, new: Connection, table: Table) -> None:
    """Have the next row get an id that no row ever had."""
    last = max(_last_id(old, table), _last_id(new, table))
    if not last:
        return
    if new.dialect.name == "postgresql":
        new.execute(
            text("SELECT setval(pg_get_serial_sequence(:name, 'id'), :last)"),
            {"name": table.name, "last": last},
        )
    elif table.dialect_options["sqlite"]["autoincrement"]:
        # A table into which no row was ever written has none there to update.
        names = {"name": table.name, "last": last}
        new.execute(text("DELETE FROM sqlite_sequence WHERE name = :name"), names)
        new.execute(text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :last)"), names)


def _last_id(connection: Connection, table: Table) -> int:
    """Return the last id that was given to a row, even if that row is gone."""
    if connection.dialect.name == "postgresql":
        asked = "SELECT last_value FROM pg_sequences WHERE sequencename = :name || '_id_seq'"
    else:
        asked = "SELECT seq FROM sqlite_sequence WHERE name = :name"
    counted: int | None = connection.execute(text(asked), {"name": table.name}).scalar()
    return max(counted or 0, connection.execute(select(func.max(table.c.id))).scalar() or 0)
