"""A request's body that is read ahead of the application, and read by it all the same."""

from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.types import Message, Receive


class Replay:
    """A receive channel that gives again what was read from it, and then goes on."""

    def __init__(self, receive: "Receive") -> None:
        """Read nothing yet."""
        self._receive = receive
        self._read: deque[Message] = deque()

    async def read(self, most_bytes: int) -> bytes | None:
        """Return the body; None where it is longer, or its sender has gone.

        Of a longer one little more than `most_bytes` has been read, and the rest is still to come.
        """
        parts: list[bytes] = []
        total = 0
        while total <= most_bytes:
            message = await self._receive()
            self._read.append(message)
            if message["type"] != "http.request":
                return None
            parts.append(message.get("body", b""))
            total += len(parts[-1])
            if not message.get("more_body", False):
                return b"".join(parts) if total <= most_bytes else None
        return None

    async def __call__(self) -> "Message":
        """Return the next message."""
        return self._read.popleft() if self._read else await self._receive()
