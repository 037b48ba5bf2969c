"""backup: copy the database while it is served."""

from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime
from pathlib import Path

from commands.line import Mistake
from settings import Settings
from storage.computed.signing import KEY_FILE
from storage.copies import backup


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("path", type=Path, metavar="PATH", help="a new file, or a folder for it")


def run(given: Namespace, settings: Settings) -> int:
    """Copy it, and say what is not in the copy."""
    if settings.on_postgresql:
        raise Mistake(
            "DATABASE_URL is a server's, and has no file to copy: pg_dump --format=custom "
            '--file=attune.dump "$DATABASE_URL" writes a backup (see docs/backups.md)'
        )
    file = settings.database_file
    if not file.exists():
        raise Mistake(f"{file}: there is no database yet")
    to: Path = given.path
    if to.is_dir():
        to /= f"attune-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.db"
    if to.exists():
        raise Mistake(f"{to} is there already; give a new name, or a folder")
    if not to.parent.is_dir():
        raise Mistake(f"{to.parent}: there is no such folder")
    try:
        size = backup.back_up(file, to)
    except backup.NoBackup as damaged:
        raise Mistake(f"{damaged}; nothing was copied; see: python main.py doctor") from damaged
    print(f"wrote {to}: {size / 1_000_000:.1f} MB, whole")
    print(_key_told(settings))
    return 0


def _key_told(settings: Settings) -> str:
    key = "ATTUNE_KEYS" if settings.signing_keys else str(settings.data_folder / KEY_FILE)
    return (
        f"NOT IN IT: the signing key ({key}). Keep a copy of it elsewhere. Without it models are "
        "fitted anew, and nothing else is lost. Whoever has both can have this server run code."
    )
