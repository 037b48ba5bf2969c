"""Who has something due: found by one statement, whoever there is."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func
from sqlmodel import Session, col, select

from storage.computed.questions import DEFAULTS, LATEST
from storage.door.response_lookup import CLOCK_SLACK_SECONDS
from storage.tables import Person, StoredAnswer


def people_due(
    session: Session, insights: Sequence[str], code_version: str, now: datetime
) -> list[int]:
    """Return everybody with data of whom not all of these insights have an answer that holds.

    What holds is what `questions.Kept.holds` takes for it, in SQL.
    """
    holding = (
        select(func.count())
        .select_from(StoredAnswer)
        .where(
            StoredAnswer.person_id == Person.id,
            col(StoredAnswer.insight).in_(insights),
            StoredAnswer.arguments == DEFAULTS,
            StoredAnswer.as_of_key == LATEST,
            StoredAnswer.revision == Person.revision,
            StoredAnswer.code_version == code_version,
            col(StoredAnswer.packed).is_not(None),
            col(StoredAnswer.computed_at) <= now + timedelta(seconds=CLOCK_SLACK_SECONDS),
            col(StoredAnswer.expires_at).is_(None) | (col(StoredAnswer.expires_at) > now),
        )
        .scalar_subquery()
    )
    due = (
        select(Person.id)
        .where(Person.revision > 0, holding < len(insights))
        .order_by(col(Person.id))
    )
    return [person_id for person_id in session.exec(due) if person_id is not None]
