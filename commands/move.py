"""move: carry everything into another, empty database, from SQLite to PostgreSQL or back."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from contextlib import closing
from dataclasses import replace

from tqdm import tqdm

import settings as configuration
from commands.line import Mistake
from settings import Settings
from storage.copies.moving import Moved, NotAlike, NotEmpty, move
from storage.databases.database import Database


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument(
        "--to",
        required=True,
        metavar="URL",
        help="an empty database: postgresql://USER:PASSWORD@HOST/NAME or sqlite:///PATH",
    )


def run(given: Namespace, settings: Settings) -> int:
    """Move, all or nothing, and print what was carried."""
    target = replace(settings, database_url=_checked(given.to))
    if _same(settings, target):
        raise Mistake("--to names the database that everything is in; name another")
    with closing(Database(settings)) as source, closing(Database(target)) as into:
        try:
            moved = _with_bar(source, into)
        except NotEmpty as refused:
            raise Mistake(
                f"--to names a database that has rows in {refused}; name an empty one"
            ) from refused
        except NotAlike as refused:
            raise Mistake(
                f"what was written to {refused} is not what was read; nothing was kept there"
            ) from refused
    for table, each in moved.items():
        print(f"{table:20} {each.rows:8,} rows  sha256 {each.digest[:16]}")
    print("Everything is there, row by row. Set DATABASE_URL to it, and start the server again.")
    return 0


def _checked(url: str) -> str:
    try:
        return configuration.read({"DATABASE_URL": url}).database_url
    except configuration.BadSetting as bad:
        raise Mistake("--to is no URL of a database; see move --help") from bad


def _same(settings: Settings, target: Settings) -> bool:
    if settings.on_postgresql or target.on_postgresql:
        return settings.database_url == target.database_url
    return settings.database_file.resolve() == target.database_file.resolve()


def _with_bar(source: Database, into: Database) -> Mapping[str, Moved]:
    with tqdm(unit=" rows", file=sys.stderr, disable=None, leave=False) as bar:

        def progress(table: str, rows: int) -> None:
            bar.set_description(table)
            bar.update(rows)

        return move(source, into, progress)
