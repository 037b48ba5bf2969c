"""Stored responses: whole answers as they were sent, for the front door to send again."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, func, update
from sqlmodel import Session, col, select

from storage.tables import Person, StoredResponse

# A client asks the same few documents again and again; what-ifs fill the rest, and go first.
MOST_RESPONSES = 16
# All fields of all insights are 100 kB; a person whose clients ask for more asks less of it again.
MOST_BYTES = 98_304


def keep(session: Session, response: StoredResponse) -> None:
    """Keep a response, unless the data moved on while it was made, and drop what is over."""
    query = select(Person.revision).where(Person.id == response.person_id)
    if session.exec(query).first() != response.revision:
        return
    same = (col(StoredResponse.scopes) == response.scopes) & (
        col(StoredResponse.request) == response.request
    )
    # What was answered from other data or by other code is never served again.
    outdated = (col(StoredResponse.revision) != response.revision) | (
        col(StoredResponse.code_version) != response.code_version
    )
    session.connection().execute(
        delete(StoredResponse).where(
            col(StoredResponse.person_id) == response.person_id, same | outdated
        )
    )
    session.add(response)
    session.flush()
    _drop_least_used(session, response.person_id)


def note_use(session: Session, response_ids: Iterable[int], now: datetime) -> None:
    """Mark responses as used."""
    session.connection().execute(
        update(StoredResponse)
        .where(col(StoredResponse.id).in_(tuple(response_ids)))
        .values(used_at=now)
    )


def _drop_least_used(session: Session, person_id: int) -> None:
    rows = session.exec(
        select(col(StoredResponse.id), func.length(StoredResponse.body))
        .where(StoredResponse.person_id == person_id)
        .order_by(col(StoredResponse.used_at).desc(), col(StoredResponse.id).desc())
    ).all()
    over: list[int | None] = []
    total_bytes = 0
    for place, (response_id, size) in enumerate(rows, 1):
        total_bytes += size
        if place > MOST_RESPONSES or total_bytes > MOST_BYTES:
            over.append(response_id)
    if over:
        session.connection().execute(delete(StoredResponse).where(col(StoredResponse.id).in_(over)))
