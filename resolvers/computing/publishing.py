"""Writing what a computation found: the model and the answer in one transaction."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from ml.conclusion import load
from ml.task import FreshModel, Outcome
from resolvers.asked import Asked
from resolvers.code_version import code_version
from resolvers.composing import Circumstances, Concluded, by_rule, compose
from resolvers.computing.ground import Ground
from resolvers.computing.models import described, libraries
from resolvers.resources import Resources
from schema.answer import Answer, CaveatCode, Standing
from schema.caveats import caveat
from schema.packed import pack
from storage import tables
from storage.chosen import suggestions
from storage.computed import answers, leases, model_versions
from storage.databases.faults import FaultCode, StorageFault

if TYPE_CHECKING:
    from storage.computed.leases import Lease
    from storage.computed.model_versions import FittedModel
    from storage.tables import ModelVersion, StoredAnswer

log = logging.getLogger("attune.publishing")


@dataclass(frozen=True)
class Landing:
    """What came of a computation, the model it went out with, and the lease it was made under."""

    outcome: Outcome
    live: ModelVersion | None
    lease: Lease | None


def publish(resources: Resources, asked: Asked, ground: Ground, landing: Landing) -> Answer:
    """Store a fresh model and the answer, unless the data have moved on; return the answer.

    What was computed from data that have changed meanwhile is shown as stale, and not kept: a
    model of it would pass for one of the new data. So is what came so late that its lease ran out
    and another computes it. What the disk or the database does not take is shown all the same, and
    says so.
    """
    outcome, live = landing.outcome, landing.live
    try:
        return _published(resources, asked, ground, landing)
    except StorageFault as fault:
        extra = {"insight": asked.insight.stem, "fault": fault.code.name}
        log.warning("an answer was not kept", extra=extra)
        used = None if outcome.model else live
        told = (used, [used] if used else [], resources.clock())
        answer = _answer(asked, ground, _concluded(asked, outcome), told)
        return replace(answer, caveats=[caveat(CaveatCode.NOT_KEPT), *answer.caveats])


def is_kept(answer: Answer) -> bool:
    """Tell whether what `publish` returned was stored, or was not worth it."""
    return all(each.code is not CaveatCode.NOT_KEPT for each in answer.caveats)


def _published(resources: Resources, asked: Asked, ground: Ground, landing: Landing) -> Answer:
    now = resources.clock()
    stem, outcome, live = asked.insight.stem, landing.outcome, landing.live
    if landing.lease is None:  # where not even a lease was taken, nothing else is
        raise StorageFault(FaultCode.BUSY, "leases")
    with resources.database.write(ground.person_id) as session:
        person = session.get(tables.Person, ground.person_id)
        moved_on = (
            not leases.end(session, landing.lease)
            or person is None
            or person.revision != ground.revision
        )
        if outcome.model and asked.as_of is None and not moved_on:
            fitted = _fitted(asked, ground, outcome.model, now)
            live = model_versions.publish(session, ground.person_id, fitted, resources.signer)
        kept = model_versions.of_person(session, ground.person_id, [stem]).get(stem, [])
        concluded = _concluded(asked, outcome)
        answer = _answer(asked, ground, concluded, (live, kept, now))
        if moved_on:
            return replace(answer, stale=True)
        answers.store(session, _row(asked, ground, answer))
        if concluded and asked.as_of is None and asked.arguments == asked.insight.arguments():
            told = concluded.conclusion.suggestions
            suggestions.keep(session, ground.person_id, stem, told, now)
    return answer


def store_told(
    resources: Resources, ground: Ground, told: Mapping[Asked, Answer], *, wait: bool
) -> None:
    """Store answers that needed no computation, unless the data have moved on."""
    # They are told again in no time: whoever waits for one does not wait behind another's write,
    # and no fault matters.
    with suppress(StorageFault), resources.database.write(ground.person_id, wait=wait) as session:
        person = session.get(tables.Person, ground.person_id)
        if person is None or person.revision != ground.revision:
            return
        for asked, answer in told.items():
            answers.store(session, _row(asked, ground, answer))


def _answer(
    asked: Asked,
    ground: Ground,
    concluded: Concluded | None,
    model: tuple[ModelVersion | None, list[ModelVersion], datetime],
) -> Answer:
    live, kept, now = model
    insight, history = asked.insight, ground.until(asked.as_of)
    if concluded is None:
        told = by_rule(insight, history, asked.arguments)
        return compose(insight, told, history, Circumstances(Standing.INSUFFICIENT, now))
    how = Circumstances(
        Standing.READY,
        now,
        model=described(live, kept, concluded.conclusion.contest) if live else None,
        caveats=(CaveatCode.ROLLED_BACK,) if live and live.rolled_back else (),
    )
    return compose(insight, concluded, history, how)


def _concluded(asked: Asked, outcome: Outcome) -> Concluded | None:
    """Return what a computation concluded, None on too little data."""
    if outcome.conclusion is None:
        return None
    return Concluded(load(asked.insight.finding, outcome.conclusion), outcome.headline)


def _fitted(asked: Asked, ground: Ground, model: FreshModel, now: datetime) -> FittedModel:
    return model_versions.FittedModel(
        insight=asked.insight.stem,
        format=asked.insight.model_format,
        libraries=libraries(),
        algorithm=model.algorithm,
        rows=model.rows,
        fitted_at=now,
        fitted_through_on=_through(ground),
        blob=model.blob,
    )


def _through(ground: Ground) -> date:
    """Return the last day of anything that a fit may have read."""
    history = ground.history
    recorded = (history.nights.day, history.workouts.day, history.journal.day)
    return date.fromordinal(max(days[-1] for days in recorded if days))


def _row(asked: Asked, ground: Ground, answer: Answer) -> StoredAnswer:
    question = asked.question
    return tables.StoredAnswer(
        person_id=ground.person_id,
        insight=question.insight,
        arguments=question.arguments,
        as_of_key=question.as_of_key,
        revision=ground.revision,
        code_version=code_version(),
        computed_at=answer.computed_at,
        expires_at=answer.expires_at,
        used_at=answer.computed_at,
        packed=pack(answer),
    )
