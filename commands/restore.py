"""restore: put a backup in the place of the database."""

from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime
from pathlib import Path

from commands.line import Mistake
from settings import Settings
from storage.copies import backup
from storage.databases.faults import FaultCode, StorageFault


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("path", type=Path, metavar="PATH", help="what backup has written")


def run(given: Namespace, settings: Settings) -> int:
    """Look at it, put it in place, and say where the last one has gone."""
    if settings.on_postgresql:
        raise Mistake(
            "DATABASE_URL is a server's, and has no file to replace: pg_restore --clean "
            '--if-exists --no-owner --single-transaction --dbname="$DATABASE_URL" attune.dump '
            "puts a backup of pg_dump in place; stop this server first (see docs/backups.md)"
        )
    file = settings.database_file
    if not given.path.is_file():
        raise Mistake(f"{given.path}: there is no such file")
    if file.exists() and given.path.samefile(file):
        raise Mistake(f"{given.path} is the database itself; give a backup of it")
    try:
        aside = backup.restore(given.path, file, datetime.now(UTC))
    except backup.NoBackup as wrong:
        raise Mistake(f"{given.path}: {wrong}; {file} is as it was") from wrong
    except StorageFault as fault:
        if fault.code is FaultCode.BUSY:
            raise Mistake(f"{file} is open: stop the server first, and every command") from fault
        raise
    print(f"{file} is as it was when {given.path} was made.")
    if aside:
        print(f"What it was until now is kept as {aside}; remove it when all is well.")
    print("TOKENS revoked and people forgotten since are there again: revoke and forget them anew.")
    return 0
