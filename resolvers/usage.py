"""What people ask for, counted in memory and written a few seconds later."""

import asyncio
from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from resolvers.resources import Resources
from storage import answers
from storage.answers import Question

# A write costs a sync of the disk; a crash may lose this much counting and nothing else.
WRITE_EVERY_SECONDS = 10


class UsageCounts:
    """Counts questions, and writes the counts now and then."""

    def __init__(self, resources: Resources) -> None:
        """Begin with no counts."""
        self._resources = resources
        self._counts: Counter[tuple[int, Question]] = Counter()

    def note(self, person_id: int, questions: Iterable[Question]) -> None:
        """Count what a person asked."""
        self._counts.update((person_id, question) for question in questions)

    async def keep_writing(self) -> None:
        """Write the counts every few seconds, until cancelled."""
        while True:
            await asyncio.sleep(WRITE_EVERY_SECONDS)
            await self.write()

    async def write(self) -> None:
        """Write the counts there are."""
        counts, self._counts = self._counts, Counter()
        if counts:
            now = self._resources.clock()
            await self._resources.offload.write(lambda: self._store(counts, now))

    def _store(self, counts: Counter[tuple[int, Question]], now: datetime) -> None:
        with self._resources.database.write() as session:
            answers.note_use(session, counts, now, now.date())
