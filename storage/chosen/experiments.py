"""Experiments: plans as they were drawn, and how their days went."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from storage import people
from storage.choice_tables import Experiment, ExperimentRecord
from storage.chosen import own


@dataclass(frozen=True)
class Planned:
    """A drawn plan, before it is kept."""

    behaviour: str
    first_on: date
    block_days: int
    arms: tuple[int, ...]
    detectable_points: float


def begin(session: Session, person_id: int, planned: Planned, now: datetime) -> Experiment:
    """Keep a plan as it was drawn."""
    row = Experiment(
        person_id=person_id,
        noted_at=now,
        behaviour=planned.behaviour,
        first_on=planned.first_on,
        block_days=planned.block_days,
        arms="".join(str(arm) for arm in planned.arms),
        detectable_points=planned.detectable_points,
    )
    session.add(row)
    people.move_revision(session, person_id, None)
    session.flush()
    return row


def of_person(session: Session, person_id: int) -> list[Experiment]:
    """Return a person's experiments, the last begun first."""
    query = select(Experiment).where(Experiment.person_id == person_id)
    return list(session.exec(query.order_by(col(Experiment.id).desc())))


def find(session: Session, person_id: int, experiment_id: int) -> Experiment | None:
    """Return an experiment of this person."""
    return own.find(session, Experiment, person_id, experiment_id)


def records(session: Session, experiment: Experiment) -> list[ExperimentRecord]:
    """Return what was written down of an experiment, by day."""
    query = select(ExperimentRecord).where(ExperimentRecord.experiment_id == experiment.id)
    return list(session.exec(query.order_by(col(ExperimentRecord.day_on))))


def record(session: Session, experiment: Experiment, day_on: date, *, followed: bool) -> None:
    """Write down whether a day went as drawn; again takes the place of before."""
    row = session.get(ExperimentRecord, (experiment.id, day_on))
    row = row or ExperimentRecord(
        experiment_id=experiment.id or 0, day_on=day_on, followed=followed
    )
    row.followed = followed
    session.add(row)
    people.move_revision(session, experiment.person_id, None)
    session.flush()


def stop(session: Session, experiment: Experiment, stopped_on: date) -> None:
    """End an experiment before its last day; there is no verdict then."""
    experiment.stopped_on = stopped_on
    session.add(experiment)
    people.move_revision(session, experiment.person_id, None)
    session.flush()
