"""The one look-up of the front door: who asks, where their data stand, and what was answered.

On the standard library's driver alone, and for PostgreSQL in `storage.door.postgresql_lookup`;
SQLAlchemy takes a second to import on a tenth of a processor. It reads and never waits: whatever
it cannot tell at once, the application can.
"""

import sqlite3
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple

from storage.databases import in_use
from storage.databases.faults import StorageFault
from storage.door.bearer import USE_STEP_SECONDS

# Clocks of two hosts differ by less. What is from later was told by a clock that was wrong, and
# would hold for as long again as that clock was ahead.
CLOCK_SLACK_SECONDS = 60
# A person without a row of `responses` is found too; then nothing was answered that still holds.
FIND = f"""
SELECT token.person_id, token.scopes, token.last_used_at, person.revision,
       response.id, response.answered_at, response.content_type, response.questions, response.body
FROM access_tokens AS token
JOIN people AS person ON person.id = token.person_id
LEFT JOIN responses AS response
  ON response.person_id = token.person_id
  AND response.scopes = token.scopes
  AND response.request = :request
  AND response.revision = person.revision
  AND response.code_version = :code_version
  AND (response.expires_at IS NULL OR response.expires_at > CAST(:now AS DOUBLE PRECISION))
  AND response.answered_at <= CAST(:now AS DOUBLE PRECISION) + {CLOCK_SLACK_SECONDS}
WHERE token.sha256 = :sha256
  AND token.revoked_at IS NULL
  AND (token.expires_at IS NULL OR token.expires_at > CAST(:now AS DOUBLE PRECISION))
"""  # noqa: S608  a number of our own
KNOWS = "SELECT EXISTS (SELECT 1 FROM access_tokens WHERE sha256 = :sha256)"


class CannotTell(LookupError):
    """The database is not there, not of these tables, or locked."""


class Asked(NamedTuple):
    """A request as it is looked up; `request` is a digest of all of it that shapes the answer."""

    sha256: bytes
    request: bytes
    code_version: str
    now: float


class Place(NamedTuple):
    """Under what a response is kept: it holds while the revision and the code are these."""

    person_id: int
    scopes: str
    request: bytes
    revision: int
    code_version: str


class Served(NamedTuple):
    """What to count when a stored response is served; `token` is None where its use is noted."""

    response_id: int
    person_id: int
    questions: str
    token: bytes | None


class Stored(NamedTuple):
    """A response that still holds."""

    served: Served
    answered_at: int
    content_type: str
    body: bytes


class Found(NamedTuple):
    """A token in force, and the response if there is one that still holds."""

    place: Place
    stored: Stored | None


def found(asked: Asked, row: Iterable[Any] | None) -> Found | None:
    """Return what the row of FIND says."""
    if row is None:
        return None
    person_id, scopes, last_used_at, revision, *response = row
    response_id, answered_at, content_type, questions, body = response
    place = Place(person_id, scopes, asked.request, revision, asked.code_version)
    if response_id is None:
        return Found(place, None)
    noted = last_used_at is not None and asked.now - last_used_at < USE_STEP_SECONDS
    served = Served(response_id, person_id, questions, None if noted else asked.sha256)
    return Found(place, Stored(served, answered_at, content_type, body))


class SqliteLookup:
    """Looks up on one connection that can neither write nor wait."""

    def __init__(self, file: Path) -> None:
        """Look in a file, which need not be there yet."""
        self._file = file
        self._in_use = ExitStack()
        self._connection: sqlite3.Connection | None = None

    async def find(self, asked: Asked) -> Found | None:
        """Return what is there for a request, None for a token that is not in force.

        Raises
        ------
        CannotTell
            If the database does not say at once.
        """
        return found(asked, self._one(FIND, asked._asdict()))

    async def knows(self, sha256: bytes) -> bool:
        """Tell whether a token was ever kept, revoked and expired ones included.

        Raises
        ------
        CannotTell
            If the database does not say at once.
        """
        row = self._one(KNOWS, {"sha256": sha256})
        return row is not None and bool(row[0])

    async def aclose(self) -> None:
        """Close the connection; it has nothing to checkpoint."""
        self._close()

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        self._in_use.close()

    def _one(self, statement: str, values: dict[str, object]) -> tuple[Any, ...] | None:
        try:
            if self._connection is None:
                self._in_use = in_use.hold(self._file)
                self._connection = sqlite3.connect(
                    # One that may write would checkpoint on closing, outside the file lock.
                    f"{self._file.absolute().as_uri()}?mode=ro",
                    uri=True,
                    timeout=0,
                    isolation_level=None,
                )
            return self._connection.execute(statement, values).fetchone()
        except (sqlite3.Error, StorageFault, FileNotFoundError) as error:  # no folder yet, too
            self._close()
            raise CannotTell(str(error)) from error
