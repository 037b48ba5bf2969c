"""Who has a database open: they share a lock, which whoever puts another in its place holds alone.

The standard library alone, since the front door starts with it.
"""

import fcntl
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO

from storage.databases.faults import FaultCode, StorageFault, in_words


def hold(file: Path) -> ExitStack:
    """Share the lock of a database file until what is returned is closed.

    Raises
    ------
    StorageFault
        If another database is being put in its place.
    """
    try:
        lock = _opened(file)
    except StorageFault:
        return ExitStack()  # a folder that takes no lock takes no other database either
    with ExitStack() as held:
        _lock(held.enter_context(lock), file, fcntl.LOCK_SH)
        return held.pop_all()


@contextmanager
def alone(file: Path) -> Generator[None]:
    """Be the only one that has a database file open.

    Raises
    ------
    StorageFault
        If anybody else has it.
    """
    with _opened(file) as lock:
        _lock(lock, file, fcntl.LOCK_EX)
        yield


def _opened(file: Path) -> IO[bytes]:
    lock = file.with_name(file.name + ".open")
    with in_words(file):
        if not lock.exists():
            lock.touch(mode=0o600)
        return lock.open("rb")


def _lock(lock: IO[bytes], file: Path, how: int) -> None:
    try:
        fcntl.flock(lock, how | fcntl.LOCK_NB)
    except BlockingIOError as held:
        raise StorageFault(FaultCode.BUSY, file) from held
