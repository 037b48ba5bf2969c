"""What the lazy path works with, made once at the start."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from resolvers.computing.compute import Compute
from resolvers.computing.fit_budget import FitBudget
from resolvers.computing.leasing import Leases
from resolvers.offload import Offload
from resolvers.watching.spans import NoSpans, Spans
from storage.computed.signing import Signer
from storage.databases.database import Database

VERSION = "0.1.0"


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
