"""Pages of days, workouts, journal answers, suggestions and imports, newest first, from a key."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Mapped
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import Select

from ml.history import Nights
from storage import night_rows
from storage.choice_tables import Feedback, Suggestion
from storage.days import nights
from storage.tables import Cycle, Import, JournalAnswer, Workout

Key = tuple[datetime, int]


def days(session: Session, person_id: int, before: date | None, most: int) -> Nights:
    """Return up to `most` days before a day, oldest first as all nights are."""
    query = select(col(Cycle.day_on)).where(Cycle.person_id == person_id).distinct()
    if before is not None:
        query = query.where(col(Cycle.day_on) < before)
    wanted = session.exec(query.order_by(col(Cycle.day_on).desc()).limit(most)).all()
    return on_days(session, person_id, wanted)


def on_days(session: Session, person_id: int, wanted: Sequence[date]) -> Nights:
    """Return the days of these dates that there are."""
    connection = session.connection()
    cycles = night_rows.cycles_on(connection, person_id, wanted)
    sleeps = night_rows.sleeps_in(connection, person_id, cycles)
    return nights(cycles, sleeps)


def workouts(session: Session, person_id: int, before: Key | None, most: int) -> list[Workout]:
    """Return up to `most` workouts that started before a key."""
    query = select(Workout).where(Workout.person_id == person_id)
    if before is not None:
        query = query.where(_precedes(col(Workout.started_at), col(Workout.id), before))
    newest_first = (col(Workout.started_at).desc(), col(Workout.id).desc())
    return list(session.exec(query.order_by(*newest_first).limit(most)))


@dataclass(frozen=True)
class PlacedAnswer:
    """A journal answer, and the day that its night belongs to, where that is known."""

    answer: JournalAnswer
    night_on: date | None


def journal(session: Session, person_id: int, before: Key | None, most: int) -> list[PlacedAnswer]:
    """Return up to `most` journal answers about nights before a key."""
    query = _placed().where(JournalAnswer.person_id == person_id)
    if before is not None:
        started, number = col(JournalAnswer.night_started_at), col(JournalAnswer.id)
        query = query.where(_precedes(started, number, before))
    newest_first = (col(JournalAnswer.night_started_at).desc(), col(JournalAnswer.id).desc())
    rows = session.exec(query.order_by(*newest_first).limit(most))
    return [PlacedAnswer(answer, night_on) for answer, night_on in rows]


def journal_answer(session: Session, person_id: int, answer_id: int) -> PlacedAnswer | None:
    """Return one of the person's journal answers."""
    row = session.exec(
        _placed().where(JournalAnswer.person_id == person_id, JournalAnswer.id == answer_id)
    ).first()
    return PlacedAnswer(*row) if row else None


def suggestions(
    session: Session, person_id: int, before: Key | None, most: int
) -> list[tuple[Suggestion, Feedback | None]]:
    """Return up to `most` suggestions told before a key, each with what the person said of it."""
    query = (
        select(Suggestion, Feedback)
        .join(Feedback, isouter=True)
        .where(Suggestion.person_id == person_id)
    )
    if before is not None:
        query = query.where(_precedes(col(Suggestion.told_at), col(Suggestion.id), before))
    newest_first = (col(Suggestion.told_at).desc(), col(Suggestion.id).desc())
    return [(row, said) for row, said in session.exec(query.order_by(*newest_first).limit(most))]


def imports(session: Session, person_id: int, most: int) -> list[Import]:
    """Return up to `most` imports, newest first."""
    query = select(Import).where(Import.person_id == person_id)
    return list(session.exec(query.order_by(col(Import.id).desc()).limit(most)))


def _placed() -> Select[JournalAnswer, date]:
    return select(JournalAnswer, col(Cycle.day_on)).join(
        Cycle,
        (col(Cycle.person_id) == JournalAnswer.person_id)
        & (col(Cycle.started_at) == JournalAnswer.night_started_at),
        isouter=True,
    )


def _precedes(
    moment: Mapped[datetime], number: Mapped[int | None], key: Key
) -> ColumnElement[bool]:
    started_at, row_id = key
    return (moment < started_at) | ((moment == started_at) & (number < row_id))
