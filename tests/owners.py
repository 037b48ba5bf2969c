"""People of a database with the tokens that open their data; light enough for a server."""

from dataclasses import dataclass
from datetime import UTC, datetime

from storage import people, tokens
from storage.databases.database import Database

NOW = datetime(2026, 2, 1, 8, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Owner:
    """A person and a token that opens their data."""

    name: str
    person_id: int
    token: str


def add_owner(database: Database, name: str, grant: tokens.Grant | None = None) -> Owner:
    """Add a person with a token that is made of their name."""
    token = f"{name}-{'0' * 32}"
    with database.write() as session:
        person_id = people.add(session, name, now=NOW)
        tokens.add(session, person_id, token, grant or tokens.Grant(), now=NOW)
    return Owner(name, person_id, token)
