"""Several child processes, for who has processors to spare."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import timedelta

from ml.contest_task import ContestOutcome, ContestTask
from ml.task import Outcome, Task
from resolvers.computing.child import Child
from resolvers.front.counts import Counts


class Crew:
    """Gives each task to a child that is free; whoever has waited longest comes first."""

    def __init__(self, size: int, limit: timedelta, counts: Counts) -> None:
        """Take how many children there are, and the longest time that a task may run."""
        self._children = [Child(limit, counts) for _ in range(size)]
        self._free: asyncio.Queue[Child] = asyncio.Queue()
        for child in self._children:
            self._free.put_nowait(child)
        self.waiting = 0
        self.started = self._children[0].started

    def start(self) -> None:
        """Start loading the libraries, once for all."""
        for child in self._children:
            child.start()

    async def ready(self) -> None:
        """Wait until all are ready."""
        for child in self._children:
            await child.ready()

    async def compute(self, task: Task, cost_ms: int) -> Outcome:
        """Return the outcome of a task.

        Raises
        ------
        ComputationEnded
            If it took too long or its process ended.
        """
        async with self._one() as child:
            return await child.compute(task, cost_ms)

    async def contest(self, task: ContestTask, cost_ms: int) -> ContestOutcome:
        """Return the outcome of a step of a contest.

        Raises
        ------
        ComputationEnded
            If it took too long or its process ended.
        """
        async with self._one() as child:
            return await child.contest(task, cost_ms)

    async def stop(self) -> None:
        """End all."""
        await asyncio.gather(*(child.stop() for child in self._children))

    @asynccontextmanager
    async def _one(self) -> AsyncGenerator[Child]:
        self.waiting += 1
        try:
            child = await self._free.get()
        finally:
            self.waiting -= 1
        try:
            yield child
        finally:
            self._free.put_nowait(child)
