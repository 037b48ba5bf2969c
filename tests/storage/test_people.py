"""People: one a name, found by it, with a revision that moves."""

from datetime import UTC, date, datetime, time

import pytest
from sqlmodel import select

from storage import people
from storage.databases.database import Database
from storage.tables import Cycle, Person
from tests.owners import NOW, Owner, add_owner


def test_a_name_is_given_once(database: Database, ada: Owner) -> None:
    with database.write() as session, pytest.raises(people.NameTaken, match="'Ada' is taken"):
        people.add(session, ada.name, now=NOW)


def test_a_person_is_found_by_name(database: Database, ada: Owner) -> None:
    bob = add_owner(database, "Bob")
    with database.read() as session:
        assert people.named(session, "Ada") == ada.person_id
        assert people.named(session, "Bob") == bob.person_id


def test_an_unknown_name_is_answered_with_those_there_are(database: Database) -> None:
    with database.read() as session, pytest.raises(people.NoSuchPerson, match="nobody yet"):
        people.named(session, "Eve")
    for name in ("Bob", "Ada"):
        add_owner(database, name)
    with (
        database.read() as session,
        pytest.raises(people.NoSuchPerson, match="'Eve' is not known here; there is: Ada, Bob"),
    ):
        people.named(session, "Eve")


def test_a_revision_moves_for_one_person_alone(database: Database, ada: Owner) -> None:
    add_owner(database, "Bob")
    with database.write() as session:
        assert [people.move_revision(session, ada.person_id, None) for _ in range(2)] == [1, 2]
    with database.read() as session:
        assert list(session.exec(select(Person.revision).order_by(Person.name))) == [2, 0]


def test_of_many_names_an_error_gives_the_first(database: Database) -> None:
    for name in "GFEDCBA":
        add_owner(database, name)
    with (
        database.read() as session,
        pytest.raises(people.NoSuchPerson, match=r"there is: A, B, C, D, E and 2 more$"),
    ):
        people.named(session, "Eve")


def test_everybody_is_listed_with_the_days_there_are(database: Database, ada: Owner) -> None:
    add_owner(database, "Bob")
    nights = [date(2026, 3, 1), date(2026, 3, 4)]
    with database.write() as session:
        session.add_all(
            Cycle(
                person_id=ada.person_id,
                started_at=datetime.combine(night, time(22), UTC),
                utc_offset_minutes=0,
                day_on=night,
            )
            for night in nights
        )
    with database.read() as session:
        assert people.everybody(session) == [
            people.Entry("Ada", None, NOW, 2, *nights),
            people.Entry("Bob", None, NOW, 0, None, None),
        ]
