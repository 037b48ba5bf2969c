"""export: everything that is kept of a person, as a zip that imports again."""

import os
from argparse import ArgumentParser, Namespace
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from commands.line import Mistake
from commands.whom import person_id
from settings import Settings
from storage.databases.database import Database
from storage.takeout.writing import write_takeout


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("person", metavar="PERSON", help="whose data")
    parser.add_argument("path", type=Path, metavar="PATH", help="the zip to write; must not exist")


def run(given: Namespace, settings: Settings) -> int:
    """Write the zip."""
    # For its owner alone, and never in the place of a file that is there.
    try:
        os.close(os.open(given.path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError as taken:
        raise Mistake(f"{given.path} is there already; choose another name") from taken
    try:
        _write(given, settings)
    except BaseException:
        given.path.unlink()  # half an export is none, and its name is free again
        raise
    print(f"wrote {given.path} ({given.path.stat().st_size:,} bytes)")
    return 0


def _write(given: Namespace, settings: Settings) -> None:
    with closing(Database(settings)) as database:
        whose = person_id(database, given.person, "PERSON")
        write_takeout(database, whose, given.path, datetime.now(UTC))
