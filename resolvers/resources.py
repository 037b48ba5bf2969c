"""What the lazy path works with, made once at the start."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from resolvers.child import Child
from resolvers.offload import Offload
from resolvers.spans import NoSpans, Spans
from storage.database import Database
from storage.signing import Signer

VERSION = "0.1.0"


def now() -> datetime:
    """Return the time, aware and in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Resources:
    """The database, the child process, the keys, the threads, the clock, the spans."""

    database: Database
    child: Child
    signer: Signer
    offload: Offload
    clock: Callable[[], datetime] = now
    spans: Spans = field(default_factory=NoSpans)
