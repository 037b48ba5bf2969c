from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.databases.database import Database
from tests.databases import database_of
from tests.owners import Owner, add_owner


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = database_of(tmp_path / "data")
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
