from collections.abc import Iterator
from pathlib import Path

import pytest

import settings
from storage.database import Database
from tests.owners import Owner, add_owner


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(settings.read({"ATTUNE_DATA": str(tmp_path / "data")}))
    yield database
    database.close()


@pytest.fixture
def ada(database: Database) -> Owner:
    return add_owner(database, "Ada")


@pytest.fixture
def file(database: Database, tmp_path: Path) -> Path:
    """Return the file of the database."""
    del database
    return tmp_path / "data" / "attune.db"
