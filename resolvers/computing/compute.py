"""Where insights are computed: in a child process here, in several, or on other machines."""

import asyncio
from typing import Protocol

from ml.contest_task import ContestOutcome, ContestTask
from ml.task import Outcome, Task
from resolvers.code_version import code_version
from resolvers.computing.models import libraries


class ComputationEnded(RuntimeError):
    """The computation took too long or too much memory, or its process ended."""


class NotBegun(ComputationEnded):
    """Nothing was computed: what it builds on has ended, or nobody is there who could."""


class Compute(Protocol):
    """Computes one task after the other, cheapest first; start it once, and stop it.

    `started` is set once `start` was called; it may not be ready yet.
    """

    started: asyncio.Event

    @property
    def waiting(self) -> int:
        """How many tasks wait for their turn."""
        ...

    def start(self) -> None:
        """Start getting ready; tasks wait until it is."""
        ...

    async def ready(self) -> None:
        """Wait until tasks are taken up."""
        ...

    async def compute(self, task: Task, cost_ms: int) -> Outcome:
        """Return the outcome of a task when its turn has come.

        Raises
        ------
        ComputationEnded
            If it took too long or its process ended.
        """
        ...

    async def contest(self, task: ContestTask, cost_ms: int) -> ContestOutcome:
        """Return the outcome of a step of a contest when its turn has come.

        Raises
        ------
        ComputationEnded
            If it took too long or its process ended.
        """
        ...

    async def stop(self) -> None:
        """End every task."""
        ...


def resource() -> str:
    """Return what a task asks of a worker, and a worker has: the same code and libraries."""
    return f"attune: code {code_version()}, {libraries()}"
