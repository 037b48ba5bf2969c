"""What is done beside all else, and nobody waits for."""

import asyncio
import logging
from collections.abc import Coroutine
from typing import TypeVar

from storage.databases.faults import StorageFault

log = logging.getLogger("attune.background")

Value = TypeVar("Value")


class Background:
    """Tasks that are ended with the server; that one failed is in the log, and nowhere else."""

    def __init__(self, failure: str) -> None:
        """Take what the log says of one that failed."""
        self._failure = failure
        self._tasks: set[asyncio.Task[object]] = set()

    def begin(self, work: Coroutine[object, object, Value], **about: str) -> asyncio.Task[Value]:
        """Begin, and return the task; the log tells what it was about."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        task.add_done_callback(lambda done: self._look_at(done, about))
        return task

    async def finish(self, within_seconds: float | None = None) -> None:
        """Let what is under way come to its end; give up what takes longer."""
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=within_seconds)
            for each in late:
                each.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    def _look_at(self, done: asyncio.Task[Value], about: dict[str, str]) -> None:
        error = None if done.cancelled() else done.exception()
        if isinstance(error, StorageFault):
            log.warning(self._failure, extra={**about, "fault": error.code.name})
        elif error is not None:
            log.error(self._failure, extra=about, exc_info=error)
