"""The database: sessions that read, and sessions that write one at a time."""

from collections.abc import Generator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path

from sqlalchemy import create_engine
from sqlmodel import Session

from settings import Settings
from storage import sqlite
from storage.migrations.upgrade import upgrade


class Database:
    """Opens the database of the settings, brings its tables up to date, and hands out sessions."""

    def __init__(self, settings: Settings) -> None:
        """Open, creating the data folder and the tables where there are none."""
        self.file: Path | None = None
        if settings.database_url:
            self.reading = self.writing = create_engine(settings.database_url, hide_parameters=True)
        else:
            settings.data_folder.mkdir(parents=True, exist_ok=True)
            self.file = settings.data_folder / "attune.db"
            self.reading = sqlite.reading_engine(self.file)
            self.writing = sqlite.writing_engine(self.file)
        with self._lock(), self.writing.begin() as connection:
            upgrade(connection)

    @contextmanager
    def read(self) -> Generator[Session]:
        """Yield a session on one snapshot that cannot write."""
        with Session(self.reading) as session:
            yield session

    @contextmanager
    def write(self) -> Generator[Session]:
        """Yield a session whose transaction commits at the end, or leaves nothing behind."""
        with (
            self._lock(),
            Session(self.writing, expire_on_commit=False) as session,
            session.begin(),
        ):
            yield session

    def close(self) -> None:
        """Close every connection; closing the last one checkpoints, so under the lock."""
        with self._lock():
            self.reading.dispose()
            self.writing.dispose()

    def _lock(self) -> AbstractContextManager[None]:
        return sqlite.write_lock(self.file) if self.file else nullcontext()
