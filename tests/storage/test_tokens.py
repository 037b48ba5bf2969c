"""Access tokens: kept as digests, in force until they expire or are revoked."""

from datetime import timedelta

import pytest
from sqlmodel import select

from storage import access, tokens
from storage.databases.database import Database
from storage.door.bearer import digest
from storage.tables import AccessToken
from tests.owners import NOW, Owner, add_owner

HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)


def test_a_token_is_found_by_itself_alone(database: Database, ada: Owner) -> None:
    with database.look() as connection:
        found = access.find(connection, ada.token, NOW)
        assert found is not None
        person = access.Identity(ada.person_id, "Ada", None, 0)
        assert found.access == access.Access(person, frozenset({"read", "write"}))
        for other in ("", ada.token[:-1], ada.token.lower(), f"{ada.token} "):
            assert access.find(connection, other, NOW) is None


def test_the_token_itself_is_not_kept(database: Database, ada: Owner) -> None:
    with database.read() as session:
        row = session.exec(select(AccessToken)).one()

    assert len(row.sha256) == 32
    assert ada.token not in row.model_dump_json(exclude={"sha256"})


def test_it_is_in_force_until_it_expires(database: Database, ada: Owner) -> None:
    with database.write() as session:
        grant = tokens.Grant(("read",), "for a day", NOW + 24 * HOUR)
        tokens.add(session, ada.person_id, "short", grant, now=NOW)
    with database.read() as session:
        connection = session.connection()
        assert access.find(connection, "short", NOW + 24 * HOUR - SECOND) is not None
        assert access.find(connection, "short", NOW + 24 * HOUR) is None
        assert access.is_known(session.connection(), "short")


def test_a_revoked_one_is_never_in_force_again(database: Database, ada: Owner) -> None:
    bob = add_owner(database, "Bob")
    with database.write() as session:
        assert not tokens.revoke(session, bob.person_id, 1, NOW)  # hers is not his to revoke
        assert tokens.revoke(session, ada.person_id, 1, NOW)
        assert not tokens.revoke(session, ada.person_id, 1, NOW)
        assert not tokens.revoke(session, ada.person_id, 99, NOW)
    with database.read() as session:
        assert access.find(session.connection(), ada.token, NOW) is None
        assert access.find(session.connection(), bob.token, NOW) is not None
        assert access.is_known(session.connection(), ada.token)


@pytest.mark.parametrize(
    ("since_last_use", "wanted"), [(0 * HOUR, False), (HOUR - SECOND, False), (HOUR, True)]
)
def test_the_last_use_is_noted_once_an_hour(
    database: Database, ada: Owner, since_last_use: timedelta, *, wanted: bool
) -> None:
    with database.look() as connection:
        found = access.find(connection, ada.token, NOW)
        assert found is not None
        assert found.wants_use_noted(NOW)
    with database.write() as session:
        tokens.note_use(session, digest(ada.token), NOW)
    with database.look() as connection:
        found = access.find(connection, ada.token, NOW)
        assert found is not None
        assert found.last_used_at == NOW
        assert found.wants_use_noted(NOW + since_last_use) is wanted


def test_whether_anybody_can_come_in(database: Database, ada: Owner) -> None:
    with database.write() as session:
        assert tokens.any_in_force(session, NOW)
        tokens.revoke(session, ada.person_id, 1, NOW)
        session.flush()
        assert not tokens.any_in_force(session, NOW)
        tokens.add(session, ada.person_id, "b", tokens.Grant(expires_at=NOW + HOUR), now=NOW)
        assert tokens.any_in_force(session, NOW)
        assert not tokens.any_in_force(session, NOW + HOUR)


def test_tokens_of_a_person_are_listed_oldest_first(database: Database, ada: Owner) -> None:
    with database.write() as session:
        for label in ("second", "third"):
            tokens.add(session, ada.person_id, label, tokens.Grant(label=label), now=NOW)
    with database.read() as session:
        assert [row.label for row in tokens.of_person(session, ada.person_id)] == [
            "",
            "second",
            "third",
        ]


def test_new_tokens_differ_and_say_whose_they_are() -> None:
    made = {tokens.new_token() for _ in range(100)}

    assert len(made) == 100
    assert all(token.startswith("attune_") and len(token) >= 50 for token in made)
