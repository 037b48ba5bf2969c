"""What people ask for, counted in memory and written a few seconds later."""

import asyncio
import logging
from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from resolvers.resources import Resources
from storage import answers, responses, tokens
from storage.faults import StorageFault
from storage.questions import Question, from_text
from storage.response_lookup import Served

log = logging.getLogger("attune.usage")

# A write costs a sync of the disk; a crash may lose this much counting and nothing else.
WRITE_EVERY_SECONDS = 10
# What cannot be written is held meanwhile: 2 MB of it, and no more.
MOST_HELD = 5000


class UsageCounts:
    """Counts questions, and writes the counts now and then."""

    def __init__(self, resources: Resources) -> None:
        """Begin with no counts."""
        self._resources = resources
        self._counts: Counter[tuple[int, Question]] = Counter()
        self._served: Counter[Served] = Counter()
        self._tokens: set[bytes] = set()

    def note(self, person_id: int, questions: Iterable[Question]) -> None:
        """Count what a person asked."""
        self._counts.update((person_id, question) for question in questions)

    def note_token(self, sha256: bytes) -> None:
        """Note that a token was used."""
        self._tokens.add(sha256)

    def note_served(self, served: Served) -> None:
        """Count what a person asked that the front door answered."""
        self._served[served] += 1

    async def keep_writing(self) -> None:
        """Write the counts every few seconds, until cancelled."""
        while True:
            await asyncio.sleep(WRITE_EVERY_SECONDS)
            await self.write()

    async def write(self) -> None:
        """Write the counts there are."""
        counts, self._counts = self._counts, Counter()
        served, self._served = self._served, Counter()
        used, self._tokens = self._tokens, set[bytes]()
        if counts or served or used:
            now = self._resources.clock()
            try:
                await self._resources.offload.write(lambda: self._store(counts, served, used, now))
            except StorageFault as fault:
                log.warning("uses were not counted", extra={"fault": fault.code.name})
                if len(self._counts) + len(counts) + len(served) <= MOST_HELD:
                    self._counts.update(counts)
                    self._served.update(served)

    def _store(
        self,
        counts: Counter[tuple[int, Question]],
        served: Counter[Served],
        used: set[bytes],
        now: datetime,
    ) -> None:
        counts = counts.copy()
        for each, times in served.items():
            for question in from_text(each.questions):
                counts[each.person_id, question] += times
        with self._resources.database.write() as session:
            answers.note_use(session, counts, now, now.date())
            responses.note_use(session, {each.response_id for each in served}, now)
            for token in used | {each.token for each in served if each.token is not None}:
                tokens.note_use(session, token, now)
