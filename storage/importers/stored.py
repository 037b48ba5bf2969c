"""What the tables hold of a person, compared with what an export says, and written."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection, bindparam, insert, select, update

from storage.importers.records import Key, Value, Values
from storage.tables import Cycle

SOURCE = "whoop"
METADATA = Cycle.metadata
# Writing is no quicker in larger batches, and each row of one is held several times over.
BATCH_ROWS = 1000


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
StoredRow = tuple[Key, Values]


@dataclass
class Changes:
    """The rows that a table lacks, and those it holds otherwise: as they were, as they become."""

    new: Rows
    before: Rows = field(default_factory=dict[Key, Values])
    after: Rows = field(default_factory=dict[Key, Values])

    def __contains__(self, key: Key) -> bool:
        return key in self.new or key in self.after

    def __len__(self) -> int:
        return len(self.new) + len(self.after)


def stored_rows(connection: Connection, upserted: Upserted, person_id: int) -> Iterator[StoredRow]:
    """Yield a person's imported rows of one table with their keys."""
    table = METADATA.tables[upserted.name]
    held = select(table).where(table.c.person_id == person_id)
    for column, value in upserted.fixed.items():
        held = held.where(table.c[column] == value)
    names = table.columns.keys()
    for cells in connection.execute(held):
        row = dict(zip(names, cells, strict=True))
        yield tuple(row[column] for column in upserted.key), row


def compared(rows: Rows, stored: Iterable[StoredRow]) -> Changes:
    """Tell what is new and what is revised; a column that is not told of stays as it is."""
    changes = Changes(new=dict(rows))
    for key, row in stored:
        values = changes.new.pop(key, None)
        if values and any(row[column] != value for column, value in values.items()):
            changes.before[key] = row
            changes.after[key] = {**row, **values}
    return changes


def write(connection: Connection, upserted: Upserted, person_id: int, changes: Changes) -> None:
    """Insert what is new and update what is revised."""
    table = METADATA.tables[upserted.name]
    columns = [column.name for column in table.columns if column.name != "id"]
    blank: Values = dict.fromkeys(columns)
    blank |= {"person_id": person_id, **upserted.fixed, **upserted.defaults}
    for batch in _batches(changes.new):
        connection.execute(insert(table), [blank | values for values in batch])
    revise = (
        update(table)
        .where(table.c.id == bindparam("row_id"))
        .values({name: bindparam(name) for name in columns})
    )
    for batch in _batches(changes.after):
        connection.execute(revise, [{**values, "row_id": values["id"]} for values in batch])


def _batches(rows: Rows) -> Iterator[list[Values]]:
    values = list(rows.values())
    for start in range(0, len(values), BATCH_ROWS):
        yield values[start : start + BATCH_ROWS]
