"""A person's history as it is kept, and their last day, as every computation asks it.

In SQL and without the classes of the tables, which the first answer does not wait for.
"""

from datetime import date
from typing import NamedTuple

from sqlalchemy import Connection, Date, text

from ml.history import FORMAT

# A person without a history is found too.
_FIND = text("""
SELECT person.revision AS stands_at, history.revision, history.format, history.blob
FROM people AS person
LEFT JOIN histories AS history ON history.person_id = person.id
WHERE person.id = :person_id
""")
_LAST_ON = text("SELECT MAX(day_on) AS last_on FROM cycles WHERE person_id = :person_id").columns(
    last_on=Date
)


class UnknownPerson(LookupError):
    """There is no such person."""


class KeptHistory(NamedTuple):
    """The columns that analyses read, compressed, as of a revision."""

    revision: int
    blob: bytes


def find(connection: Connection, person_id: int) -> KeptHistory | None:
    """Return the history as of the person's revision, None where it is old or not there.

    Raises
    ------
    UnknownPerson
        If there is no such person.
    """
    row = connection.execute(_FIND, {"person_id": person_id}).one_or_none()
    if row is None:
        raise UnknownPerson(person_id)
    stands_at, revision, written_as, blob = row
    return KeptHistory(revision, blob) if (revision, written_as) == (stands_at, FORMAT) else None


def last_on(connection: Connection, person_id: int) -> date | None:
    """Return `History.last_on` without a history: the day of the last cycle, found by index."""
    return connection.execute(_LAST_ON, {"person_id": person_id}).scalar()
