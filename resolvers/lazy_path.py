"""The one lazy path from a selected field to its answer.

Not selected: nothing happens. Selected: one batched read finds the stored answers. What is not
there is computed in the child process, once, and what is not ready by the request's deadline
answers with the last finding or with its rule, while the work goes on. Nothing waits for longer.
"""

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Literal, TypeAlias

from ml.history import empty
from resolvers.asked import Asked
from resolvers.background import Background
from resolvers.code_version import code_version
from resolvers.composing import Circumstances, by_rule, compose
from resolvers.computing.compute import ComputationEnded
from resolvers.computing.flights import Flights
from resolvers.computing.ground import Ground, Grounds, load
from resolvers.computing.publishing import store_told
from resolvers.kept_answers import KeptAnswers
from resolvers.resources import Resources
from resolvers.watching.usage import UsageCounts
from schema.answer import Answer, CaveatCode, Standing
from schema.caveats import caveat
from storage.computed import kept_history
from storage.computed.questions import Found, Kept, Question, find

# A computation that was killed would mostly be killed again; a minute lets a busy host recover.
RETRY_SECONDS = 60
_Refusal: TypeAlias = Literal[
    Standing.INSUFFICIENT, CaveatCode.COMPUTATION_ENDED, CaveatCode.COMPUTING_SPENT
]
UNREAD = "Your data are still being read; ask again in some seconds."


class LazyPath:
    """Answers questions: from the store, by computing, or with what stands in meanwhile."""

    def __init__(self, resources: Resources, usage: UsageCounts) -> None:
        """Begin with nothing computed."""
        self._resources = resources
        self._usage = usage
        self.flights = Flights(resources)
        self.kept = KeptAnswers()
        self._grounds = Grounds(resources.database, resources.offload)
        self._ended: dict[tuple[int, Question], float] = {}
        self._keeping = Background("what was told is not kept")

    async def answer(
        self, person_id: int, asked: Sequence[Asked], deadline: float | None
    ) -> list[Answer | BaseException]:
        """Return one answer each, or the error that its computation raised.

        `deadline` is an instant of `time.monotonic`; None waits for everything.
        """
        questions = [each.question for each in asked]
        found = await self._look_up(person_id, questions, deadline)
        self._usage.note(person_id, questions)
        return await self._settle(person_id, asked, found, deadline)

    async def settle(self, person_id: int, asked: Sequence[Asked]) -> list[Answer | BaseException]:
        """Return what `answer` does, all computed, where nobody has asked: it is not counted."""
        questions = [each.question for each in asked]
        found = await self._look_up(person_id, questions, None)
        return await self._settle(person_id, asked, found, None)

    async def _settle(
        self, person_id: int, asked: Sequence[Asked], found: Found, deadline: float | None
    ) -> list[Answer | BaseException]:
        now = self._resources.clock()
        told: dict[Asked, Answer | BaseException] = {
            each: answer
            for each in asked
            if (kept := found.answers.get(each.question))
            and kept.holds(found.revision, code_version(), now)
            and (answer := self.kept.read(each.insight.stem, kept.packed))
        }
        missing = [each for each in asked if each not in told]
        if missing:
            loading = self._grounds.read(person_id, found.revision)
            told |= await self._compute(missing, loading, found.answers, deadline)
        return [told[each] for each in asked]

    async def stop(self) -> None:
        """Give up everything under way."""
        await self._grounds.stop()
        # Until an answer is sent they wait for that, which nobody sends any more.
        answered = self._resources.child.started.is_set()
        await self._keeping.finish(None if answered else 0)
        await self.flights.stop()

    async def last_on(self, person_id: int, deadline: float | None) -> date | None:
        """Return the person's last data day."""
        return await self._resources.look(
            lambda connection: kept_history.last_on(connection, person_id), deadline
        )

    async def refresh(self, person_id: int, insights: Sequence[Asked]) -> None:
        """Begin computing in the background; what is under way already is not begun again."""
        ground = await self._resources.offload.read_long(
            lambda: load(self._resources.database, person_id)
        )
        for asked in insights:
            if self._refusal(asked, ground) is None:
                self._begin(asked, ground)
                self._resources.child.start()

    async def _look_up(
        self, person_id: int, asked: Sequence[Question], deadline: float | None
    ) -> Found:
        found = await self._resources.look(
            lambda connection: find(connection, person_id, asked), deadline
        )
        if found is None:
            raise kept_history.UnknownPerson(person_id)
        return found

    async def _compute(
        self,
        missing: Sequence[Asked],
        loading: asyncio.Task[Ground],
        stored: Mapping[Question, Kept],
        deadline: float | None,
    ) -> dict[Asked, Answer | BaseException]:
        """Compute each by itself, so that a bug in one leaves the rest whole."""
        one_each = (
            self._compute_one(each, loading, stored.get(each.question), deadline)
            for each in missing
        )
        outcome = await asyncio.gather(*one_each, return_exceptions=True)
        told = dict(zip(missing, outcome, strict=True))
        insufficient = {
            each: answer
            for each, answer in told.items()
            if isinstance(answer, Answer) and answer.standing is Standing.INSUFFICIENT
        }
        if insufficient:
            await self._keep(loading.result(), insufficient, deadline)
        return told

    async def _keep(
        self, ground: Ground, told: Mapping[Asked, Answer], deadline: float | None
    ) -> None:
        """Store what is told; who does not wait for everything leaves it behind another's write."""
        keeping = self._keeping.begin(self._store(ground, told, wait=deadline is None))
        if deadline is None or self._resources.child.started.is_set():
            await asyncio.wait({keeping}, timeout=_remaining(deadline))

    async def _store(self, ground: Ground, told: Mapping[Asked, Answer], *, wait: bool) -> None:
        resources = self._resources
        if not wait:  # a first answer is sent before what writes is imported
            await resources.child.started.wait()
        await resources.offload.write(
            ground.person_id, lambda: store_told(resources, ground, told, wait=wait)
        )

    async def _compute_one(
        self,
        asked: Asked,
        loading: asyncio.Task[Ground],
        last: Kept | None,
        deadline: float | None,
    ) -> Answer:
        # To read ten thousand journal answers anew may take longer than people are to wait.
        await asyncio.wait({loading}, timeout=_remaining(deadline))
        if not loading.done():
            loading.add_done_callback(lambda read: self._go_on(asked, read))
            return self._last_finding(asked, last) or self._unread(asked)
        ground = loading.result()
        refusal = self._refusal(asked, ground)
        if refusal is Standing.INSUFFICIENT:
            return self._insufficient(asked, ground)
        if refusal is not None:
            return self._stand_in(asked, ground, last, refusal)
        flight = self._begin(asked, ground)
        if deadline is None:  # who waits for everything does not wait for the first answer
            self._resources.child.start()
        if self._resources.child.started.is_set():
            await asyncio.wait({flight}, timeout=_remaining(deadline))
        if flight.done() and not _was_ended(flight):
            return flight.result()
        ended = CaveatCode.COMPUTATION_ENDED if flight.done() else None
        return self._stand_in(asked, ground, last, ended)

    def _refusal(self, asked: Asked, ground: Ground) -> _Refusal | None:
        """Return why this is not computed now, whoever asks for it; None where it may be."""
        if asked.insight.have(ground.until(asked.as_of)) < asked.insight.need:
            return Standing.INSUFFICIENT
        if self._ended_lately(ground.person_id, asked):
            return CaveatCode.COMPUTATION_ENDED
        if not self.flights.may_begin(asked, ground):
            return CaveatCode.COMPUTING_SPENT
        return None

    def _insufficient(self, asked: Asked, ground: Ground) -> Answer:
        history = ground.until(asked.as_of)
        told = by_rule(asked.insight, history, asked.arguments)
        how = Circumstances(Standing.INSUFFICIENT, self._resources.clock())
        return compose(asked.insight, told, history, how)

    def _unread(self, asked: Asked) -> Answer:
        """Return what can be told before anything of the data has been read."""
        nothing = empty()
        told = by_rule(asked.insight, nothing, asked.arguments)
        how = Circumstances(
            Standing.LEARNING, self._resources.clock(), caveats=(CaveatCode.NOT_READ,)
        )
        return compose(asked.insight, replace(told, headline=UNREAD), nothing, how)

    def _begin(self, asked: Asked, ground: Ground) -> asyncio.Task[Answer]:
        flight = self.flights.begin(asked, ground)

        def note_end(done: asyncio.Task[Answer]) -> None:
            if _was_ended(done):
                self._ended[ground.person_id, asked.question] = time.monotonic()

        flight.add_done_callback(note_end)  # whoever asked has mostly gone by then
        return flight

    def _go_on(self, asked: Asked, read: asyncio.Task[Ground]) -> None:
        """Compute what nobody waits for any more, once there is something to compute it from."""
        if read.cancelled() or read.exception() is not None:
            return
        if self._refusal(asked, read.result()) is None:
            self._begin(asked, read.result())

    def _ended_lately(self, person_id: int, asked: Asked) -> bool:
        ended = self._ended.get((person_id, asked.question))
        if ended is not None and time.monotonic() - ended >= RETRY_SECONDS:
            del self._ended[person_id, asked.question]
            return False
        return ended is not None

    def _last_finding(self, asked: Asked, last: Kept | None, *codes: CaveatCode) -> Answer | None:
        if last is not None and last.code_version == code_version():
            answer = self.kept.read(asked.insight.stem, last.packed)
            if answer is not None and answer.standing is Standing.READY:
                caveats = [*map(caveat, codes), *answer.caveats]
                return replace(answer, stale=True, caveats=caveats)
        return None

    def _stand_in(
        self, asked: Asked, ground: Ground, last: Kept | None, why: CaveatCode | None
    ) -> Answer:
        """Return the last finding as stale, or else what the rule says."""
        codes = (why,) if why else ()
        if finding := self._last_finding(asked, last, *codes):
            return finding
        history = ground.until(asked.as_of)
        how = Circumstances(Standing.LEARNING, self._resources.clock(), caveats=codes)
        return compose(
            asked.insight, by_rule(asked.insight, history, asked.arguments), history, how
        )


def _was_ended(flight: asyncio.Task[Answer]) -> bool:
    return flight.cancelled() or isinstance(flight.exception(), ComputationEnded)


def _remaining(deadline: float | None) -> float | None:
    return None if deadline is None else max(0.0, deadline - time.monotonic())
