"""What a person writes down here: journal answers and workouts of their own."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlmodel import Session, select

from storage import people
from storage.chosen import own
from storage.tables import JournalAnswer, Workout

OWN = "own"


@dataclass(frozen=True)
class OwnWorkout:
    """A workout as a person writes it down; times carry their offset."""

    activity: str
    started_at: datetime
    ended_at: datetime
    strain: float | None
    energy_kcal: float | None
    average_heart_rate_bpm: float | None
    distance_meters: float | None


def record_journal(
    session: Session, person_id: int, question: str, behaviour_on: date, *, answered_yes: bool
) -> JournalAnswer:
    """Write down an answer about the behaviour of a day; another to the same takes its place."""
    # The end of the behaviour's day: a key among the nights, of which only the date is read.
    moment = datetime.combine(behaviour_on, time(23, 59, 59), UTC)
    row = session.exec(
        select(JournalAnswer).where(
            JournalAnswer.person_id == person_id,
            JournalAnswer.source == OWN,
            JournalAnswer.question == question,
            JournalAnswer.night_started_at == moment,
        )
    ).first() or JournalAnswer(
        person_id=person_id,
        source=OWN,
        question=question,
        night_started_at=moment,
        behaviour_on=behaviour_on,
        answered_yes=answered_yes,
    )
    row.answered_yes = answered_yes
    session.add(row)
    people.move_revision(session, person_id, behaviour_on + timedelta(days=1))
    session.flush()
    return row


def forget_journal(session: Session, person_id: int, answer_id: int) -> bool:
    """Remove an answer that the person wrote down here; tell whether there was one."""
    row = own.find(session, JournalAnswer, person_id, answer_id)
    if row is None or row.behaviour_on is None:
        return False
    session.delete(row)
    people.move_revision(session, person_id, row.behaviour_on + timedelta(days=1))
    return True


def record_workout(session: Session, person_id: int, workout: OwnWorkout) -> Workout:
    """Write down a workout; another with the same start and end takes its place."""
    offset = workout.started_at.utcoffset() or timedelta()
    row = session.exec(
        select(Workout).where(
            Workout.person_id == person_id,
            Workout.source == OWN,
            Workout.started_at == workout.started_at,
            Workout.ended_at == workout.ended_at,
        )
    ).first()
    row = row or Workout(
        person_id=person_id,
        source=OWN,
        started_at=workout.started_at,
        ended_at=workout.ended_at,
        utc_offset_minutes=0,
        activity=workout.activity,
    )
    row.sqlmodel_update(vars(workout))
    row.utc_offset_minutes = int(offset.total_seconds() // 60)
    row.duration_minutes = (workout.ended_at - workout.started_at).total_seconds() / 60
    session.add(row)
    people.move_revision(session, person_id, workout.started_at.date() - timedelta(days=1))
    session.flush()
    return row
