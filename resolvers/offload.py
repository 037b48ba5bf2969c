"""Threads for the database, so that no statement and no lock holds up the event loop."""

from collections.abc import Callable
from typing import TypeVar

import anyio.to_thread
from anyio import CapacityLimiter

from storage.database import READERS

Value = TypeVar("Value")


class Offload:
    """Runs what reads beside what writes; one write at a time, since only one can be."""

    def __init__(self) -> None:
        """Make the limits; there is a connection for each."""
        self._reading = CapacityLimiter(READERS)
        self._writing = CapacityLimiter(1)
        self._preparing = CapacityLimiter(1)

    async def read(self, function: Callable[[], Value]) -> Value:
        """Return what a reading function returns."""
        return await anyio.to_thread.run_sync(function, limiter=self._reading)

    async def write(self, function: Callable[[], Value]) -> Value:
        """Return what a writing function returns; once begun, it is not given up half-way."""
        return await anyio.to_thread.run_sync(function, limiter=self._writing)

    async def prepare(self, function: Callable[[], Value]) -> Value:
        """Return what a long function returns that mostly reads files, and writes at its end."""
        return await anyio.to_thread.run_sync(function, limiter=self._preparing)
