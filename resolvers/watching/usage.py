"""What people ask for, counted in memory and written a few seconds later."""

import asyncio
import logging
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial

from resolvers.resources import Resources
from storage import tokens
from storage.computed import answers, responses
from storage.computed.questions import Question, from_text
from storage.databases.faults import FaultCode, StorageFault
from storage.door.response_lookup import Served

log = logging.getLogger("attune.usage")

# A write costs a sync of the disk; a crash may lose this much counting and nothing else.
WRITE_EVERY_SECONDS = 10
# What cannot be written is held meanwhile: 2 MB of it, and no more.
MOST_HELD = 5000


@dataclass
class _Uses:
    """What one person asked, what more the front door answered, and by which tokens."""

    asked: Counter[Question] = field(default_factory=Counter[Question])
    served: Counter[Served] = field(default_factory=Counter[Served])
    tokens: set[bytes] = field(default_factory=set[bytes])

    def __len__(self) -> int:
        return len(self.asked) + len(self.served)

    def add(self, other: "_Uses") -> None:
        self.asked.update(other.asked)
        self.served.update(other.served)
        self.tokens |= other.tokens


class UsageCounts:
    """Counts questions, and writes the counts now and then."""

    def __init__(self, resources: Resources) -> None:
        """Begin with no counts."""
        self._resources = resources
        self._of: defaultdict[int, _Uses] = defaultdict(_Uses)
        self._writing = asyncio.Lock()

    def note(self, person_id: int, questions: Iterable[Question]) -> None:
        """Count what a person asked."""
        self._of[person_id].asked.update(questions)

    def note_token(self, person_id: int, sha256: bytes) -> None:
        """Note that a person's token was used."""
        self._of[person_id].tokens.add(sha256)

    def note_served(self, served: Served) -> None:
        """Count what a person asked that the front door answered."""
        self._of[served.person_id].served[served] += 1

    async def keep_writing(self) -> None:
        """Write the counts every few seconds, until cancelled."""
        while True:
            await asyncio.sleep(WRITE_EVERY_SECONDS)
            # Who is cancelled does not know whether what was taken out is being written.
            await asyncio.shield(self.write(wait=False))

    async def write(self, *, wait: bool = True) -> None:
        """Write the counts there are, one person's after the other's, for others write between.

        Without waiting, those of whom somebody else writes keep theirs for the next time.
        """
        async with self._writing:
            for person_id in list(self._of):
                uses = self._of.pop(person_id)
                try:
                    await self._resources.offload.write(
                        person_id, partial(self._store, person_id, uses, wait=wait)
                    )
                except StorageFault as fault:
                    self._hold(person_id, uses)
                    if wait or fault.code is not FaultCode.BUSY:
                        log.warning("uses were not counted", extra={"fault": fault.code.name})
                        return

    def _hold(self, person_id: int, uses: _Uses) -> None:
        if sum(map(len, self._of.values())) + len(uses) <= MOST_HELD:
            self._of[person_id].add(uses)

    def _store(self, person_id: int, uses: _Uses, *, wait: bool) -> None:
        now = self._resources.clock()
        asked = uses.asked.copy()
        for each, times in uses.served.items():
            asked.update(dict.fromkeys(from_text(each.questions), times))
        with self._resources.database.write(person_id, wait=wait) as session:
            answers.note_use(session, person_id, asked, now, now.date())
            if served := {each.response_id for each in uses.served}:
                responses.note_use(session, served, now)
            by_door = {each.token for each in uses.served if each.token is not None}
            for token in uses.tokens | by_door:
                tokens.note_use(session, token, now)
