"""Simulated people: exports, cut and changed, and their way into a database."""

import csv
import io
import zipfile
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path

from simulation.export import write_export
from simulation.person import simulate
from storage.databases.database import Database
from storage.importers.report import ImportReport
from storage.importers.whoop import import_export
from tests.owners import NOW

LAST_ON = date(2026, 1, 31)
UNPACKED_LIMIT_BYTES = 100_000_000

Row = dict[str, str]
Sheets = Mapping[str, list[Row]]


def write_person(path: Path, days: int, seed: int) -> Path:
    """Write the export of a simulated person whose last day is LAST_ON."""
    write_export(simulate(days, seed, last_on=LAST_ON), path)
    return path


def give(database: Database, person_id: int, export: Path) -> ImportReport:
    """Import an export."""
    return import_export(
        database,
        person_id,
        export,
        now=NOW,
        unpacked_limit_bytes=UNPACKED_LIMIT_BYTES,
        keep_notes=False,
    )


def read_sheets(export: Path) -> Sheets:
    """Return the rows of every file of an export."""
    with zipfile.ZipFile(export) as archive:
        return {
            name: list(csv.DictReader(io.StringIO(archive.read(name).decode())))
            for name in archive.namelist()
        }


def write_sheets(path: Path, sheets: Sheets) -> Path:
    """Write rows as an export; a file without rows is left out."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, rows in sheets.items():
            if rows:
                text = io.StringIO()
                writer = csv.DictWriter(text, list(rows[0]))
                writer.writeheader()
                writer.writerows(rows)
                archive.writestr(name, text.getvalue())
    return path


def day_of(row: Row) -> date:
    """Return the day of waking of a row's cycle, which begins from noon to noon."""
    return (datetime.fromisoformat(row["Cycle start time"]) + timedelta(hours=12)).date()


def until(sheets: Sheets, day: date) -> Sheets:
    """Return what the export held up to a day."""
    return {name: [row for row in rows if day_of(row) <= day] for name, rows in sheets.items()}
