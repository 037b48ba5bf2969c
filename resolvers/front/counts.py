"""What happens, counted in memory for whoever watches; the standard library alone.

Counting costs a microsecond; what it is shown with is imported where it is first asked for. Every
label has few values, and none tells of a person.
"""

import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias

from resolvers.front.plain_http import header

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Whatever else is asked for is one path: its name is the sender's, and there is no end of them.
PATHS = frozenset(
    ("/", "/graphql", "/import", "/export", "/healthz", "/readyz", "/graphiql", "/metrics"),
)
OTHER_PATH = "other"

Kind: TypeAlias = Literal["fit", "inference", "contest"]


@dataclass
class Counts:
    """Counts since the start."""

    responses: Counter[tuple[str, int]] = field(default_factory=Counter[tuple[str, int]])
    response_seconds: defaultdict[str, float] = field(
        default_factory=lambda: defaultdict[str, float](float)
    )
    answered_by: Counter[str] = field(default_factory=Counter[str])
    insights: Counter[tuple[str, bool]] = field(default_factory=Counter[tuple[str, bool]])
    computations: Counter[tuple[str, Kind]] = field(default_factory=Counter[tuple[str, Kind]])
    cpu_seconds: defaultdict[tuple[str, Kind], float] = field(
        default_factory=lambda: defaultdict[tuple[str, Kind], float](float)
    )
    ended: Counter[str] = field(default_factory=Counter[str])
    imports: Counter[str] = field(default_factory=Counter[str])

    def note_computation(self, stem: str, kind: Kind, cpu_seconds: float) -> None:
        """Count one computation of an insight."""
        self.computations[stem, kind] += 1
        self.cpu_seconds[stem, kind] += cpu_seconds


class Counted:
    """An ASGI app whose responses are counted, whoever inside of it answers."""

    def __init__(self, app: "ASGIApp", counts: Counts) -> None:
        """Count what an app answers."""
        self._app = app
        self._counts = counts

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """Answer, and count the response as its head is sent."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        counts, began = self._counts, time.monotonic()
        path = scope["path"] if scope["path"] in PATHS else OTHER_PATH

        async def counting(message: "Message") -> None:
            if message["type"] == "http.response.start":
                counts.responses[path, message["status"]] += 1
                counts.response_seconds[path] += time.monotonic() - began
                if by := header(message["headers"], b"x-attune-answer"):
                    counts.answered_by[by.decode("latin-1")] += 1
            await send(message)

        await self._app(scope, receive, counting)
