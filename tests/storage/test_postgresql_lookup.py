"""The front door's look-up on a server of PostgreSQL: what stands between, and what it closes."""

from contextlib import aclosing, suppress
from pathlib import Path

import pytest

from storage.door.bearer import digest
from storage.door.postgresql_lookup import PostgresLookup
from storage.door.response_lookup import Asked, CannotTell
from tests.databases import ON_POSTGRESQL, close_all, url_of
from tests.owners import NOW, Owner
from tests.storage.pooler import pooled

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.skipif(not ON_POSTGRESQL, reason="about a server of PostgreSQL"),
]


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.mark.usefixtures("database")
async def test_behind_a_pooler_that_loses_its_statements_it_goes_on_without(
    ada: Owner, tmp_path: Path
) -> None:
    async with (
        pooled(url_of(tmp_path / "data")) as url,
        aclosing(PostgresLookup(url)) as lookup,
    ):
        assert await lookup.knows(digest(ada.token))
        with pytest.raises(CannotTell, match="InvalidSQLStatementNameError"):
            await lookup.knows(digest(ada.token))

        for _ in range(5):
            assert await lookup.knows(digest(ada.token))
            assert not await lookup.knows(digest("another"))
            found = await lookup.find(asked(ada))
            assert found is not None
            assert found.place.person_id == ada.person_id


@pytest.mark.usefixtures("database")
async def test_a_connection_that_the_server_has_closed_is_missed_once_at_most(
    ada: Owner, tmp_path: Path
) -> None:
    async with aclosing(PostgresLookup(url_of(tmp_path / "data"))) as lookup:
        for _ in range(2):
            assert await lookup.knows(digest(ada.token))
            assert close_all(tmp_path / "data")
            with suppress(CannotTell):  # whether the loop has heard of it already is chance
                await lookup.knows(digest(ada.token))

        assert await lookup.knows(digest(ada.token))


async def test_a_server_that_is_not_there_cannot_tell() -> None:
    async with aclosing(PostgresLookup("postgresql://ada@127.0.0.1:9/attune")) as lookup:
        with pytest.raises(CannotTell, match="ConnectionRefusedError"):
            await lookup.knows(b"")


def asked(owner: Owner) -> Asked:
    return Asked(digest(owner.token), b"request", "code", NOW.timestamp())
