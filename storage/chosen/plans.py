"""Plans: the workouts that a person means to do."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from storage import people
from storage.choice_tables import Plan
from storage.chosen import own


@dataclass(frozen=True)
class PlannedWorkout:
    """A workout as a person plans it; what is not known is None."""

    day_on: date
    activity: str | None
    minutes: float | None
    strain: float | None


def keep(session: Session, person_id: int, planned: PlannedWorkout, now: datetime) -> Plan:
    """Keep a plan; another of the same day and activity takes its place."""
    same = select(Plan).where(
        Plan.person_id == person_id,
        Plan.day_on == planned.day_on,
        Plan.activity == planned.activity,
    )
    row = session.exec(same).first() or Plan(person_id=person_id, noted_at=now, **vars(planned))
    row.sqlmodel_update({**vars(planned), "noted_at": now})
    session.add(row)
    people.move_revision(session, person_id, None)
    session.flush()
    return row


def clear(session: Session, person_id: int, plan_id: int) -> bool:
    """Remove a plan of the person; tell whether there was one."""
    row = own.find(session, Plan, person_id, plan_id)
    if row is None:
        return False
    session.delete(row)
    people.move_revision(session, person_id, None)
    return True


def of_person(session: Session, person_id: int, most: int) -> list[Plan]:
    """Return up to `most` plans of a person, the latest day first."""
    latest_first = (col(Plan.day_on).desc(), col(Plan.id).desc())
    query = select(Plan).where(Plan.person_id == person_id).order_by(*latest_first)
    return list(session.exec(query.limit(most)))
