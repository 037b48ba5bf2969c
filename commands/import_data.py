"""import: read a WHOOP export into the database, and account for every row."""

import json
import sys
from argparse import ArgumentParser, Namespace
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn

from tqdm import tqdm

from commands.line import Mistake
from resolvers.words import WORDS
from settings import Settings
from storage import people
from storage.databases.database import Database
from storage.importers.report import ImportReport, UnreadableExport
from storage.importers.whoop import import_export

# What programs may count on; the others join only where there is something in them.
FILE_KEYS = ("name", "read", "imported", "unchanged", "skipped")


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("path", type=Path, metavar="PATH", help="a zip, a folder or a CSV file")
    parser.add_argument("--person", required=True, metavar="NAME", help="whose data they are")
    parser.add_argument("--json", action="store_true", help='print {"files", "revision"}')


def run(given: Namespace, settings: Settings) -> int:
    """Import, and print the report."""
    if not given.path.exists():
        raise Mistake(f"{given.path}: there is no such file or folder")
    with closing(Database(settings)) as database:
        try:
            with database.read() as session:
                person_id = people.named(session, given.person)
            report = import_with_bar(database, person_id, given.path, settings)
        except people.NoSuchPerson as unknown:
            raise Mistake(f"--person {unknown}; or add one: person add NAME") from unknown
        except UnreadableExport as unreadable:
            raise Mistake(str(unreadable)) from unreadable
    if given.json:
        for note in report.notes:
            print(f"note: {note}", file=sys.stderr)
        print(json.dumps(_for_programs(report)))
    else:
        print(report.text())
    return 0


def _for_programs(report: ImportReport) -> dict[str, object]:
    files = [
        {
            key: value
            for key, value in file.to_json().items()
            if key in FILE_KEYS or (key != "kind" and value)
        }
        for file in report.files
    ]
    return {"files": files, "revision": report.revision}


def import_with_bar(
    database: Database, person_id: int, path: Path, settings: Settings
) -> ImportReport:
    """Import an export, with a bar for each file where somebody is looking."""
    bars: dict[str, tqdm[NoReturn]] = {}

    def progress(file: str, rows: int, of: int) -> None:
        if file not in bars:
            shown = sys.stderr.isatty()
            bars[file] = tqdm(total=of, desc=file, unit=" rows", disable=not shown, leave=False)
        bars[file].update(rows - bars[file].n)

    try:
        return import_export(
            database,
            person_id,
            path,
            now=datetime.now(UTC),
            unpacked_limit_bytes=settings.unpacked_limit_bytes,
            keep_notes=settings.keep_notes,
            dropped_questions=settings.dropped_questions,
            keep_days=settings.keep_days,
            progress=progress,
            words=WORDS,
        )
    finally:
        for bar in bars.values():
            bar.close()
