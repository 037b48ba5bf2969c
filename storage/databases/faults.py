"""What the disk and the database refuse, in words: what it is, and what to do about it.

The standard library alone, since the front door starts with it.
"""

import errno
import sqlite3
from collections.abc import Generator
from contextlib import contextmanager
from enum import Enum
from pathlib import Path


class FaultCode(Enum):
    """Each kind of fault: what it is, and what to do about it; it names no file and no value."""

    DISK_FULL = (
        "the disk of the server takes no more, and nothing was changed",
        "free some space on it (or widen its quota), and try again",
    )
    READ_ONLY = (
        "the server may not write its database, and nothing was changed",
        (
            "let its user write the file and its folder, and see that the disk is not mounted "
            "read-only"
        ),
    )
    BUSY = (
        "another process holds the database, and nothing was changed",
        "try again in a minute, or end what holds it",
    )
    DAMAGED = (
        "the database is damaged",
        (
            "put a backup in its place: python main.py restore BACKUP; without one, move it away "
            "to begin anew"
        ),
    )
    DISK_FAILS = (
        "the disk of the database fails",
        (
            "look into the system's log, and put a backup on another disk: python main.py restore "
            "BACKUP"
        ),
    )
    UNREACHABLE = (
        "the database server of DATABASE_URL cannot be reached, or lets nobody in",
        (
            "see that it runs and that this machine may connect, and copy the URL with its user "
            "and password from its host again"
        ),
    )
    FOREIGN = (
        "the database holds tables of another program, or of a version that is not known here",
        "name another file in DATABASE_URL, or update this program",
    )

    def __init__(self, what: str, remedy: str) -> None:
        """Keep both."""
        self.what = what
        self.remedy = remedy


class StorageFault(RuntimeError):
    """The disk or the database refuses; nothing is wrong with what was asked."""

    def __init__(self, code: FaultCode, place: Path | str) -> None:
        """Say what it is; the place is for whoever runs the server alone."""
        super().__init__(f"{code.what}; {code.remedy}")
        self.code = code
        self.place = str(place)


# By the primary code, which is the lowest byte; https://sqlite.org/rescode.html.
_OF_SQLITE = {
    sqlite3.SQLITE_FULL: FaultCode.DISK_FULL,
    sqlite3.SQLITE_READONLY: FaultCode.READ_ONLY,
    sqlite3.SQLITE_PERM: FaultCode.READ_ONLY,
    sqlite3.SQLITE_CANTOPEN: FaultCode.READ_ONLY,
    sqlite3.SQLITE_BUSY: FaultCode.BUSY,
    sqlite3.SQLITE_LOCKED: FaultCode.BUSY,
    sqlite3.SQLITE_CORRUPT: FaultCode.DAMAGED,
    sqlite3.SQLITE_NOTADB: FaultCode.DAMAGED,
    sqlite3.SQLITE_IOERR: FaultCode.DISK_FAILS,
}
# A used-up quota, and no room for the shared memory beside the log, are told as errors of writing.
_TAKES_NO_MORE = {sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_SHMSIZE}
_OF_SYSTEM = {
    errno.ENOSPC: FaultCode.DISK_FULL,
    errno.EDQUOT: FaultCode.DISK_FULL,
    errno.EFBIG: FaultCode.DISK_FULL,
    errno.EROFS: FaultCode.READ_ONLY,
    errno.EACCES: FaultCode.READ_ONLY,
    errno.EPERM: FaultCode.READ_ONLY,
    errno.EWOULDBLOCK: FaultCode.BUSY,
    errno.EIO: FaultCode.DISK_FAILS,
}
# By the state or its class; https://www.postgresql.org/docs/current/errcodes-appendix.html.
_OF_POSTGRESQL = {
    "53100": FaultCode.DISK_FULL,
    "25006": FaultCode.READ_ONLY,
    "42501": FaultCode.READ_ONLY,
    "55P03": FaultCode.BUSY,
    "53300": FaultCode.BUSY,
    "40": FaultCode.BUSY,
    "XX001": FaultCode.DAMAGED,
    "XX002": FaultCode.DAMAGED,
    "58030": FaultCode.DISK_FAILS,
    "08": FaultCode.UNREACHABLE,
    "28": FaultCode.UNREACHABLE,
    "3D000": FaultCode.UNREACHABLE,
    "57P01": FaultCode.UNREACHABLE,
    "57P02": FaultCode.UNREACHABLE,
    "57P03": FaultCode.UNREACHABLE,
    "57P05": FaultCode.UNREACHABLE,
    "25P03": FaultCode.UNREACHABLE,
}


@contextmanager
def in_words(place: Path) -> Generator[None]:
    """Raise a StorageFault in the place of what the disk and the database raise.

    Raises
    ------
    StorageFault
        If one of them refuses; every other error passes as it is.
    """
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        code = code_of(error)
        if code is None:
            raise
        raise StorageFault(code, place) from error


def code_of(error: BaseException | None) -> FaultCode | None:
    """Return what kind of fault an error tells of, None where it tells of a bug."""
    if isinstance(error, sqlite3.Error):
        # The driver's own complaints have no code.
        code: int = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_OK)
        return FaultCode.DISK_FULL if code in _TAKES_NO_MORE else _OF_SQLITE.get(code & 0xFF)
    if state := getattr(error, "sqlstate", None):
        return _OF_POSTGRESQL.get(state) or _OF_POSTGRESQL.get(state[:2])
    if isinstance(error, OSError):
        return _OF_SYSTEM.get(error.errno or 0)
    return None
