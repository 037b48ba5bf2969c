"""Suggestions: what published findings told a person to do, and what became of it."""

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session, select

from ml.choices import Suggested
from storage import people
from storage.choice_tables import Feedback, Suggestion


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


def find(session: Session, person_id: int, key: str) -> tuple[Suggestion, Feedback | None] | None:
    """Return a suggestion to the person by its key, with what they said of it."""
    query = select(Suggestion, Feedback).join(Feedback, isouter=True)
    return session.exec(
        query.where(Suggestion.person_id == person_id, Suggestion.key == key)
    ).first()


def give_feedback(
    session: Session, suggestion: Suggestion, verdict: str, note: str | None, now: datetime
) -> Feedback:
    """Keep what became of a suggestion, in the place of what was said before."""
    row = session.merge(
        Feedback(suggestion_id=suggestion.id or 0, given_at=now, verdict=verdict, note=note)
    )
    people.move_revision(session, suggestion.person_id, None)
    return row
