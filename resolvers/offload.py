"""Threads for the database, so that no statement and no lock holds up the event loop."""

import asyncio
import time
from collections.abc import Callable
from threading import Condition
from typing import TypeVar
from weakref import WeakValueDictionary

import anyio.to_thread
from anyio import CapacityLimiter

from storage.databases.database import READERS
from storage.databases.faults import FaultCode, StorageFault

Value = TypeVar("Value")

# A turn comes within milliseconds: who asks for one when the deadline is over, as the first of a
# server that has just started, still has it.
AT_LEAST_SECONDS = 1.0
# A host gives ten seconds to end in; what is written beside another's lock may take longer.
LAST_SECONDS = 2.0


class Offload:
    """Runs what reads beside what writes; one write of a person at a time."""

    def __init__(self, writers: int) -> None:
        """Make the limits: of reads there is a connection for each, of writes so many at once."""
        self._reading = CapacityLimiter(READERS)
        self._reading_long = CapacityLimiter(READERS // 2)
        self._writing = CapacityLimiter(writers)
        self._apart = CapacityLimiter(1)
        # Before the limit, which who waits for one person would use up for all.
        self._turns: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        self._preparing = CapacityLimiter(1)
        self._under_way = 0
        self._ended = Condition()

    async def read(self, function: Callable[[], Value], deadline: float | None = None) -> Value:
        """Return what a reading function returns.

        Raises
        ------
        StorageFault
            If its turn has not come by `deadline`, an instant of `time.monotonic`.
        """
        if deadline is None:
            return await anyio.to_thread.run_sync(self._counted(function), limiter=self._reading)
        try:
            with anyio.fail_after(max(AT_LEAST_SECONDS, deadline - time.monotonic())):
                return await anyio.to_thread.run_sync(
                    self._counted(function), limiter=self._reading
                )
        except TimeoutError as late:
            raise StorageFault(FaultCode.BUSY, "a read") from late

    async def read_long(self, function: Callable[[], Value]) -> Value:
        """Return what a reading function returns that takes long; it leaves readers to others."""
        async with self._reading_long:
            return await self.read(function)

    async def write(self, person_id: int, function: Callable[[], Value]) -> Value:
        """Return what a function returns that writes of a person; once begun, it goes on."""
        async with self._turns.setdefault(person_id, asyncio.Lock()):
            return await anyio.to_thread.run_sync(self._counted(function), limiter=self._writing)

    async def write_apart(self, function: Callable[[], Value]) -> Value:
        """Return what a function returns that writes, and waits for nobody else's writes."""
        return await anyio.to_thread.run_sync(self._counted(function), limiter=self._apart)

    async def prepare(self, function: Callable[[], Value]) -> Value:
        """Return what a long function returns that mostly reads files, and writes at its end."""
        return await anyio.to_thread.run_sync(self._counted(function), limiter=self._preparing)

    async def end(self, function: Callable[[], Value]) -> Value:
        """Return what a function returns that comes after all others.

        Who waits for a thread may be cancelled, and the thread goes on all the same.
        """

        def last() -> Value:
            with self._ended:
                self._ended.wait_for(lambda: self._under_way == 0, LAST_SECONDS)
            return function()

        return await anyio.to_thread.run_sync(last)

    def _counted(self, function: Callable[[], Value]) -> Callable[[], Value]:
        def run() -> Value:
            with self._ended:
                self._under_way += 1
            try:
                return function()
            finally:
                with self._ended:
                    self._under_way -= 1
                    self._ended.notify_all()

        return run
