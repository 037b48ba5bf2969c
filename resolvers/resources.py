"""What the lazy path works with, made once at the start."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TypeVar

from sqlalchemy import Connection

from resolvers.computing.compute import Compute
from resolvers.computing.fit_budget import FitBudget
from resolvers.computing.leasing import Leases
from resolvers.offload import Offload
from resolvers.watching.spans import NoSpans, Spans
from storage.computed.signing import Signer
from storage.databases.database import Database
from storage.databases.faults import StorageFault

Value = TypeVar("Value")


def now() -> datetime:
    """Return the time, aware and in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Resources:
    """The database, where insights are computed, keys, threads, leases, budgets, the clock.

    `child` is a process beside this one, unless the settings name a cluster.
    """

    database: Database
    child: Compute
    signer: Signer
    offload: Offload
    leases: Leases
    budget: FitBudget
    clock: Callable[[], datetime] = now
    spans: Spans = field(default_factory=NoSpans)

    async def look(
        self, function: Callable[[Connection], Value], deadline: float | None = None
    ) -> Value:
        """Return what a function reads with one statement.

        Here and now, which takes less than handing it to a thread, if the database tells it without
        waiting for anything; else in a thread.

        Raises
        ------
        StorageFault
            If its turn has not come by `deadline`, an instant of `time.monotonic`.
        """
        database = self.database
        if database.glancing is not None:
            with suppress(StorageFault), database.glancing.connect() as connection:
                return function(connection)

        def wait_and_look() -> Value:
            with database.look() as connection:
                return function(connection)

        return await self.offload.read(wait_and_look, deadline)
