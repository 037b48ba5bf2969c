"""Leases on what this process computes: many taken at once, and extended while they are held."""

from __future__ import annotations

import asyncio
import os
import platform
from collections import defaultdict
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, TypeVar

from resolvers.background import Background
from resolvers.offload import Offload
from storage.computed import leases
from storage.databases.database import Database
from storage.databases.faults import StorageFault

if TYPE_CHECKING:
    from sqlmodel import Session

    from storage.computed.leases import Lease

Value = TypeVar("Value")

# What waits when a process has died. Extended every fifth of it, so that some extensions may fail,
# and an event loop may stand still for seconds on a tenth of a processor.
LEASE_SECONDS = 15.0
EXTEND_EVERY_SECONDS = LEASE_SECONDS / 5
# Most computations of another process take less than a second.
LOOK_EVERY_SECONDS = 0.5


class Leases:
    """Takes a lease on a person's thing before it is computed, and knows which are held."""

    def __init__(self, database: Database, offload: Offload) -> None:
        """Hold nothing yet."""
        self._database = database
        self._offload = offload
        self._holder = f"{platform.node()}:{os.getpid()}"
        self._wanted: dict[int, dict[str, asyncio.Future[Lease | None]]] = defaultdict(dict)
        self._held: set[Lease] = set()
        self._background = Background("leases were not looked after")
        self._extending: asyncio.Task[None] | None = None

    @asynccontextmanager
    async def held(
        self, person_id: int, thing: str, meanwhile: Callable[[], Awaitable[Value | None]]
    ) -> AsyncGenerator[tuple[Lease | None, Value | None]]:
        """Yield the lease of a thing, or what `meanwhile` has found while another holds it.

        Neither where nothing can be kept; then there is nothing to be alone with.
        """
        lease, found = None, None
        with suppress(StorageFault):
            while (lease := await self.take(person_id, thing)) is None:
                await asyncio.sleep(LOOK_EVERY_SECONDS)
                if (found := await meanwhile()) is not None:
                    break
        try:
            # Another may have ended it between the look of whoever asks and our taking it.
            yield lease, await meanwhile() if found is None else found
        finally:
            if lease is not None:
                await self.leave(lease)

    async def take(self, person_id: int, thing: str) -> Lease | None:
        """Return the lease of a thing, None while another holds it.

        Raises
        ------
        StorageFault
            If the disk or the database takes nothing.
        """
        wanted = self._wanted[person_id]
        key = leases.key_of(person_id, thing)
        if key not in wanted:
            if not wanted:
                self._background.begin(self._take(person_id))
            wanted[key] = asyncio.get_running_loop().create_future()
        taking = wanted[key]
        try:
            return await asyncio.shield(taking)
        except asyncio.CancelledError:
            taking.add_done_callback(self._give_back)
            raise

    def _give_back(self, taken: asyncio.Future[Lease | None]) -> None:
        """Leave what came after whoever wanted it had gone; it would be extended for ever."""
        if taken.cancelled() or taken.exception() is not None:
            return
        if (lease := taken.result()) is not None:
            self._background.begin(self.leave(lease))

    def published(self, lease: Lease) -> None:
        """Take note that a lease has ended with what was published."""
        self._held.discard(lease)

    async def stop(self) -> None:
        """End what is left."""
        if self._extending is not None:
            self._extending.cancel()
        await self._background.finish()
        await self.leave(*self._held)

    async def _take(self, person_id: int) -> None:
        await asyncio.sleep(0)  # what begins together is taken together
        wanted = self._wanted.pop(person_id)

        def store() -> dict[str, Lease]:
            with self._database.write(person_id) as session:
                return leases.take_all(session, wanted, self._holder, LEASE_SECONDS)

        # An error is raised by whoever waits, who would wait for ever.
        (taken,) = await asyncio.gather(
            self._offload.write(person_id, store), return_exceptions=True
        )
        if isinstance(taken, BaseException):
            for waiting in wanted.values():
                waiting.set_exception(taken)
                waiting.exception()  # there may be nobody to read it
            return
        self._held.update(taken.values())
        if taken and (self._extending is None or self._extending.done()):
            self._extending = self._background.begin(self._extend())
        for key, waiting in wanted.items():
            waiting.set_result(taken.get(key))

    async def _extend(self) -> None:
        while self._held:
            await asyncio.sleep(EXTEND_EVERY_SECONDS)
            if held := frozenset(self._held):
                await self._store(lambda session: leases.extend(session, held, LEASE_SECONDS))

    async def leave(self, *given: Lease) -> None:
        """End leases with which nothing was published."""
        left = self._held.intersection(given)
        self._held -= left
        if left:
            await self._store(lambda session: leases.leave(session, left))

    async def _store(self, write: Callable[[Session], object]) -> None:
        """Write where nobody's import is waited for; what runs out is told when it ends."""

        def store() -> None:
            with self._database.write_apart() as session:
                write(session)

        with suppress(StorageFault):
            await self._offload.write_apart(store)
