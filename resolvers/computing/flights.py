"""Computations under way: one for a question, however many ask it, and published once."""

from __future__ import annotations

import asyncio
import logging
from functools import partial
from typing import TYPE_CHECKING, TypeAlias
from weakref import WeakValueDictionary

from ml.conclusion import dump
from ml.task import Task
from resolvers.asked import Asked
from resolvers.code_version import code_version
from resolvers.composing import by_rule, conclusion_of, unpacked
from resolvers.computing.compute import ComputationEnded, NotBegun
from resolvers.computing.contests import Contests
from resolvers.computing.ground import Ground
from resolvers.computing.models import kept, usable
from resolvers.computing.publishing import Landing, is_kept, publish
from resolvers.resources import Resources
from schema.answer import Answer
from storage.computed import model_versions
from storage.computed.questions import Question, find
from storage.databases.faults import StorageFault

if TYPE_CHECKING:
    from storage.computed.leases import Lease
    from storage.tables import ModelVersion

log = logging.getLogger("attune.flights")

# Where nothing can be kept, each query would begin anew, and what takes longer than its deadline
# never be told.
HELD_SECONDS = 60
_Key: TypeAlias = tuple[int, int, Question]


class Flights:
    """Starts computations in the child process, and stores what they find."""

    def __init__(self, resources: Resources) -> None:
        """Begin with nothing under way."""
        self._resources = resources
        self._contests = Contests(resources)
        self._flying: dict[_Key, asyncio.Task[Answer]] = {}
        self._preparing: asyncio.Task[None] | None = None
        # Two questions to one model that is not there yet must not both fit it.
        self._fitting: WeakValueDictionary[tuple[int, str], asyncio.Lock] = WeakValueDictionary()

    def begin(self, asked: Asked, ground: Ground) -> asyncio.Task[Answer]:
        """Return the computation of a question, started unless it is under way."""
        key = _key(asked, ground)
        if key not in self._flying:
            self._resources.budget.begin(ground.person_id, asked.insight)
            flight = asyncio.create_task(self._fly(asked, ground))
            flight.add_done_callback(lambda done: self._land(key, done))
            self._flying[key] = flight
        return self._flying[key]

    def may_begin(self, asked: Asked, ground: Ground) -> bool:
        """Tell whether the person may have this computed now; what is under way costs no more."""
        under_way = _key(asked, ground) in self._flying
        return under_way or self._resources.budget.allows(ground.person_id, asked.insight)

    async def stop(self) -> None:
        """Give up everything under way."""
        flying = list(self._flying.values())
        for flight in flying:
            flight.cancel()
        await asyncio.gather(*flying, return_exceptions=True)
        await self._contests.stop()

    def _land(self, key: _Key, done: asyncio.Task[Answer]) -> None:
        error = None if done.cancelled() else done.exception()
        if error is not None and not isinstance(error, ComputationEnded | StorageFault):
            # Whoever asked has mostly gone by then, and would hear of nothing but LEARNING.
            log.error("a computation failed", extra={"insight": key[2].insight}, exc_info=error)
        if done.cancelled() or error or is_kept(done.result()):
            del self._flying[key]
        else:
            asyncio.get_running_loop().call_later(HELD_SECONDS, self._flying.pop, key)

    async def _fly(self, asked: Asked, ground: Ground) -> Answer:
        spent: float | None = 0.0
        try:
            await self._ready()
            answer, spent = await self._computed(asked, ground)
        except ComputationEnded as ended:
            spent = 0.0 if isinstance(ended, NotBegun) else None
            raise
        finally:
            self._resources.budget.end(ground.person_id, asked.insight, spent)
        return answer

    async def _ready(self) -> None:
        """Wait until the first answer is sent, and then until there can be sessions.

        All go on together, so that their leases are taken together.
        """
        resources = self._resources
        await resources.child.started.wait()
        if self._preparing is None:
            preparing = resources.offload.read_long(resources.database.prepare)
            self._preparing = asyncio.create_task(preparing)
        await asyncio.shield(self._preparing)

    async def _computed(self, asked: Asked, ground: Ground) -> tuple[Answer, float]:
        """Return the answer, and the seconds of CPU that it took."""
        resources = self._resources
        insight = asked.insight
        used = {used.insight.stem: await self._conclusion(used, ground) for used in asked.used()}
        key = (ground.person_id, insight.stem)
        async with self._fitting.setdefault(key, asyncio.Lock()):
            look = partial(resources.offload.read, partial(self._stored, asked, ground))
            async with resources.leases.held(*key, look) as (lease, stored):
                if stored is not None:
                    return stored, 0.0
                answer, spent = await self._compute(asked, ground, used, lease)
                if lease is not None and is_kept(answer):
                    resources.leases.published(lease)
        self._contests.consider(ground, insight.stem)
        return answer, spent

    async def _compute(
        self, asked: Asked, ground: Ground, used: dict[str, str], lease: Lease | None
    ) -> tuple[Answer, float]:
        resources, insight = self._resources, asked.insight
        versions = await resources.offload.read(lambda: self._versions(asked, ground))
        live = usable(insight, versions, resources.signer, resources.clock())
        blob, through_on = (None if live else kept(insight, versions, resources.signer)) or (
            None,
            None,
        )
        task = Task(
            stem=insight.stem,
            history=ground.blob,
            as_of=asked.as_of,
            arguments=asked.question.arguments,
            used=used,
            model=live.blob if live else None,
            kept=blob,
            kept_through_on=through_on,
        )
        with resources.spans.span("compute") as span:
            span.set_attribute("attune.insight", insight.stem)
            outcome = await resources.child.compute(task, insight.cost_ms)
            span.set_attribute("attune.fitted", outcome.model is not None)
        landing = Landing(outcome, live, lease)
        answer = await resources.offload.write(
            ground.person_id, lambda: publish(resources, asked, ground, landing)
        )
        return answer, outcome.cpu_seconds

    async def _conclusion(self, asked: Asked, ground: Ground) -> str:
        """Return what another insight concluded, computing it where it is not known."""
        insight, history = asked.insight, ground.until(asked.as_of)
        if insight.have(history) < insight.need:
            return dump(by_rule(insight, history, asked.arguments).conclusion)
        stored = await self._resources.offload.read(lambda: self._stored(asked, ground))
        # Shielded: this flight may be given up, and the other has askers of its own.
        try:
            answer = stored or await asyncio.shield(self.begin(asked, ground))
        except ComputationEnded as ended:
            raise NotBegun(insight.stem) from ended
        return dump(conclusion_of(answer))

    def _stored(self, asked: Asked, ground: Ground) -> Answer | None:
        with self._resources.database.look() as connection:
            found = find(connection, ground.person_id, [asked.question])
        kept = found and found.answers.get(asked.question)
        now = self._resources.clock()
        if not kept or not kept.holds(ground.revision, code_version(), now):
            return None
        return unpacked(asked.insight.stem, kept.packed)

    def _versions(self, asked: Asked, ground: Ground) -> list[ModelVersion]:
        """Return the kept models; none as of a past day, whose fit may know nothing later."""
        if asked.as_of is not None or not asked.insight.learned:
            return []
        with self._resources.database.read() as session:
            stem = asked.insight.stem
            return model_versions.of_person(session, ground.person_id, [stem]).get(stem, [])


def _key(asked: Asked, ground: Ground) -> _Key:
    return (ground.person_id, ground.revision, asked.question)
