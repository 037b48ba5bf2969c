"""Bringing back what was taken along: into the rows that are here, in one transaction."""

import re
from collections import Counter
from collections.abc import Iterator
from zoneinfo import available_timezones

import sqlalchemy
from sqlalchemy import Connection, insert, update
from sqlmodel import Session, col, select

from storage import people
from storage.choice_tables import Suggestion
from storage.chosen import choices
from storage.importers.report import FileReport, ImportReport
from storage.importers.stored import BATCH_ROWS
from storage.tables import Import, Person
from storage.takeout.kept import RAW, Kept, Rule
from storage.takeout.reading import Brought, BroughtTable, Key, Takeout, Values
from storage.takeout.writing import rows_of

ORPHAN = "the row that it hangs on is not here"

_DRAWN_AS = re.compile(r"[0-9a-f]{16}")


def merge(session: Session, person: Person, takeout: Takeout) -> ImportReport:
    """Write what is new or stands above what is here; return the report, its revision included."""
    connection, person_id = session.connection(), person.id or 0
    changed = _introduce(session, person, takeout.person)
    raw = False
    for table in takeout.tables:
        touched = _merge_table(connection, person_id, table)
        changed |= touched
        raw |= touched and table.kept in RAW
    reports = [table.report for table in takeout.tables if table.report.read]
    if takeout.imports_report:
        _merge_imports(session, person_id, takeout.imports, takeout.imports_report)
        reports.append(takeout.imports_report)
    revision = person.revision
    if changed:
        # Rows may be as old as the history, and so may be what was learned from it.
        revision = people.move_revision(session, person_id, people.FROM_THE_START if raw else None)
    return ImportReport(reports, revision)


def _introduce(session: Session, person: Person, told: dict[str, object]) -> bool:
    """Take over the time zone and what is drawn by, where the person has none of their own."""
    drawn_as, timezone = told.get("drawn_as"), told.get("timezone")
    moves = person.timezone is None and timezone in available_timezones()
    if moves:
        person.timezone = str(timezone)
    takes = (
        person.drawn_as is None
        and drawn_as != choices.opaque_name(person.id or 0)
        and _DRAWN_AS.fullmatch(str(drawn_as)) is not None
        # Who was told something here goes on being drawn for as they were.
        and session.exec(select(Suggestion.id).where(Suggestion.person_id == person.id)).first()
        is None
    )
    if takes:
        person.drawn_as = str(drawn_as)
    session.add(person)
    session.flush()
    return takes or moves


def _merge_table(connection: Connection, person_id: int, brought: BroughtTable) -> bool:
    """Write one table; tell whether anything changed."""
    kept, report = brought.kept, brought.report
    owners = _owners(connection, kept, person_id)
    here = dict(_here(connection, kept, person_id))
    new: list[Values] = []
    for row in brought.rows:
        if row.parent not in owners:
            report.skip(row.row, ORPHAN, ORPHAN)
            continue
        found = here.get((*row.parent, *row.key))
        changes = _changes(kept, found, row) if found else {}
        if found is None:
            blank: Values = {column.name: None for column in kept.columns}
            new.append(blank | row.values | {kept.link or "person_id": owners[row.parent]})
        elif changes:
            same = [column == found[column.name] for column in kept.table.primary_key]
            connection.execute(update(kept.table).where(*same).values(changes))
        report.imported += found is None or bool(changes)
        report.unchanged += found is not None and not changes
    for start in range(0, len(new), BATCH_ROWS):
        connection.execute(insert(kept.table), new[start : start + BATCH_ROWS])
    return report.imported > 0


def _owners(connection: Connection, kept: Kept, person_id: int) -> dict[Key, int]:
    """Return the ids that rows may hang on, by the keys of what they hang on."""
    if kept.parent is None:
        return {(): person_id}
    table = kept.parent.table
    columns = (table.c[name] for name in kept.parent.key)
    query = sqlalchemy.select(table.c.id, *columns).where(table.c.person_id == person_id)
    rows = connection.execute(query.order_by(table.c.id.desc()))
    return {tuple(key): row_id for row_id, *key in rows}


def _here(connection: Connection, kept: Kept, person_id: int) -> Iterator[tuple[Key, Values]]:
    """Yield the rows that are here, by key and how often it was there before."""
    seen: Counter[Key] = Counter()
    query, names = rows_of(kept, person_id)
    identity = list(kept.table.primary_key)
    names = [*names, *(column.name for column in identity)]
    above = len(kept.parent.key) if kept.parent else 0
    for cells in connection.execute(query.add_columns(*identity)):
        row = dict(zip(names, cells, strict=True))
        key = (*cells[:above], *(row[name] for name in kept.key))
        yield (*key, seen[key]), row
        seen[key] += 1


def _changes(kept: Kept, found: Values, row: Brought) -> Values:
    """Return what becomes of a row that is here."""
    values = row.values
    differing = {name: value for name, value in values.items() if found[name] != value}
    if kept.rule is Rule.FILL:
        return {name: value for name, value in differing.items() if found[name] is None}
    if kept.latest is not None and not _is_later(values[kept.latest], found[kept.latest]):
        return {}
    return differing


def _is_later(value: object, other: object) -> bool:
    # Of one column, and so of one kind.
    return value > other  # type: ignore[operator]  # pyright: ignore[reportOperatorIssue]


def _merge_imports(
    session: Session, person_id: int, brought: list[Values], report: FileReport
) -> None:
    kept = session.exec(select(Import).where(col(Import.person_id) == person_id)).all()
    here: Counter[Key] = Counter((row.imported_at, row.source_name, row.report) for row in kept)
    for values in brought:
        key = (values["imported_at"], values["source_name"], values["report"])
        if here[key] > 0:
            here[key] -= 1
            report.unchanged += 1
            continue
        session.add(Import.model_validate({**values, "person_id": person_id}))
        report.imported += 1
    session.flush()
