"""Backups: a whole copy of the database beside whoever writes it, and the way back.

By SQLite's online backup, which copies one snapshot. A copy is looked at before it takes its name,
and a name is taken at once, so that under it there never is half a copy.
"""

import os
import secrets
import sqlite3
from collections.abc import Generator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path

from storage.databases import in_use, sqlite
from storage.databases.faults import in_words
from storage.migrations.upgrade import HEAD

# What belongs to the file of a database, and would be taken for another's.
BESIDE = ("-wal", "-shm")

# A backup has no log beside it that might be left behind.
ONE_FILE, SERVED = "PRAGMA journal_mode=DELETE", "PRAGMA journal_mode=WAL"


class NoBackup(ValueError):
    """The file is no whole backup of this program; the message says what it is."""


def back_up(file: Path, to: Path) -> int:
    """Copy a database to a file that takes its name when it is whole; return its size in bytes.

    Raises
    ------
    NoBackup
        If what is copied is not whole: a copy of it would help nobody.
    StorageFault
        If it cannot be read, or the copy not be written.
    """
    with _draft(to) as draft:
        _copy(file, draft, ONE_FILE)
        _check(draft)
        draft.replace(to)
        _keep_names(to.parent)
    return to.stat().st_size


def restore(backup: Path, file: Path, now: datetime) -> Path | None:
    """Put a backup in the place of a database, and return where that has gone.

    Raises
    ------
    NoBackup
        If it is no whole backup of this program; the database is as it was.
    StorageFault
        If anybody has the database open, or it cannot be written.
    """
    with in_words(file):
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with in_use.alone(file), sqlite.write_lock(file), _draft(file) as draft:
        _copy(backup, draft, SERVED)
        _check(draft)
        aside = _set_aside(file, now) if file.exists() else None
        # Another's log would be replayed into the backup.
        for ending in BESIDE:
            _beside(file, ending).unlink(missing_ok=True)
        draft.replace(file)
        _keep_names(file.parent)
    return aside


def revision_of(connection: sqlite3.Connection) -> str | None:
    """Return the revision of the tables, None where they are none of ours."""
    with suppress(sqlite3.OperationalError):
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        return row and str(row[0])
    return None


@contextmanager
def _draft(to: Path) -> Generator[Path]:
    """Yield a file beside another, which its owner alone reads; in the end it is gone."""
    draft = to.with_name(f"{to.name}.{secrets.token_hex(4)}")
    with in_words(to):
        try:
            draft.touch(mode=0o600, exist_ok=False)
            yield draft
        finally:
            for ending in ("", *BESIDE):
                _beside(draft, ending).unlink(missing_ok=True)


def _copy(file: Path, draft: Path, mode: str) -> None:
    # One that may write would checkpoint on closing, outside the lock of writers.
    source = f"{file.absolute().as_uri()}?mode=ro"
    try:
        with (
            closing(sqlite3.connect(source, uri=True)) as reading,
            closing(sqlite3.connect(draft)) as writing,
        ):
            reading.backup(writing)
            writing.execute(mode)
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode in {sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT}:
            raise NoBackup(f"{file}: {error}") from error
        raise
    with draft.open("rb") as written:
        os.fsync(written.fileno())


def _check(draft: Path) -> None:
    with closing(sqlite3.connect(f"{draft.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        verdict = str(connection.execute("PRAGMA integrity_check(1)").fetchone()[0])
        if verdict != "ok":
            raise NoBackup(f"it is damaged: {verdict.splitlines()[0]}")
        if connection.execute("PRAGMA foreign_key_check").fetchone():
            raise NoBackup("it is damaged: rows of nobody")
        revision = revision_of(connection)
    if revision is None or not revision.isdecimal():
        raise NoBackup("it is no database of this program")
    if revision > HEAD:
        raise NoBackup(f"it is of a newer version ({revision}, and {HEAD} is known): update first")


def _set_aside(file: Path, now: datetime) -> Path:
    """Give a database and its log a second name, under which it can be opened as it is."""
    aside = file.with_name(f"{file.name}.replaced-{now:%Y%m%dT%H%M%SZ}")
    for ending in ("", "-wal"):
        with suppress(FileNotFoundError):
            _beside(aside, ending).hardlink_to(_beside(file, ending))
    return aside


def _beside(file: Path, ending: str) -> Path:
    return file.with_name(file.name + ending)


def _keep_names(folder: Path) -> None:
    """Have the names in a folder outlive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
