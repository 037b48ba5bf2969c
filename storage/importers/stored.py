"""What the tables hold of a person, compared with what an export says, and written."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection, bindparam, insert, select, update

from storage.importers.records import Key, Value, Values
from storage.tables import Cycle

SOURCE = "whoop"
METADATA = Cycle.metadata


@dataclass(frozen=True)
class Upserted:
    """A table, the columns that tell its rows apart, and what every imported row holds."""

    name: str
    key: tuple[str, ...]
    fixed: Mapping[str, Value] = field(default_factory=dict[str, Value])
    defaults: Mapping[str, Value] = field(default_factory=dict[str, Value])


CYCLES = Upserted("cycles", ("started_at",))
SLEEPS = Upserted("sleeps", ("onset_at",), defaults={"is_nap": False})
WORKOUTS = Upserted("workouts", ("started_at", "ended_at"), fixed={"source": SOURCE})
ANSWERS = Upserted("journal_answers", ("night_started_at", "question"), fixed={"source": SOURCE})
TABLES = (CYCLES, SLEEPS, WORKOUTS, ANSWERS)

Rows = dict[Key, Values]
StoredRows = Mapping[Key, Mapping[str, Value]]


def stored_rows(connection: Connection, upserted: Upserted, person_id: int) -> StoredRows:
    """Return a person's imported rows of one table by their keys."""
    table = METADATA.tables[upserted.name]
    held = select(table).where(table.c.person_id == person_id)
    for column, value in upserted.fixed.items():
        held = held.where(table.c[column] == value)
    names = table.columns.keys()
    rows = (dict(zip(names, row, strict=True)) for row in connection.execute(held))
    return {tuple(row[column] for column in upserted.key): row for row in rows}


def changed_rows(stored: StoredRows, rows: Rows) -> Rows:
    """Return the rows that the table lacks or holds otherwise."""
    return {
        key: values
        for key, values in rows.items()
        if (row := stored.get(key)) is None
        or any(row[column] != value for column, value in values.items())
    }


def write(
    connection: Connection, upserted: Upserted, person_id: int, stored: StoredRows, changed: Rows
) -> None:
    """Insert the rows that are new, and update the others; columns not told of stay as they are."""
    table = METADATA.tables[upserted.name]
    blank = {column.name: None for column in table.columns if column.name != "id"}
    blank |= {"person_id": person_id, **upserted.fixed, **upserted.defaults}
    new = [blank | values for key, values in changed.items() if key not in stored]
    if new:
        connection.execute(insert(table), new)
    revised = [
        {**stored[key], **values, "row_id": stored[key]["id"]}
        for key, values in changed.items()
        if key in stored
    ]
    if revised:
        columns = {name: bindparam(name) for name in blank}
        statement = update(table).where(table.c.id == bindparam("row_id")).values(columns)
        connection.execute(statement, revised)
