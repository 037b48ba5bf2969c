"""Consents: which features that take much computing a person wants."""

from datetime import datetime

from sqlmodel import Session, select

from storage import people
from storage.choice_tables import Consent


def keep(
    session: Session, person_id: int, feature: str, *, enabled: bool, now: datetime
) -> Consent:
    """Keep what a person chose, in the place of what they chose before."""
    row = session.get(Consent, (person_id, feature))
    row = row or Consent(person_id=person_id, feature=feature, noted_at=now, enabled=enabled)
    row.enabled, row.noted_at = enabled, now
    session.add(row)
    people.move_revision(session, person_id, None)
    session.flush()
    return row


def of_person(session: Session, person_id: int) -> dict[str, Consent]:
    """Return what a person chose, by feature."""
    rows = session.exec(select(Consent).where(Consent.person_id == person_id))
    return {row.feature: row for row in rows}
