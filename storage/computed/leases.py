"""Leases: one computation of the same thing at a time, across processes and machines.

Who computes takes a lease, extends it while the work goes on, and ends it in the transaction that
publishes. A lease that ran out may be taken by another; its token is then another one, `end` finds
nothing, and the late transaction publishes nothing.
"""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import delete, update
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from storage.databases.dialects import ClockSeconds, insert
from storage.tables import LeaseRow

# Beyond any computation. What ended so long ago, or ends later than that, is of a holder that died
# or of a clock that was wrong, and goes.
LONGEST_SECONDS = 3600


@dataclass(frozen=True)
class Lease:
    """A thing that is being computed; `token` is of this taking alone."""

    key: str
    token: int


def key_of(person_id: int, thing: str) -> str:
    """Return the key of something that is computed of a person, such as an insight's stem."""
    return f"{person_id}:{thing}"


def take(session: Session, key: str, holder: str, for_seconds: float) -> Lease | None:
    """Take a lease, unless another holds it; `holder` is for people who look who that is."""
    return take_all(session, [key], holder, for_seconds).get(key)


def take_all(
    session: Session, keys: Iterable[str], holder: str, for_seconds: float
) -> dict[str, Lease]:
    """Take every lease of these that nobody else holds, in one statement."""
    # In one order for everybody, so that two who take the same never wait for each other.
    leases = [Lease(key, secrets.randbits(63)) for key in sorted(set(keys))]
    if not leases:
        return {}
    _sweep(session)
    new = insert(session, LeaseRow.metadata.tables["leases"]).values(
        [
            {
                "key": lease.key,
                "token": lease.token,
                "holder": holder,
                "expires_at_seconds": ClockSeconds() + for_seconds,
            }
            for lease in leases
        ]
    )
    taken = session.connection().execute(
        new.on_conflict_do_update(
            index_elements=["key"],
            set_={name: new.excluded[name] for name in ("token", "holder", "expires_at_seconds")},
            where=col(LeaseRow.expires_at_seconds) <= ClockSeconds(),
        ).returning(col(LeaseRow.key), col(LeaseRow.token))
    )
    return {key: Lease(key, token) for key, token in taken}


def extend(session: Session, leases: Iterable[Lease], for_seconds: float) -> set[Lease]:
    """Have leases of anybody last so long from now; return those that do, and wait for none."""
    by_token = {lease.token: lease for lease in leases}
    rows = session.connection().execute(
        update(LeaseRow)
        .where(col(LeaseRow.key).in_(_unlocked(by_token)))
        .values(expires_at_seconds=ClockSeconds() + for_seconds)
        .returning(col(LeaseRow.token))
    )
    return {by_token[token] for (token,) in rows}


def leave(session: Session, leases: Iterable[Lease]) -> None:
    """End leases of anybody with which nothing was published; what is missed runs out."""
    unlocked = _unlocked(lease.token for lease in leases)
    session.connection().execute(delete(LeaseRow).where(col(LeaseRow.key).in_(unlocked)))


def end(session: Session, lease: Lease) -> bool:
    """End a lease; tell whether it was still held, without which nothing may be published."""
    ended = session.connection().execute(
        delete(LeaseRow).where(col(LeaseRow.key) == lease.key, col(LeaseRow.token) == lease.token)
    )
    return ended.rowcount == 1


def _unlocked(tokens: Iterable[int]) -> SelectOfScalar[str]:
    """Select the keys of leases but for those that somebody is about to end, or tries to take."""
    chosen = select(LeaseRow.key).where(col(LeaseRow.token).in_(list(tokens)))
    return chosen.with_for_update(skip_locked=True)


def _sweep(session: Session) -> None:
    now = ClockSeconds()
    lost = (
        select(LeaseRow.key)
        .where(
            (col(LeaseRow.expires_at_seconds) < now - LONGEST_SECONDS)
            | (col(LeaseRow.expires_at_seconds) > now + LONGEST_SECONDS)
        )
        .with_for_update(skip_locked=True)  # whoever holds one sweeps, or takes, it
    )
    session.connection().execute(delete(LeaseRow).where(col(LeaseRow.key).in_(lost)))
