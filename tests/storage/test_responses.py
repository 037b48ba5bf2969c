"""Stored responses: which are kept, and which make room."""

from datetime import timedelta

import pytest
from sqlmodel import col, select

from resolvers.http.responses import LARGEST_BYTES
from storage import people
from storage.computed import responses
from storage.computed.responses import MOST_BYTES, MOST_RESPONSES
from storage.databases.database import Database
from storage.tables import StoredResponse
from tests.owners import NOW, Owner, add_owner


def response(owner: Owner, request: str, **changes: object) -> StoredResponse:
    values: dict[str, object] = {
        "person_id": owner.person_id,
        "scopes": "read",
        "request": request.encode(),
        "revision": 0,
        "code_version": "code",
        "answered_at": NOW,
        "used_at": NOW,
        "content_type": "application/json",
        "questions": "[]",
        "body": b"{}",
    }
    return StoredResponse(**values | changes)  # pyright: ignore[reportArgumentType]


def keep(database: Database, *kept: StoredResponse) -> None:
    for each in kept:
        with database.write() as session:
            responses.keep(session, each)


def requests(database: Database, owner: Owner) -> list[str]:
    with database.read() as session:
        query = select(StoredResponse.request).where(StoredResponse.person_id == owner.person_id)
        return [
            request.decode() for request in session.exec(query.order_by(col(StoredResponse.id)))
        ]


def test_another_answer_to_the_same_request_takes_its_place(database: Database, ada: Owner) -> None:
    keep(database, response(ada, "a"), response(ada, "a", body=b"{new}"))
    with database.read() as session:
        assert session.exec(select(StoredResponse.body)).all() == [b"{new}"]


def test_what_was_made_while_the_data_moved_on_is_not_kept(database: Database, ada: Owner) -> None:
    with database.write() as session:
        people.move_revision(session, ada.person_id, None)
    keep(database, response(ada, "a"))

    assert requests(database, ada) == []


@pytest.mark.parametrize("new", [{"revision": 1}, {"code_version": "new"}])
def test_what_can_never_be_served_again_makes_room(
    database: Database, ada: Owner, new: dict[str, object]
) -> None:
    bob = add_owner(database, "Bob")
    keep(database, response(ada, "a"), response(bob, "b"))
    if "revision" in new:
        with database.write() as session:
            people.move_revision(session, ada.person_id, None)
    keep(database, response(ada, "c", **new))

    assert (requests(database, ada), requests(database, bob)) == (["c"], ["b"])


def test_the_least_recently_used_make_room_for_one_too_many(database: Database, ada: Owner) -> None:
    bob = add_owner(database, "Bob")
    keep(database, response(bob, "b"))
    names = [f"{number:02}" for number in range(MOST_RESPONSES)]
    keep(database, *(response(ada, name) for name in names))
    with database.write() as session:
        first = session.exec(
            select(StoredResponse.id).where(StoredResponse.person_id == ada.person_id)
        ).first()
        responses.note_use(session, [first or 0], NOW + timedelta(seconds=2))
    keep(database, response(ada, "new", used_at=NOW + timedelta(seconds=1)))

    assert requests(database, ada) == [names[0], *names[2:], "new"]
    assert requests(database, bob) == ["b"]


def test_the_least_recently_used_make_room_for_large_ones(database: Database, ada: Owner) -> None:
    half = bytes(MOST_BYTES // 2)
    keep(database, *(response(ada, name, body=half) for name in "abc"))

    assert requests(database, ada) == ["b", "c"]
    assert LARGEST_BYTES <= MOST_BYTES
