"""The head of a request: who does not send it in time is let go."""

import asyncio
import json

from uvicorn.protocols.http.h11_impl import H11Protocol

from resolvers.front.plain_http import CLOSE, PATIENCE_SECONDS, TOO_SLOW
from resolvers.front.safe_headers import completed


def _whole(status: str, message: str) -> bytes:
    """Return an answer to what is no request, or none yet."""
    body = json.dumps({"errors": [{"message": message}]}).encode()
    length = (b"content-length", str(len(body)).encode())
    headers = completed([(b"content-type", b"application/json"), length, CLOSE], ())
    lines = b"".join(b"%b: %b\r\n" % header for header in headers)
    return b"HTTP/1.1 %b\r\n%b\r\n%b" % (status.encode(), lines, body)


TOO_LATE = _whole("408 Request Timeout", TOO_SLOW)
NO_HTTP = _whole("400 Bad Request", "this is no HTTP request")


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

    def send_400_response(self, msg: str) -> None:
        """Say what uvicorn says of what is no HTTP, as everything is said here."""
        del msg
        self.transport.write(NO_HTTP)
        self.transport.close()

    def _let_go(self) -> None:
        self.transport.write(TOO_LATE)
        self.transport.close()
