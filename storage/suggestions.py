"""Suggestions: what published findings told a person to do, and what became of it."""

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session, select

from ml.choices import Suggested
from storage.tables import Suggestion


def keep(
    session: Session, person_id: int, insight: str, told: Iterable[Suggested], now: datetime
) -> None:
    """Write down what was told; the same action of the same day stays as it was first told."""
    for each in told:
        same = select(Suggestion.id).where(
            Suggestion.person_id == person_id, Suggestion.key == each.key
        )
        if session.exec(same).first() is None:
            session.add(Suggestion(person_id=person_id, insight=insight, told_at=now, **vars(each)))
