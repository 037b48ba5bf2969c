"""Rows of an import for days before the first kept one: set aside, each accounted for."""

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import Connection

from storage.importers.reading import ReadSheet
from storage.importers.records import Key
from storage.importers.staging import Staged
from storage.importers.stored import CYCLES
from storage.retention import OLDER, cycle_days, is_older
from storage.takeout.kept import RAW
from storage.takeout.reading import BroughtTable


def set_sheets_aside(
    connection: Connection, person_id: int, read: Sequence[ReadSheet], rows: Staged, first_on: date
) -> None:
    """Take what is older out of what an export of WHOOP says."""
    days = cycle_days(connection, person_id)
    for (started_at,), values in rows.tables[CYCLES.name].items():
        if isinstance(day_on := values["day_on"], date):
            days[started_at] = day_on
    older: dict[str, set[Key]] = {
        name: {key for key, values in held.items() if is_older(name, values, days, first_on)}
        for name, held in rows.tables.items()
    }
    for name, keys in older.items():
        for key in keys:
            del rows.tables[name][key]
    for sheet in read:
        for key, (row, entry, _) in list(sheet.kept.items()):
            if all(record.key in older[record.table] for record in entry.records):
                del sheet.kept[key]
                sheet.report.skip(row, OLDER, OLDER)


def set_tables_aside(
    connection: Connection, person_id: int, tables: Iterable[BroughtTable], first_on: date
) -> None:
    """Take what is older out of what an export of our own says."""
    days = cycle_days(connection, person_id)
    for table in tables:  # cycles first
        if table.kept not in RAW:
            continue
        name = table.kept.name
        if name == CYCLES.name:
            days |= {
                brought.values["started_at"]: day_on
                for brought in table.rows
                if isinstance(day_on := brought.values["day_on"], date)
            }
        for brought in table.rows:
            if is_older(name, brought.values, days, first_on):
                table.report.skip(brought.row, OLDER, OLDER)
        table.rows = [
            brought for brought in table.rows if not is_older(name, brought.values, days, first_on)
        ]
