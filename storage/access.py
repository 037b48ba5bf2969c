"""Who may come in, as every request asks it: a token, its person, and what it allows.

In SQL and without the classes of the tables, which the first answer does not wait for.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Connection, text

from storage.door.bearer import USE_STEP_SECONDS, digest
from storage.door.response_lookup import KNOWS
from storage.instants import UtcDateTime


class Identity(NamedTuple):
    """Who a person is, and where their data stand."""

    id: int
    name: str
    timezone: str | None
    revision: int


@dataclass(frozen=True)
class Access:
    """Who a request speaks for, as they stood when it came, and what it may do."""

    person: Identity
    scopes: frozenset[str]

    @property
    def person_id(self) -> int:
        """The person's id."""
        return self.person.id


@dataclass(frozen=True)
class Token:
    """A token that is in force."""

    access: Access
    last_used_at: datetime | None

    def wants_use_noted(self, now: datetime) -> bool:
        """Tell whether the last use on record is over an hour old."""
        step = timedelta(seconds=USE_STEP_SECONDS)
        return self.last_used_at is None or now - self.last_used_at >= step


_FIND = text("""
SELECT token.scopes, token.expires_at, token.last_used_at,
       person.id, person.name, person.timezone, person.revision
FROM access_tokens AS token
JOIN people AS person ON person.id = token.person_id
WHERE token.sha256 = :sha256 AND token.revoked_at IS NULL
""").columns(expires_at=UtcDateTime, last_used_at=UtcDateTime)
_KNOWS = text(KNOWS)


def find(connection: Connection, token: str, now: datetime) -> Token | None:
    """Return a token if it is known, not revoked and not expired."""
    row = connection.execute(_FIND, {"sha256": digest(token)}).first()
    if row is None:
        return None
    scopes, expires_at, last_used_at, *person = row
    if expires_at is not None and expires_at <= now:
        return None
    return Token(Access(Identity(*person), frozenset(scopes.split())), last_used_at)


def is_known(connection: Connection, token: str) -> bool:
    """Tell whether a token was ever kept, revoked and expired ones included."""
    return bool(connection.execute(_KNOWS, {"sha256": digest(token)}).scalar())
