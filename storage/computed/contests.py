"""Contests: how far the evaluation of other algorithms has got, and its last verdict."""

from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session

from storage.choice_tables import Contest


def progress(session: Session, person_id: int, insight: str) -> str | None:
    """Return how far the one under way has got, None where none is."""
    row = session.get(Contest, (person_id, insight))
    return row.progress if row else None


def keep(
    session: Session, person_id: int, insight: str, progress: str | None, now: datetime
) -> None:
    """Keep how far it has got."""
    row = session.get(Contest, (person_id, insight))
    row = row or Contest(person_id=person_id, insight=insight, begun_at=now)
    row.begun_at = row.begun_at if row.progress else now
    row.progress = progress
    session.add(row)
    session.flush()


def close(
    session: Session, person_id: int, insight: str, verdict: Mapping[str, object], now: datetime
) -> None:
    """Write the verdict in the place of the last, and forget what it was made from."""
    row = session.get_one(Contest, (person_id, insight))
    row.sqlmodel_update(dict(verdict))
    row.judged_at = now
    row.progress = None
    session.add(row)
    session.flush()
