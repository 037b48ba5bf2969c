"""People, and the revision that moves with anything that can change an answer."""

from datetime import date, datetime
from typing import NamedTuple

import sqlalchemy
from sqlalchemy import case, func, update
from sqlmodel import Session, col, select

from storage.access import Identity
from storage.tables import Cycle, ModelVersion, Person

# Who comes in first where nobody had the chance to give a name.
FIRST = "me"
# Before any wearable; and there is a day before it, unlike `date.min`.
FROM_THE_START = date(2000, 1, 1)
# As many as a line of an error holds.
NAMES_IN_AN_ERROR = 5


class NameTaken(ValueError):
    """There is a person of this name already."""


class NoSuchPerson(LookupError):
    """There is no person of this name."""


class Entry(NamedTuple):
    """A person in a list of all, with the days of which data are there."""

    name: str
    timezone: str | None
    created_at: datetime
    days: int
    first_on: date | None
    last_on: date | None


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
        If there is none; the message gives the first of the names there are.
    """
    person_id = _find(session, name)
    if person_id is None:
        raise NoSuchPerson(f"{name!r} is not known here; there is: {_some_names(session)}")
    return person_id


def everybody(session: Session) -> list[Entry]:
    """Return everybody by name."""
    day = col(Cycle.day_on)
    rows = session.connection().execute(
        sqlalchemy.select(
            col(Person.name),
            col(Person.timezone),
            col(Person.created_at),
            func.count(day.distinct()),
            func.min(day),
            func.max(day),
        )
        .outerjoin(Cycle, col(Cycle.person_id) == col(Person.id))
        .group_by(col(Person.id))
        .order_by(col(Person.name))
    )
    return [Entry(*row) for row in rows]


def identity(session: Session, name: str) -> Identity:
    """Return the person of a name.

    Raises
    ------
    NoSuchPerson
        If there is none; the message gives the first of the names there are.
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


def _some_names(session: Session) -> str:
    names = session.exec(
        select(Person.name).order_by(col(Person.name)).limit(NAMES_IN_AN_ERROR)
    ).all()
    more = session.exec(select(func.count(col(Person.id)))).one() - len(names)
    return (", ".join(names) or "nobody yet") + (f" and {more} more" if more else "")


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
