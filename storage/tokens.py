"""Access tokens: shown once, kept as a SHA-256, each for one person."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlmodel import Session, col, select

from storage.bearer import USE_STEP_SECONDS, digest
from storage.tables import AccessToken

PREFIX = "attune_"
SCOPES = ("read", "write", "admin")


@dataclass(frozen=True)
class Grant:
    """What a new token may do, and for how long."""

    scopes: tuple[str, ...] = ("read", "write")
    label: str = ""
    expires_at: datetime | None = None


@dataclass(frozen=True)
class Access:
    """Who a request speaks for, and what it may do."""

    person_id: int
    scopes: frozenset[str]


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


def find(session: Session, token: str, now: datetime) -> AccessToken | None:
    """Return the token's row if it is known, not revoked and not expired."""
    row = session.exec(select(AccessToken).where(AccessToken.sha256 == digest(token))).first()
    if row is None or row.revoked_at is not None:
        return None
    return None if row.expires_at is not None and row.expires_at <= now else row


def is_known(session: Session, token: str) -> bool:
    """Tell whether a token was ever kept, revoked and expired ones included."""
    row = session.exec(select(AccessToken.id).where(AccessToken.sha256 == digest(token))).first()
    return row is not None


def access(row: AccessToken) -> Access:
    """Return what a token's row allows."""
    return Access(row.person_id, frozenset(row.scopes.split()))


def wants_use_noted(row: AccessToken, now: datetime) -> bool:
    """Tell whether the last use on record is over an hour old."""
    step = timedelta(seconds=USE_STEP_SECONDS)
    return row.last_used_at is None or now - row.last_used_at >= step


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
    rows = session.exec(select(AccessToken).where(col(AccessToken.revoked_at).is_(None)))
    return any(row.expires_at is None or row.expires_at > now for row in rows)
