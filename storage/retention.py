"""Keeping the last so many days: what is older is removed, and all that was made of it."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from types import MappingProxyType
from typing import NamedTuple

import sqlalchemy
from sqlalchemy import Connection, delete
from sqlmodel import Session, col, select

from storage import people
from storage.computed import answers
from storage.databases.database import Database
from storage.tables import (
    Cycle,
    Import,
    JournalAnswer,
    ModelVersion,
    Person,
    Sleep,
    StoredHistory,
    StoredResponse,
    Workout,
)

OLDER = "older than the days that the settings keep"
# What began in a cycle of the day before began within the longest cycle, of seven days, and its day
# began up to a day earlier in UTC: all else is younger, and need not be looked at.
SURELY_YOUNGER = timedelta(days=9)
BATCH_ROWS = 500  # below the parameters of one statement on any database


class _Placed(NamedTuple):
    """A table whose rows count for the day of a cycle, or else for that on which they began."""

    table: type[Sleep | Workout | JournalAnswer]
    began: str
    cycle: str
    others: tuple[str, ...]


PLACED: Mapping[str, _Placed] = MappingProxyType(
    {
        "sleeps": _Placed(Sleep, "onset_at", "cycle_started_at", ("utc_offset_minutes",)),
        "workouts": _Placed(Workout, "started_at", "cycle_started_at", ("utc_offset_minutes",)),
        "journal_answers": _Placed(
            JournalAnswer, "night_started_at", "night_started_at", ("behaviour_on",)
        ),
    }
)


def cycle_days(connection: Connection, person_id: int) -> dict[object, date]:
    """Return the day of each of a person's cycles, by its start."""
    query = sqlalchemy.select(col(Cycle.started_at), col(Cycle.day_on))
    rows = connection.execute(query.where(col(Cycle.person_id) == person_id))
    return dict[object, date](iter(rows))


def is_older(
    table: str, values: Mapping[str, object], days: Mapping[object, date], first_on: date
) -> bool:
    """Tell whether a row of a table counts for a day before the first kept one."""
    return _day_of(table, values, days) < first_on


def _day_of(table: str, values: Mapping[str, object], days: Mapping[object, date]) -> date:
    placed = PLACED.get(table)
    own = values.get("day_on") if placed is None else days.get(values.get(placed.cycle))
    behaviour_on = values.get("behaviour_on")
    if isinstance(behaviour_on, date):
        return behaviour_on + timedelta(days=1)  # the night that follows
    if isinstance(own, date):
        return own
    began_at = values.get(placed.began) if placed else None
    if not isinstance(began_at, datetime):
        raise TypeError(f"a row of {table} has a day or a start")
    offset = values.get("utc_offset_minutes")
    return (began_at + timedelta(minutes=offset if isinstance(offset, int) else 0)).date()


def prune(session: Session, person_id: int, first_on: date, now: datetime) -> bool:
    """Remove a person's older rows and what was made of them; tell whether there were any.

    The revision moves if so. Reports of imports make no answers, and go without.
    """
    connection = session.connection()
    days = cycle_days(connection, person_id)
    removed = sum(_remove_placed(connection, person_id, name, days, first_on) for name in PLACED)
    removed += connection.execute(
        delete(Cycle).where(col(Cycle.person_id) == person_id, col(Cycle.day_on) < first_on)
    ).rowcount
    connection.execute(
        delete(Import).where(
            col(Import.person_id) == person_id, col(Import.imported_at) < _midnight(first_on)
        )
    )
    if removed:
        _remove_made(session, person_id, now)
        people.move_revision(session, person_id, None)  # no model is left
    return removed > 0


def everybody(database: Database) -> list[int]:
    """Return whose rows are to be looked at."""
    with database.read() as session:
        return [person_id for person_id in session.exec(select(Person.id)) if person_id]


def prune_one(database: Database, person_id: int, first_on: date, now: datetime) -> bool:
    """Do `prune` in a transaction of its own."""
    with database.write(person_id) as session:
        return prune(session, person_id, first_on, now)


def _remove_placed(
    connection: Connection,
    person_id: int,
    name: str,
    days: Mapping[object, date],
    first_on: date,
) -> int:
    placed = PLACED[name]
    names = dict.fromkeys(("id", placed.began, placed.cycle, *placed.others))
    began = col(getattr(placed.table, placed.began))
    rows = connection.execute(
        sqlalchemy.select(*(col(getattr(placed.table, each)) for each in names)).where(
            col(placed.table.person_id) == person_id, began < _midnight(first_on) + SURELY_YOUNGER
        )
    ).mappings()
    ids = [row["id"] for row in rows if is_older(name, {**row}, days, first_on)]
    for batch in _batches(ids):
        connection.execute(delete(placed.table).where(col(placed.table.id).in_(batch)))
    return len(ids)


def _batches(ids: list[int]) -> Iterable[list[int]]:
    return (ids[start : start + BATCH_ROWS] for start in range(0, len(ids), BATCH_ROWS))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _remove_made(session: Session, person_id: int, now: datetime) -> None:
    """Remove what was made of the rows, but answers that are computed anew unasked."""
    for table in (ModelVersion, StoredHistory, StoredResponse):
        session.connection().execute(delete(table).where(col(table.person_id) == person_id))
    answers.forget_unasked(session, person_id, now)
