from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import pytest
from sqlmodel import SQLModel, select

from storage.databases.database import Database
from storage.importers.report import ImportReport
from storage.importers.whoop import import_export
from storage.tables import Person
from tests.databases import database_of
from tests.storage.importers.exports import zipped

NOW = datetime(2024, 6, 1, 12, 0, tzinfo=UTC)
LIMIT = 10_000_000

Row = TypeVar("Row", bound=SQLModel)


@dataclass
class Account:
    """A person in a database of their own, and a folder for their exports."""

    database: Database
    person_id: int
    folder: Path

    def imports(
        self, files: Mapping[str, str | bytes], *, keep_notes: bool = False
    ) -> ImportReport:
        """Import files as a zip."""
        return self.imports_path(zipped(self.folder / "export.zip", files), keep_notes=keep_notes)

    def imports_path(
        self, path: Path, *, keep_notes: bool = False, limit: int = LIMIT
    ) -> ImportReport:
        return import_export(
            self.database,
            self.person_id,
            path,
            now=NOW,
            unpacked_limit_bytes=limit,
            keep_notes=keep_notes,
        )

    def rows(self, table: type[Row]) -> Sequence[Row]:
        with self.database.read() as session:
            return session.exec(select(table)).all()

    def revision(self) -> int:
        return next(p.revision for p in self.rows(Person) if p.id == self.person_id)


@pytest.fixture
def account(tmp_path: Path) -> Iterator[Account]:
    database = database_of(tmp_path / "data")
    with database.write() as session:
        person = Person(name="Ada", created_at=NOW)
        session.add(person)
        session.flush()
        person_id = person.id or 0
    yield Account(database, person_id, tmp_path)
    database.close()
