"""Histories of real exports, imported as the server imports them and kept nowhere."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import settings
from ml.history import History
from storage import people
from storage.computed import histories
from storage.databases.database import Database
from storage.importers.whoop import import_export

# Later than every export, of whose nights none is set aside as still to come.
NOW = datetime(2100, 1, 1, tzinfo=UTC)
UNPACKED_LIMIT_BYTES = 1_000_000_000


def histories_in(folder: Path) -> Iterator[History]:
    """Yield the history of each export in a folder, in the order of their names.

    Raises
    ------
    UnreadableExport
        If a folder or zip in it is no export.
    """
    for path in sorted(folder.iterdir()):
        if path.is_dir() or path.suffix == ".zip":
            yield history_of_export(path)


def history_of_export(path: Path) -> History:
    """Return the history of one export, from a database that is gone afterwards."""
    with (
        TemporaryDirectory() as data,
        closing(Database(settings.read({"ATTUNE_DATA": data}))) as database,
    ):
        with database.write() as session:
            person_id = people.add(session, "somebody", now=NOW)
        import_export(
            database,
            person_id,
            path,
            now=NOW,
            unpacked_limit_bytes=UNPACKED_LIMIT_BYTES,
            keep_notes=False,
        )
        with database.read() as session:
            return histories.build(session, person_id)
