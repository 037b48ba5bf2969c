"""The database: sessions that read, and sessions that write one at a time."""

from collections.abc import Generator
from contextlib import contextmanager

from sqlmodel import Session

from settings import Settings
from storage import sqlite
from storage.migrations.upgrade import upgrade


class Database:
    """Opens the database of the settings, brings its tables up to date, and hands out sessions."""

    def __init__(self, settings: Settings) -> None:
        """Open, creating the data folder and the tables where there are none."""
        self.file = settings.database_file
        # Health data: for the user that runs the server alone, on a machine shared with others.
        self.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.file.touch(mode=0o600)
        self.reading = sqlite.reading_engine(self.file)
        self.writing = sqlite.writing_engine(self.file)
        with sqlite.write_lock(self.file), self.writing.begin() as connection:
            upgrade(connection)

    @contextmanager
    def read(self) -> Generator[Session]:
        """Yield a session on one snapshot that cannot write."""
        with Session(self.reading) as session:
            yield session

    @contextmanager
    def write(self, *, wait: bool = True) -> Generator[Session]:
        """Yield a session whose transaction commits at the end, or leaves nothing behind.

        Without waiting, a write of another raises BlockingIOError: for what can be made again.
        """
        with (
            sqlite.write_lock(self.file, wait=wait),
            Session(self.writing, expire_on_commit=False) as session,
            session.begin(),
        ):
            yield session

    def close(self) -> None:
        """Close every connection; closing the last one checkpoints, so under the lock."""
        with sqlite.write_lock(self.file):
            self.reading.dispose()
            self.writing.dispose()
