"""Taking everything along: a zip of CSV and JSON, written row by row."""

import csv
import json
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from io import TextIOWrapper
from pathlib import Path
from typing import Any, TypeAlias
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from sqlalchemy import Connection, Select, select

from storage.chosen import choices
from storage.databases.database import Database
from storage.people import NoSuchPerson
from storage.tables import Person
from storage.takeout.cells import Value, cell
from storage.takeout.kept import FORMAT, KEPT, MANIFEST, METADATA, Kept

# The columns differ from table to table, and so the type of a row.
Query: TypeAlias = Select[*tuple[Any, ...]]
# Rows that are in memory at once.
BATCH_ROWS = 500
README = """Everything that this Attune server keeps of one person and cannot compute again.

python main.py import THIS.zip --person NAME, or POST /import, brings all of it back, on any server.

cycles, sleeps, workouts, journal_answers   what was measured and written down
plans, goals, suggestions, feedback,        what was chosen and told
experiments, experiment_records, consents
contests, agreements, usage                 other algorithms on trial; what was agreed to; what was
                                            asked, by day
imports.jsonl                               reports of imports, one a line
tokens.csv                                  tokens without their secrets: to read, not brought back

Times are UTC. A text that a spreadsheet would take for a formula has an apostrophe in front, and so
has one that begins with an apostrophe; importing takes it away. Findings and models are not here:
they are computed again from the rows.
"""
# What says who may come in stays where it is.
SECRET = {"id", "person_id", "sha256"}


def write_takeout(database: Database, person_id: int, path: Path, now: datetime) -> None:
    """Write everything of a person as a zip, on one snapshot.

    Raises
    ------
    NoSuchPerson
        If there is no such person; no file is written.
    """
    with database.read() as session:
        person = session.get(Person, person_id)
        if person is None:
            raise NoSuchPerson(f"there is no person {person_id}")
        connection = session.connection()
        with ZipFile(path, "w", ZIP_DEFLATED) as archive:
            with _member(archive, MANIFEST, now) as text:
                json.dump(_manifest(person, now), text, indent=1)
            with _member(archive, "README.txt", now) as text:
                text.write(README)
            for kept in KEPT:
                with _member(archive, kept.file, now) as text:
                    _write_table(connection, kept, person_id, text)
            with _member(archive, "imports.jsonl", now) as text:
                _write_lines(text, _imports(connection, person_id))
            with _member(archive, "tokens.csv", now) as text:
                _write_tokens(connection, person_id, text)


def _manifest(person: Person, now: datetime) -> dict[str, object]:
    return {
        "format": FORMAT,
        "exported_at": cell(now),
        "person": {
            "name": person.name,
            "timezone": person.timezone,
            "created_at": cell(person.created_at),
            # What is drawn for a person is drawn by this, and so goes on as it was.
            "drawn_as": person.drawn_as or choices.opaque_name(person.id or 0),
        },
    }


@contextmanager
def _member(archive: ZipFile, name: str, now: datetime) -> Generator[TextIOWrapper]:
    info = ZipInfo(name, now.timetuple()[:6])
    info.compress_type = ZIP_DEFLATED
    info.external_attr = 0o600 << 16
    with (
        # A size that is not known beforehand may be any.
        archive.open(info, "w", force_zip64=True) as raw,
        TextIOWrapper(raw, "utf-8", newline="") as text,
    ):
        yield text


def _write_table(connection: Connection, kept: Kept, person_id: int, text: TextIOWrapper) -> None:
    query, names = rows_of(kept, person_id)
    _write_rows(text, names, _rows(connection, query))


def rows_of(kept: Kept, person_id: int) -> tuple[Query, list[str]]:
    """Return what selects a person's rows of a table, in the order of noting, and its header."""
    own = kept.columns
    table, order = kept.table, [kept.table.c[name] for name in kept.key]
    if "id" in table.columns:
        order = [table.c.id]
    if kept.parent is None:
        query = select(*own).where(table.c.person_id == person_id).order_by(*order)
        return query, [each.name for each in own]
    parent = kept.parent.table
    named = [parent.c[name] for name in kept.parent.key]
    query = (
        select(*named, *own)
        .join_from(table, parent, table.c[kept.link] == parent.c.id)
        .where(parent.c.person_id == person_id)
        .order_by(parent.c.id, *order)
    )
    return query, [*parent_columns(kept.parent), *(each.name for each in own)]


def parent_columns(parent: Kept) -> list[str]:
    """Return the columns by which a row names the one that it hangs on."""
    return [f"{parent.name}_{name}" for name in parent.key]


def _rows(connection: Connection, query: Query) -> Iterator[Sequence[Value]]:
    for row in connection.execute(query, execution_options={"yield_per": BATCH_ROWS}):
        yield tuple(row)


def _write_rows(text: TextIOWrapper, names: list[str], rows: Iterable[Iterable[Value]]) -> None:
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([cell(value) for value in row] for row in rows)


def _write_tokens(connection: Connection, person_id: int, text: TextIOWrapper) -> None:
    table = METADATA.tables["access_tokens"]
    columns = [column for column in table.columns if column.name not in SECRET]
    query = select(*columns).where(table.c.person_id == person_id).order_by(table.c.id)
    _write_rows(text, [column.name for column in columns], _rows(connection, query))


def _write_lines(text: TextIOWrapper, lines: Iterable[dict[str, object]]) -> None:
    text.writelines(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)


def _imports(connection: Connection, person_id: int) -> Iterator[dict[str, object]]:
    table = METADATA.tables["imports"]
    query = select(table.c.imported_at, table.c.source_name, table.c.revision, table.c.report)
    query = query.where(table.c.person_id == person_id).order_by(table.c.id)
    for imported_at, source_name, revision, report in _rows(connection, query):
        yield {
            "imported_at": cell(imported_at),
            "source_name": source_name,
            "revision": revision,
            "report": json.loads(str(report)),
        }
