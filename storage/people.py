"""People, and the revision that moves with anything that can change an answer."""

from datetime import date, datetime

from sqlalchemy import update
from sqlmodel import Session, col, select

from storage.tables import ModelVersion, Person


class NameTaken(ValueError):
    """There is a person of this name already."""


class NoSuchPerson(LookupError):
    """There is no person of this name."""


def add(session: Session, name: str, *, now: datetime, timezone: str | None = None) -> Person:
    """Add a person.

    Raises
    ------
    NameTaken
        If there is one of this name.
    """
    if session.exec(select(Person).where(Person.name == name)).first():
        raise NameTaken(f"{name!r} is taken; choose another name")
    person = Person(name=name, timezone=timezone, created_at=now)
    session.add(person)
    session.flush()
    return person


def named(session: Session, name: str) -> Person:
    """Return the person of a name.

    Raises
    ------
    NoSuchPerson
        If there is none; the message lists the names there are.
    """
    person = session.exec(select(Person).where(Person.name == name)).first()
    if person is None:
        names = ", ".join(sorted(session.exec(select(Person.name)))) or "nobody yet"
        raise NoSuchPerson(f"{name!r} is not known here; there is: {names}")
    return person


def move_revision(session: Session, person_id: int, changed_from: date | None) -> int:
    """Move a person's revision by one, and return it.

    Models that have seen the day from which data changed are marked, and fitted anew when asked
    for; with no such day, no data of any model changed.
    """
    session.connection().execute(
        update(Person).where(col(Person.id) == person_id).values(revision=Person.revision + 1)
    )
    if changed_from is not None:
        session.connection().execute(
            update(ModelVersion)
            .where(
                col(ModelVersion.person_id) == person_id,
                col(ModelVersion.fitted_through_on) >= changed_from,
            )
            .values(data_rewritten=True)
        )
    return session.exec(select(Person.revision).where(Person.id == person_id)).one()
