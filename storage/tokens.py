"""Access tokens: shown once, kept as a SHA-256, each for one person."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col, select

from storage.door.bearer import digest
from storage.tables import AccessToken

PREFIX = "attune_"
SCOPES = ("read", "write", "admin")


@dataclass(frozen=True)
class Grant:
    """What a new token may do, and for how long."""

    scopes: tuple[str, ...] = ("read", "write")
    label: str = ""
    expires_at: datetime | None = None


def new_token() -> str:
    """Return a token of 256 random bits with a prefix that secret scanners can know."""
    return PREFIX + secrets.token_urlsafe(32)


def add(
    session: Session, person_id: int, token: str, grant: Grant, *, now: datetime
) -> AccessToken:
    """Keep the digest of a token."""
    row = AccessToken(
        person_id=person_id,
        sha256=digest(token),
        label=grant.label,
        scopes=" ".join(grant.scopes),
        created_at=now,
        expires_at=grant.expires_at,
    )
    session.add(row)
    session.flush()
    return row


def note_use(session: Session, sha256: bytes, now: datetime) -> None:
    """Record that a token was used."""
    row = session.exec(select(AccessToken).where(AccessToken.sha256 == sha256)).first()
    if row is not None:
        row.last_used_at = now
        session.add(row)


def of_person(session: Session, person_id: int) -> list[AccessToken]:
    """Return a person's tokens, oldest first."""
    query = select(AccessToken).where(AccessToken.person_id == person_id)
    return list(session.exec(query.order_by(col(AccessToken.id))))


def revoke(session: Session, person_id: int, token_id: int, now: datetime) -> bool:
    """Revoke a person's token; tell whether there was one in force."""
    row = session.get(AccessToken, token_id)
    if row is None or row.person_id != person_id or row.revoked_at is not None:
        return False
    row.revoked_at = now
    session.add(row)
    return True


def revoke_labelled(session: Session, label: str, now: datetime) -> None:
    """Revoke every token of a label."""
    session.connection().execute(
        update(AccessToken)
        .where(col(AccessToken.label) == label, col(AccessToken.revoked_at).is_(None))
        .values(revoked_at=now)
    )


def any_in_force(session: Session, now: datetime) -> bool:
    """Tell whether any token opens this server."""
    lasts = col(AccessToken.expires_at).is_(None) | (col(AccessToken.expires_at) > now)
    query = select(AccessToken.id).where(col(AccessToken.revoked_at).is_(None), lasts)
    return session.exec(query.limit(1)).first() is not None
