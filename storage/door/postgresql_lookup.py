"""The front door's look-up on PostgreSQL, on asyncpg: a third of the other driver's import."""

import asyncio
import re
import ssl
from contextlib import suppress
from typing import Any

import asyncpg

from storage.databases.database_url import parameters, with_parameters
from storage.door.response_lookup import FIND, KNOWS, Asked, CannotTell, Found, found

# A server in the same place answers within milliseconds. One that has to be woken first takes
# longer, and then the application, which waits for it, tells.
PATIENCE_SECONDS = 2.0
# Of what may follow the question mark, what this driver takes.
KNOWN = (
    *("host", "port", "user", "password", "dbname", "passfile", "target_session_attrs", "options"),
    *("sslmode", "sslcert", "sslkey", "sslpassword", "sslrootcert", "sslcrl", "sslnegotiation"),
    *("ssl_min_protocol_version", "ssl_max_protocol_version"),
)
# What a pooler says that gives each transaction another session, without the statements prepared.
POOLED = (
    asyncpg.InvalidSQLStatementNameError,
    asyncpg.DuplicatePreparedStatementError,
    asyncpg.ProtocolViolationError,
)


class PostgresLookup:
    """Looks up on one connection, in turn."""

    def __init__(self, url: str) -> None:
        """Connect to nothing yet."""
        self._url = url
        self._connection: asyncpg.Connection | None = None
        self._turn = asyncio.Lock()
        self._pooled = False

    async def find(self, asked: Asked) -> Found | None:
        """Return what is there for a request, None for a token that is not in force.

        Raises
        ------
        CannotTell
            If the database does not say at once.
        """
        return found(asked, await self._one(_FIND, *asked))

    async def knows(self, sha256: bytes) -> bool:
        """Tell whether a token was ever kept, revoked and expired ones included.

        Raises
        ------
        CannotTell
            If the database does not say at once.
        """
        row = await self._one(_KNOWS, sha256)
        return row is not None and bool(row[0])

    async def aclose(self) -> None:
        """Close the connection."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
                await connection.close(timeout=PATIENCE_SECONDS)

    async def _one(self, statement: str, *values: object) -> "asyncpg.Record | None":
        try:
            async with asyncio.timeout(PATIENCE_SECONDS), self._turn:
                connection = await self._connected()
                if not self._pooled:
                    return await connection.fetchrow(statement, *values)
                async with connection.transaction(readonly=True):
                    return await connection.fetchrow(statement, *values)
        except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, ValueError) as error:
            self._pooled = self._pooled or isinstance(error, POOLED)
            if self._connection is not None:
                self._connection.terminate()
                self._connection = None
            # Its text may quote values.
            raise CannotTell(type(error).__name__) from None

    async def _connected(self) -> asyncpg.Connection:
        connection = self._connection
        if connection is None or connection.is_closed():
            kept = 0 if self._pooled else 2  # there are two statements
            connection = await asyncpg.connect(**_where(self._url), statement_cache_size=kept)
            self._connection = connection
        return connection


def _where(url: str) -> dict[str, Any]:
    if parameters(url).get("channel_binding") != "require":
        return {"dsn": with_parameters(url, KNOWN)}
    # This driver cannot bind the channel, which makes sure of the server; its certificate does.
    known = set(KNOWN) - {"sslmode"}
    return {"dsn": with_parameters(url, known), "ssl": ssl.create_default_context()}


def _positional(statement: str, names: tuple[str, ...]) -> str:
    return re.sub(r":(\w+)", lambda found: f"${names.index(found[1]) + 1}", statement)


_FIND = _positional(FIND, Asked._fields)
_KNOWS = _positional(KNOWS, ("sha256",))
