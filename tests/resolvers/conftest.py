from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from tests.databases import database_of
from tests.owners import add_owner
from tests.people import give, write_person
from tests.resolvers.serving import ADA, BOB, Server, copied, serving

# What is tested with it is what comes out, and not how soon.
PATIENT_SECONDS = "30"


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a data folder with Ada, 200 days, and Bob, 120; nothing was asked yet."""
    folder = tmp_path_factory.mktemp("furnished")
    database = database_of(folder / "data")
    for owner, days, seed in ((ADA, 200, 7), (BOB, 120, 3)):
        assert add_owner(database, owner.name) == owner
        export = write_person(folder / f"{owner.name}.zip", days, seed)
        give(database, owner.person_id, export)
    database.close()
    return folder / "data"


@pytest.fixture(scope="session")
def ada_export(furnished: Path) -> Path:
    """Return the export that Ada's data are from."""
    return furnished.parent / "Ada.zip"


@pytest.fixture
def data(furnished: Path, tmp_path: Path) -> Path:
    """Return a copy of the furnished folder, to do anything with."""
    return copied(furnished, tmp_path / "data")


@pytest.fixture
async def server(data: Path, caplog: pytest.LogCaptureFixture) -> AsyncGenerator[Server]:
    """Return a server whose child process is ready, and that waits for it on a busy machine too."""
    caplog.set_level("INFO", "attune")
    async with serving(data, ATTUNE_DEADLINE=PATIENT_SECONDS) as server:
        await server.child_ready()
        yield server


@pytest.fixture(scope="module")
async def unchanged(
    furnished: Path, tmp_path_factory: pytest.TempPathFactory
) -> AsyncGenerator[Server]:
    """Return a server without a child process, for all tests of a file that change nothing."""
    async with serving(copied(furnished, tmp_path_factory.mktemp("unchanged") / "data")) as server:
        yield server
