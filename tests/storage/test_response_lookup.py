"""The look-up of the front door: what it finds, and all that makes it find nothing."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import aclosing, closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

import settings
from commands.serve import lookup_in
from resolvers.front.door import Lookup
from storage import people, tokens
from storage.computed import responses
from storage.databases.database import Database
from storage.door.bearer import digest
from storage.door.response_lookup import FIND, Asked, CannotTell, Place, SqliteLookup
from storage.tables import StoredResponse
from tests.databases import environment_of
from tests.owners import NOW, Owner, add_owner

pytestmark = pytest.mark.anyio

BODY = b'{"data":{"me":{"name":"Ada"}}}'
HOUR = timedelta(hours=1)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
async def lookup(database: Database, tmp_path: Path) -> AsyncIterator[Lookup]:
    del database
    async with aclosing(lookup_in(settings.read(environment_of(tmp_path / "data")))) as lookup:
        yield lookup


def asked(owner: Owner) -> Asked:
    return Asked(digest(owner.token), b"request", "code", NOW.timestamp())


def keep(database: Database, owner: Owner) -> None:
    with database.write() as session:
        responses.keep(
            session,
            StoredResponse(
                person_id=owner.person_id,
                scopes="read write",
                request=b"request",
                revision=0,
                code_version="code",
                answered_at=NOW - HOUR,
                expires_at=NOW + HOUR,
                used_at=NOW,
                content_type="application/json",
                questions="[]",
                body=BODY,
            ),
        )


def change(database: Database, statement: str) -> None:
    with database.write() as session:
        session.connection().execute(text(statement))


async def test_what_was_answered_is_found_as_it_was_sent(
    database: Database, ada: Owner, lookup: Lookup
) -> None:
    keep(database, ada)
    found = await lookup.find(asked(ada))

    assert found is not None
    assert found.place == Place(ada.person_id, "read write", b"request", 0, "code")
    assert found.stored is not None
    assert (found.stored.body, found.stored.content_type) == (BODY, "application/json")
    assert found.stored.answered_at == (NOW - HOUR).timestamp()
    assert found.stored.served.person_id == ada.person_id


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM responses",
        "UPDATE people SET revision = 1",
        "UPDATE responses SET scopes = 'read'",
        "UPDATE responses SET expires_at = answered_at + 3600",
    ],
)
async def test_what_no_longer_holds_is_not_found(
    database: Database, ada: Owner, lookup: Lookup, statement: str
) -> None:
    keep(database, ada)
    change(database, statement)
    found = await lookup.find(asked(ada))

    assert found is not None
    assert found.stored is None


async def test_another_request_and_other_code_find_nothing(
    database: Database, ada: Owner, lookup: Lookup
) -> None:
    keep(database, ada)
    for other in ({"request": b"other"}, {"code_version": "other"}):
        found = await lookup.find(asked(ada)._replace(**other))
        assert found is not None
        assert found.stored is None


async def test_nobody_finds_the_response_of_another(
    database: Database, ada: Owner, lookup: Lookup
) -> None:
    keep(database, ada)
    found = await lookup.find(asked(add_owner(database, "Bob")))

    assert found is not None
    assert (found.place.person_id, found.stored) == (2, None)


@pytest.mark.parametrize("column", ["revoked_at", "expires_at"])
async def test_a_token_out_of_force_is_nobodys(
    database: Database, ada: Owner, lookup: Lookup, column: str
) -> None:
    keep(database, ada)
    change(database, f"UPDATE access_tokens SET {column} = {NOW.timestamp():.0f}")  # noqa: S608

    assert await lookup.find(asked(ada)) is None
    assert await lookup.knows(digest(ada.token))
    assert not await lookup.knows(digest("another"))


async def test_the_use_of_a_token_is_noted_once_an_hour(
    database: Database, ada: Owner, lookup: Lookup
) -> None:
    keep(database, ada)
    sha256 = digest(ada.token)
    for used_before, noted in ((None, sha256), (timedelta(minutes=59), None), (HOUR, sha256)):
        if used_before is not None:
            with database.write() as session:
                tokens.note_use(session, sha256, NOW - used_before)
        found = await lookup.find(asked(ada))
        assert found is not None
        assert found.stored is not None
        assert found.stored.served.token == noted


@pytest.mark.sqlite("a server's own test is in test_postgresql_lookup.py")
async def test_a_database_that_is_not_there_cannot_tell_and_is_not_made(tmp_path: Path) -> None:
    file = tmp_path / "no?#such.db"
    async with aclosing(SqliteLookup(file)) as lookup:
        with pytest.raises(CannotTell):
            await lookup.find(Asked(b"", b"", "", 0))
    assert not file.exists()


@pytest.mark.parametrize("table", ["responses", "access_tokens"])
async def test_a_missing_table_cannot_tell(
    database: Database, ada: Owner, lookup: Lookup, table: str
) -> None:
    change(database, f"DROP TABLE {table}")
    with pytest.raises(CannotTell, match=r"no such table|UndefinedTableError"):
        await lookup.find(asked(ada))


@pytest.mark.sqlite("no reader of PostgreSQL waits for a writer")
async def test_a_locked_database_cannot_tell_and_is_not_waited_for(tmp_path: Path) -> None:
    file = tmp_path / "locked.db"
    with closing(sqlite3.connect(file)) as other:
        lookup = SqliteLookup(file)
        other.executescript("CREATE TABLE access_tokens (sha256 BLOB); BEGIN EXCLUSIVE;")
        with pytest.raises(CannotTell, match="locked"):
            await lookup.knows(b"")
        other.rollback()
        assert not await lookup.knows(b"")
        await lookup.aclose()


@pytest.mark.sqlite("about a file")
async def test_a_file_that_is_no_database_cannot_tell(tmp_path: Path) -> None:
    file = tmp_path / "attune.db"
    file.write_bytes(b"no database" * 100)
    async with aclosing(SqliteLookup(file)) as lookup:
        with pytest.raises(CannotTell):
            await lookup.find(Asked(b"", b"", "", 0))


@pytest.mark.sqlite("each has its own words for a plan")
def test_every_table_is_searched_by_its_key(file: Path) -> None:
    values = Asked(b"", b"", "", 0)._asdict()
    with closing(sqlite3.connect(file)) as connection:
        plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {FIND}", values)]

    assert [step.split()[0] for step in plan] == ["SEARCH"] * 3, plan


def test_responses_go_with_their_person(database: Database, ada: Owner) -> None:
    keep(database, ada)
    change(database, f"DELETE FROM people WHERE id = {ada.person_id}")  # noqa: S608
    with database.write() as session:
        rows = session.connection().execute(text("SELECT * FROM responses")).all()

    assert rows == []
    with database.write() as session:
        assert people.add(session, "Bob", now=NOW) != ada.person_id
