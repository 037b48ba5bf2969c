"""Folders of files under way, each locked by its server: one that is not was left by a kill."""

import fcntl
import os
import shutil
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from storage.databases.faults import in_words
from storage.upload_folders import PREFIX, own_prefix


class UploadFolder:
    """A folder for one upload or export, until it is removed."""

    def __init__(self, data_folder: Path, person_id: int) -> None:
        """Make one in the data folder, by whose name it is known whose file it holds."""
        with in_words(data_folder), _alone(data_folder):
            self._folder = TemporaryDirectory(dir=data_folder, prefix=own_prefix(person_id))
            self.path = Path(self._folder.name)
            self._lock = _locked(self.path, fcntl.LOCK_EX)

    def remove(self) -> None:
        """Remove it with what it holds."""
        self._folder.cleanup()
        os.close(self._lock)


def remove_abandoned(data_folder: Path) -> None:
    """Remove what a server left that was killed in the middle of an upload."""
    with _alone(data_folder):
        for left in data_folder.glob(f"{PREFIX}*"):
            # Another server is taking it right now, or has just removed it.
            with suppress(BlockingIOError, FileNotFoundError):
                lock = _locked(left, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(left, ignore_errors=True)
                os.close(lock)


@contextmanager
def _alone(folder: Path) -> Generator[None]:
    """Keep other servers from looking at a folder that is made and not locked yet."""
    lock = _locked(folder, fcntl.LOCK_EX)
    try:
        yield
    finally:
        os.close(lock)


def _locked(folder: Path, how: int) -> int:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, how)
    except BlockingIOError:
        os.close(descriptor)
        raise
    return descriptor
