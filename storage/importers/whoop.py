"""Import of an export, WHOOP's or our own: read wholly first, then written in one transaction."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import partial
from itertools import chain
from pathlib import Path

from sqlalchemy import Connection
from sqlmodel import Session, col, select

from storage import people
from storage.databases.database import Database
from storage.importers.archive import Export, opened
from storage.importers.contents import Allowance
from storage.importers.kinds import READING_ORDER
from storage.importers.moved import TIMED, Moved, follow
from storage.importers.older import set_sheets_aside, set_tables_aside
from storage.importers.reading import Progress, ReadSheet, Terms, read_sheet
from storage.importers.report import ImportReport
from storage.importers.seconds import exact_times, restored
from storage.importers.sheet import Sheet, UnknownSheet, recognised
from storage.importers.staging import earliest_changed_on, place_days, staged
from storage.importers.stored import (
    CYCLES,
    SLEEPS,
    TABLES,
    Changes,
    Rows,
    compared,
    stored_rows,
    write,
)
from storage.kept_days import first_day
from storage.retention import prune
from storage.tables import Import, JournalAnswer, Person
from storage.takeout.kept import NO_WORDS, Words
from storage.takeout.merging import merge
from storage.takeout.reading import Takeout, is_takeout, read_takeout


def _silent(file: str, rows: int, of: int) -> None:
    del file, rows, of


def import_export(  # noqa: PLR0913  # each of the settings by its name
    database: Database,
    person_id: int,
    path: Path,
    *,
    now: datetime,
    unpacked_limit_bytes: int,
    keep_notes: bool,
    dropped_questions: frozenset[str] = frozenset(),
    keep_days: int | None = None,
    progress: Progress = _silent,
    words: Words = NO_WORDS,
) -> ImportReport:
    """Import a zip, a folder or a single CSV; `progress` hears (file, rows read, rows about).

    `words` are those that an export of our own may hold.

    Answers to dropped questions and days that are not kept are set aside, and what was kept of them
    earlier is removed.

    Raises
    ------
    UnreadableExport
        If it cannot be read; the database is as it was.
    NoSuchPerson
        If there is no such person.
    """
    first_on = first_day(keep_days, now)
    terms = Terms(now, keep_notes, dropped_questions, progress, first_on)
    allowance = Allowance(unpacked_limit_bytes)
    with opened(path) as export:
        if is_takeout(export):
            takeout = read_takeout(export, terms, allowance, words)
            write = partial(_merge, takeout=takeout, first_on=first_on)
        else:
            read = [read_sheet(sheet, terms) for sheet in _sheets(export, allowance)]
            notes = export.notes + [note for sheet in read for note in sheet.notes]
            write = partial(_write, read=read, notes=notes, first_on=first_on)
    with database.write(person_id) as session:
        report = write(session, _locked(session, person_id))
        if dropped_questions and _dropped(session, person_id, dropped_questions):
            # An answer may be as old as the history, and so may be what was learned from it.
            report.revision = people.move_revision(session, person_id, people.FROM_THE_START)
        if first_on and prune(session, person_id, first_on, now):
            report.revision = people.revision(session, person_id)
        session.add(
            Import(
                person_id=person_id,
                imported_at=now,
                source_name=path.name,
                revision=report.revision,
                report=json.dumps(report.to_json()),
            )
        )
    return report


def _sheets(export: Export, allowance: Allowance) -> list[Sheet]:
    sheets: list[Sheet] = []
    unknown: list[UnknownSheet] = []
    for source in export.sources:
        try:
            sheets.append(recognised(source, allowance))
        except UnknownSheet as error:
            unknown.append(error)
    if not sheets:
        raise unknown[0]
    export.notes += [f"ignored: {error}" for error in unknown]
    return sorted(sheets, key=lambda sheet: (READING_ORDER.index(sheet.kind), sheet.name))


def _locked(session: Session, person_id: int) -> Person:
    # The lock keeps two imports of one person apart where a database has several writers.
    find = select(Person).where(Person.id == person_id).with_for_update()
    person = session.exec(find).one_or_none()
    if person is None:
        raise people.NoSuchPerson(f"there is no person {person_id}")
    return person


def _merge(
    session: Session, person: Person, takeout: Takeout, first_on: date | None
) -> ImportReport:
    if first_on:
        set_tables_aside(session.connection(), person.id or 0, takeout.tables, first_on)
    return merge(session, person, takeout)


def _write(
    session: Session,
    person: Person,
    read: Sequence[ReadSheet],
    notes: Sequence[str],
    first_on: date | None,
) -> ImportReport:
    connection, person_id = session.connection(), person.id or 0
    read = _with_seconds(connection, person_id, read)
    rows = staged(read)
    kept = _kept(connection, person_id)
    moved = follow(connection, person_id, rows, kept)
    kept = _kept(connection, person_id) if moved.counts else kept
    cycles = kept[CYCLES.name]
    place_days(rows, cycles, kept[SLEEPS.name])
    if first_on:
        set_sheets_aside(connection, person_id, read, rows, first_on)
    changes: dict[str, Changes] = {}
    for table in TABLES:
        stored = stored_rows(connection, table, person_id)
        changes[table.name] = compared(rows.tables[table.name], stored)
        write(connection, table, person_id, changes[table.name])
    report = ImportReport([sheet.report for sheet in read], notes=[*notes, *moved.notes()])
    cycles |= changes[CYCLES.name].new | changes[CYCLES.name].after
    earliest = min(earliest_changed_on(changes, cycles), moved.earliest_on)
    if earliest < date.max:
        report.revision = people.move_revision(session, person_id, earliest)
    else:
        report.revision = person.revision
    _account(read, changes, moved)
    return report


def _kept(connection: Connection, person_id: int) -> dict[str, Rows]:
    """Return the imported rows that have a start and an end."""
    tables = (table for table in TABLES if table.name in {timed.name for timed in TIMED})
    return {table.name: dict(stored_rows(connection, table, person_id)) for table in tables}


def _with_seconds(
    connection: Connection, person_id: int, read: Sequence[ReadSheet]
) -> Sequence[ReadSheet]:
    """Put back the seconds that a spreadsheet cut off, from other files and from what is kept."""
    if not any(sheet.to_the_minute for sheet in read):
        return read
    exact = exact_times(
        chain(
            (row for table in TABLES for _, row in stored_rows(connection, table, person_id)),
            (record.values for sheet in read for record in sheet.records()),
        )
    )
    return [restored(sheet, exact) if sheet.to_the_minute else sheet for sheet in read]


def _dropped(session: Session, person_id: int, questions: frozenset[str]) -> bool:
    """Remove the kept answers to questions; tell whether there were any."""
    answers = session.exec(
        select(JournalAnswer).where(
            JournalAnswer.person_id == person_id, col(JournalAnswer.question).in_(questions)
        )
    ).all()
    for answer in answers:
        session.delete(answer)
    return bool(answers)


def _account(read: Sequence[ReadSheet], changes: Mapping[str, Changes], moved: Moved) -> None:
    """Count a row as imported if any record of it was new, revised or moved."""
    for sheet in read:
        sheet.report.imported = sum(
            any(
                record.key in changes[record.table]
                or record.key in moved.keys.get(record.table, ())
                for record in entry.records
            )
            for _, entry, _ in sheet.kept.values()
        )
        sheet.report.unchanged = len(sheet.kept) - sheet.report.imported
