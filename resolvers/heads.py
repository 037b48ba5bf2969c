"""The head of a request: who does not send it in time is let go."""

import asyncio

from uvicorn.protocols.http.h11_impl import H11Protocol

from resolvers.plain_http import PATIENCE_SECONDS

RESPONSE = b"HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"


class Impatient(H11Protocol):
    """HTTP as uvicorn speaks it, with a time within which each head has to be there."""

    _due: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # pyright: ignore[reportIncompatibleMethodOverride] as uvicorn's own
        """Begin to wait."""
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Wait for the rest, unless the whole head is there."""
        super().data_received(data)
        if self.cycle and not self.cycle.response_complete:
            self._stop()
        elif self._due is None:
            self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        self._stop()
        super().connection_lost(exc)

    def _wait(self) -> None:
        self._due = self.loop.call_later(PATIENCE_SECONDS, self._let_go)

    def _stop(self) -> None:
        if self._due is not None:
            self._due.cancel()
            self._due = None

    def _let_go(self) -> None:
        self.transport.write(RESPONSE)
        self.transport.close()
