"""Adoption: counts and sums of all people's use, a few statements however many people there are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, case, func
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from storage.choice_tables import Feedback, Suggestion
from storage.computed.questions import DEFAULTS, LATEST
from storage.databases.dialects import DaysBetween
from storage.tables import Cycle, Person, StoredAnswer, Usage

WEEK, MONTH = timedelta(days=7), timedelta(days=30)
# Neighbouring nights are alike; stretches of ten days hardly are.
STRETCH_DAYS = 10
STRETCHES = 12  # 60 days, and the 60 before


@dataclass(frozen=True)
class AskedFor:
    """How many people asked for an insight."""

    insight: str
    in_a_week: int
    in_a_month: int


@dataclass(frozen=True)
class ToldPerson:
    """What became of one person's suggestions of one variant."""

    variant: str | None
    told: int
    answered: int
    followed: int
    partly: int
    person_id: int


@dataclass(frozen=True)
class Stretch:
    """One person's recoveries in ten days, of which number 0 ends with their last recovery."""

    person_id: int
    number: int
    nights: int
    mean_percent: float


def people(session: Session) -> int:
    """Return how many people there are."""
    return session.exec(select(func.count()).select_from(Person)).one()


def asked_for(session: Session, today: date) -> list[AskedFor]:
    """Return how many people asked for each insight that anybody asked for in a month."""
    this_week = case((col(Usage.asked_on) > today - WEEK, Usage.person_id))
    rows = session.exec(
        select(
            Usage.insight,
            func.count(func.distinct(this_week)),
            func.count(func.distinct(Usage.person_id)),
        )
        .where(col(Usage.asked_on) > today - MONTH, col(Usage.asked_on) <= today)
        .group_by(Usage.insight)
    )
    return [AskedFor(*row) for row in rows]


def active(session: Session, today: date, fewest_days: int) -> int:
    """Return how many people asked for anything on so many of the last seven days."""
    often = (
        select(Usage.person_id)
        .where(col(Usage.asked_on) > today - WEEK, col(Usage.asked_on) <= today)
        .group_by(col(Usage.person_id))
        .having(func.count(func.distinct(Usage.asked_on)) >= fewest_days)
    )
    return session.exec(select(func.count()).select_from(often.subquery())).one()


def suggestions(session: Session, since: datetime) -> list[ToldPerson]:
    """Return what became of suggestions, for each variant and person."""
    # SQLModel's own select is typed for four columns at most.
    rows = session.connection().execute(
        select_columns(
            col(Suggestion.variant),
            func.count(),
            func.count(col(Feedback.verdict)),
            _count_of("FOLLOWED"),
            _count_of("PARTLY"),
            col(Suggestion.person_id),
        )
        .select_from(Suggestion)
        .join(Feedback, isouter=True)
        .where(col(Suggestion.told_at) >= since)
        .group_by(col(Suggestion.variant), col(Suggestion.person_id))
        .order_by(col(Suggestion.variant), col(Suggestion.person_id))
    )
    return [ToldPerson(*row) for row in rows]


def recoveries(session: Session, today: date) -> list[Stretch]:
    """Return mean recoveries in stretches of days, of those who asked for anything in a month."""
    users = select(Usage.person_id).where(
        col(Usage.asked_on) > today - MONTH, col(Usage.asked_on) <= today
    )
    last = (
        select(Cycle.person_id, func.max(Cycle.day_on).label("last_on"))
        .where(col(Cycle.recovery_percent).is_not(None), col(Cycle.person_id).in_(users))
        .group_by(col(Cycle.person_id))
        .subquery()
    )
    days_ago = DaysBetween(last.c.last_on, col(Cycle.day_on))
    number = (days_ago // STRETCH_DAYS).label("number")
    rows = session.exec(
        select(
            Cycle.person_id,
            number,
            func.count(col(Cycle.recovery_percent)),
            func.avg(Cycle.recovery_percent),
        )
        .join(last, last.c.person_id == Cycle.person_id)
        .where(col(Cycle.recovery_percent).is_not(None), days_ago < STRETCH_DAYS * STRETCHES)
        .group_by(col(Cycle.person_id), number)
        .order_by(col(Cycle.person_id), number)
    )
    return [Stretch(*row) for row in rows]


def answers(session: Session, insight: str, code_version: str) -> Sequence[bytes]:
    """Return everybody's last answer to an insight, as this code gave it."""
    packed = session.exec(
        select(StoredAnswer.packed)
        .where(
            StoredAnswer.insight == insight,
            StoredAnswer.arguments == DEFAULTS,
            StoredAnswer.as_of_key == LATEST,
            StoredAnswer.code_version == code_version,
        )
        .order_by(col(StoredAnswer.person_id))
    )
    return [each for each in packed if each is not None]


def _count_of(verdict: str) -> ColumnElement[int]:
    return func.count(case((col(Feedback.verdict) == verdict, 1)))
