"""Model versions: signed blobs, of which the live one and the one before are kept."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import update
from sqlmodel import Session, col, select

from storage.computed.signing import SignedContent, Signer
from storage.door.response_lookup import CLOCK_SLACK_SECONDS
from storage.tables import ModelVersion

log = logging.getLogger("attune.models")


class NothingToRollBack(LookupError):
    """There is no other version to go back to."""


@dataclass(frozen=True)
class FittedModel:
    """A model as it comes from a fit."""

    insight: str
    format: int
    libraries: str
    algorithm: str
    rows: int
    fitted_at: datetime
    fitted_through_on: date
    blob: bytes


def live(rows: Iterable[ModelVersion]) -> ModelVersion | None:
    """Return the version that went live last, of the versions of one insight."""
    return max(rows, key=lambda row: (row.live_since_at, row.number), default=None)


def of_person(
    session: Session, person_id: int, insights: Iterable[str] | None = None
) -> dict[str, list[ModelVersion]]:
    """Return the kept versions by insight, oldest first."""
    query = select(ModelVersion).where(ModelVersion.person_id == person_id)
    if insights is not None:
        query = query.where(col(ModelVersion.insight).in_(tuple(insights)))
    found: dict[str, list[ModelVersion]] = {}
    for row in session.exec(query.order_by(col(ModelVersion.insight), col(ModelVersion.number))):
        found.setdefault(row.insight, []).append(row)
    return found


def genuine(row: ModelVersion, signer: Signer) -> bool:
    """Tell whether this server wrote exactly this blob as this version; log it where not."""
    good = signer.accepts(signed(row), row.signature)
    if not good:
        log.warning("refused a model blob", extra={"insight": row.insight, "number": row.number})
    return good


def publish(session: Session, person_id: int, model: FittedModel, signer: Signer) -> ModelVersion:
    """Store a fit as the new live version beside the one it replaces, and drop the others."""
    kept = of_person(session, person_id, [model.insight]).get(model.insight, [])
    _set_right(kept, model.fitted_at, signer)
    before = live(kept)
    version = ModelVersion(
        person_id=person_id,
        number=max((row.number for row in kept), default=0) + 1,
        live_since_at=_after(before, model.fitted_at),
        signature=b"",
        **vars(model),
    )
    version.signature = signer.sign(signed(version))
    session.add(version)
    for row in kept:
        if row is not before:
            session.delete(row)
    session.flush()
    return version


def roll_back(
    session: Session, person_id: int, insight: str, now: datetime, *, signer: Signer
) -> ModelVersion:
    """Make the version that is not live live again.

    Raises
    ------
    NothingToRollBack
        If there are not two versions.
    """
    kept = of_person(session, person_id, [insight]).get(insight, [])
    _set_right(kept, now, signer)
    current = live(kept)
    others = [row for row in kept if row is not current]
    if current is None or not others:
        raise NothingToRollBack(f"{insight} has {len(kept)} version(s); two are needed")
    (other,) = others
    _live_since(other, _after(current, now), signer)
    other.rolled_back = other.number < current.number
    other.data_rewritten = False  # it is wanted as it is, until data change again
    current.rolled_back = False
    session.add_all((other, current))
    return other


def is_of_the_future(row: ModelVersion, now: datetime) -> bool:
    """Tell whether a version went live by a clock that was ahead, and would outstay its time."""
    return row.live_since_at > now + timedelta(seconds=CLOCK_SLACK_SECONDS)


def _set_right(kept: Sequence[ModelVersion], now: datetime, signer: Signer) -> None:
    """Move what went live by a clock that was ahead to now, in the same order."""
    newest = live(kept)
    if newest is not None and is_of_the_future(newest, now):
        ahead = newest.live_since_at - now
        for row in kept:
            _live_since(row, row.live_since_at - ahead, signer)


def _live_since(row: ModelVersion, at: datetime, signer: Signer) -> None:
    """Say when a version went live; only what is genuine is signed anew."""
    was_genuine = genuine(row, signer)
    row.live_since_at = at
    if was_genuine:
        row.signature = signer.sign(signed(row))


def _after(before: ModelVersion | None, now: datetime) -> datetime:
    """Return the time of going live: kept to the second, and still later than the one before."""
    return max(now, before.live_since_at + timedelta(seconds=1)) if before else now


def signed(row: ModelVersion) -> SignedContent:
    """Return what a version's signature is of."""
    return SignedContent(
        row.person_id,
        row.insight,
        row.number,
        row.format,
        row.libraries,
        int(row.live_since_at.timestamp()),
        row.fitted_through_on.isoformat(),
        row.blob,
    )


def outdate(session: Session, person_id: int, insight: str) -> None:
    """Have an insight's model fitted anew when it is asked for next."""
    session.connection().execute(
        update(ModelVersion)
        .where(col(ModelVersion.person_id) == person_id, col(ModelVersion.insight) == insight)
        .values(data_rewritten=True)
    )
