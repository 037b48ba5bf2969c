"""People, and the revision that moves with anything that can change an answer."""

from datetime import date, datetime
from typing import NamedTuple

import sqlalchemy
from sqlalchemy import case, update
from sqlmodel import Session, col, select

from storage.tables import ModelVersion, Person

# Who comes in first where nobody had the chance to give a name.
FIRST = "me"
# Before any wearable; and there is a day before it, unlike `date.min`.
FROM_THE_START = date(2000, 1, 1)


class NameTaken(ValueError):
    """There is a person of this name already."""


class NoSuchPerson(LookupError):
    """There is no person of this name."""


class Identity(NamedTuple):
    """Who a person is, and where their data stand."""

    id: int
    name: str
    timezone: str | None
    revision: int


def add(session: Session, name: str, *, now: datetime, timezone: str | None = None) -> int:
    """Add a person, and return their id.

    Raises
    ------
    NameTaken
        If there is one of this name.
    """
    if _find(session, name) is not None:
        raise NameTaken(f"{name!r} is taken; choose another name")
    session.add(Person(name=name, timezone=timezone, created_at=now))
    session.flush()
    return named(session, name)


def named(session: Session, name: str) -> int:
    """Return the id of the person of a name.

    Raises
    ------
    NoSuchPerson
        If there is none; the message lists the names there are.
    """
    person_id = _find(session, name)
    if person_id is None:
        names = ", ".join(sorted(session.exec(select(Person.name)))) or "nobody yet"
        raise NoSuchPerson(f"{name!r} is not known here; there is: {names}")
    return person_id


def identity(session: Session, name: str) -> Identity:
    """Return the person of a name.

    Raises
    ------
    NoSuchPerson
        If there is none; the message lists the names there are.
    """
    person_id = named(session, name)
    columns = (col(getattr(Person, name)) for name in Identity._fields)
    return Identity(
        *session.connection()
        .execute(sqlalchemy.select(*columns).where(col(Person.id) == person_id))
        .one()
    )


def named_or_added(session: Session, name: str, *, now: datetime) -> int:
    """Return the id of the person of a name, added where there is none."""
    return _find(session, name) or add(session, name, now=now)


def _find(session: Session, name: str) -> int | None:
    return session.exec(select(Person.id).where(Person.name == name)).first()


def move_revision(session: Session, person_id: int, changed_from: date | None) -> int:
    """Move a person's revision by one, and return it.

    Models that have seen the day from which data changed are marked, and fitted anew when asked
    for; with no such day, no data of any model changed.
    """
    session.connection().execute(
        update(Person).where(col(Person.id) == person_id).values(revision=Person.revision + 1)
    )
    if changed_from is not None:
        rewritten_from = col(ModelVersion.rewritten_from_on)
        session.connection().execute(
            update(ModelVersion)
            .where(
                col(ModelVersion.person_id) == person_id,
                col(ModelVersion.fitted_through_on) >= changed_from,
            )
            .values(
                data_rewritten=True,
                rewritten_from_on=case(
                    (rewritten_from < changed_from, rewritten_from),
                    else_=changed_from,
                ),
            )
        )
    return revision(session, person_id)


def revision(session: Session, person_id: int) -> int:
    """Return where a person's data stand."""
    return session.exec(select(Person.revision).where(Person.id == person_id)).one()
