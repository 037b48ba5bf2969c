"""Choices: a person's rows of plans, goals, suggestions, experiments and consents as one whole."""

from collections import defaultdict
from hashlib import sha256

from sqlmodel import Session, col, select

from ml.choices import (
    Choices,
    Consent,
    Contest,
    Experiment,
    Followed,
    Goal,
    Plan,
    Suggestion,
)
from storage import choice_tables as tables
from storage import tables as tables_of_people


def of_person(session: Session, person_id: int) -> Choices:
    """Return all that a person has chosen and was told, each kind in the order of noting."""
    return Choices(
        person=_drawn_as(session, person_id),
        plans=_plans(session, person_id),
        goals=_goals(session, person_id),
        suggestions=_suggestions(session, person_id),
        experiments=_experiments(session, person_id),
        consents=_consents(session, person_id),
        contests=_contests(session, person_id),
    )


def _drawn_as(session: Session, person_id: int) -> str:
    """Return what is drawn by: the person's own name, or the one brought from another server."""
    query = select(tables_of_people.Person.drawn_as).where(tables_of_people.Person.id == person_id)
    return session.exec(query).first() or opaque_name(person_id)


def opaque_name(person_id: int) -> str:
    """Return a name that stays a person's own and tells nobody who it is.

    >>> opaque_name(1)
    '6b86b273ff34fce1'
    """
    return sha256(str(person_id).encode()).hexdigest()[:16]


def _plans(session: Session, person_id: int) -> tuple[Plan, ...]:
    rows = session.exec(
        select(tables.Plan).where(tables.Plan.person_id == person_id).order_by(col(tables.Plan.id))
    )
    return tuple(
        Plan(row.noted_at.date(), row.day_on, row.activity, row.minutes, row.strain) for row in rows
    )


def _goals(session: Session, person_id: int) -> tuple[Goal, ...]:
    rows = session.exec(
        select(tables.Goal)
        .where(tables.Goal.person_id == person_id)
        .order_by(col(tables.Goal.noted_at), col(tables.Goal.id))
    )
    return tuple(Goal(row.noted_at.date(), row.metric, row.target, row.by_on) for row in rows)


def _suggestions(session: Session, person_id: int) -> tuple[Suggestion, ...]:
    rows = session.exec(
        select(tables.Suggestion, col(tables.Feedback.verdict))
        .join(tables.Feedback, isouter=True)
        .where(tables.Suggestion.person_id == person_id)
        .order_by(col(tables.Suggestion.id))
    )
    return tuple(
        Suggestion(
            noted_on=row.told_at.date(),
            key=row.key,
            insight=row.insight,
            action=row.action,
            context=row.context,
            propensity=row.propensity,
            verdict=verdict,
        )
        for row, verdict in rows
    )


def _experiments(session: Session, person_id: int) -> tuple[Experiment, ...]:
    records: dict[int, list[Followed]] = defaultdict(list)
    for record in session.exec(
        select(tables.ExperimentRecord)
        .join(tables.Experiment)
        .where(tables.Experiment.person_id == person_id)
        .order_by(col(tables.ExperimentRecord.day_on))
    ):
        records[record.experiment_id].append(Followed(record.day_on, record.followed))
    rows = session.exec(
        select(tables.Experiment)
        .where(tables.Experiment.person_id == person_id)
        .order_by(col(tables.Experiment.id))
    )
    return tuple(
        Experiment(
            noted_on=row.noted_at.date(),
            key=str(row.id),
            behaviour=row.behaviour,
            first_on=row.first_on,
            block_days=row.block_days,
            arms=tuple(int(arm) for arm in row.arms),
            detectable_points=row.detectable_points,
            stopped_on=row.stopped_on,
            records=tuple(records[row.id or 0]),
        )
        for row in rows
    )


def _consents(session: Session, person_id: int) -> tuple[Consent, ...]:
    rows = session.exec(
        select(tables.Consent)
        .where(tables.Consent.person_id == person_id)
        .order_by(col(tables.Consent.feature))
    )
    return tuple(Consent(row.noted_at.date(), row.feature, row.enabled) for row in rows)


def _contests(session: Session, person_id: int) -> tuple[Contest, ...]:
    rows = session.exec(
        select(tables.Contest)
        .where(tables.Contest.person_id == person_id, col(tables.Contest.judged_at).is_not(None))
        .order_by(col(tables.Contest.insight))
    )
    return tuple(
        Contest(
            noted_on=row.judged_at.date(),
            insight=row.insight,
            challenger=row.challenger,
            percent=row.percent,
            origins=row.origins,
            p_value=row.p_value,
            won=row.won,
        )
        for row in rows
        if row.judged_at and row.challenger and row.percent is not None
        if row.origins is not None and row.p_value is not None
    )
