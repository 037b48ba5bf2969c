"""Goals: what a person aims at, one of each metric."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from storage import people
from storage.choice_tables import Goal
from storage.chosen import own


@dataclass(frozen=True)
class Aim:
    """What a person aims at: the name of a metric, a value in its unit, and by when."""

    metric: str
    target: float
    by_on: date | None


def keep(session: Session, person_id: int, aim: Aim, now: datetime) -> Goal:
    """Keep a goal in the place of the last one of its metric."""
    same = select(Goal).where(Goal.person_id == person_id, Goal.metric == aim.metric)
    row = session.exec(same).first() or Goal(person_id=person_id, noted_at=now, **vars(aim))
    row.sqlmodel_update({**vars(aim), "noted_at": now})
    session.add(row)
    people.move_revision(session, person_id, None)
    session.flush()
    return row


def clear(session: Session, person_id: int, goal_id: int) -> bool:
    """Remove a goal of the person; tell whether there was one."""
    row = own.find(session, Goal, person_id, goal_id)
    if row is None:
        return False
    session.delete(row)
    people.move_revision(session, person_id, None)
    return True


def of_person(session: Session, person_id: int) -> list[Goal]:
    """Return the goals of a person, the first set first."""
    query = select(Goal).where(Goal.person_id == person_id)
    return list(session.exec(query.order_by(col(Goal.id))))
