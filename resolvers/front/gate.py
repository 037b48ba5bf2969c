"""The gate before the front door, on the standard library alone.

Who comes to the wrong place, or too often, goes no further, and nothing stored is sent to them. All
that is answered, by whomever, passes here: it gets the headers that keep it to whom it is for, and
a bug is masked.
"""

import math
import os
from collections.abc import Callable
from ipaddress import AddressValueError, IPv6Address
from typing import TYPE_CHECKING, Self

from resolvers.front import bearer, masking, plain_http
from resolvers.front.cross_origin import PREFLIGHT, Origins
from resolvers.front.hosts import Hosts
from resolvers.front.rates import Rate
from resolvers.front.safe_headers import HTTPS_FROM_NOW_ON, completed
from resolvers.watching.logs import REQUEST, Request
from storage.door.bearer import digest

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from settings import Settings

MINUTE_SECONDS = 60
# An import takes a second of CPU where a query takes 50 ms.
IMPORT_REQUESTS = 20


class Gate:
    """An ASGI app before another."""

    def __init__(self, app: "ASGIApp", settings: "Settings") -> None:
        """Let through what the settings allow."""
        self._app = app
        self._hosts = Hosts(settings.host, settings.host_names)
        self._origins = Origins(settings.origins)
        self._of_tokens = Rate(settings.requests_a_minute, MINUTE_SECONDS)
        self._of_strangers = Rate(settings.strangers_a_minute, MINUTE_SECONDS)

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """Let a request through, or answer it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        # Not a number: it would tell how often others ask.
        request = Request(os.urandom(6).hex())
        REQUEST.set(request)
        answer = _Answer(
            send,
            [
                *self._origins.headers(scope),
                *([HTTPS_FROM_NOW_ON] if scope["scheme"] == "https" else ()),
                (b"x-request-id", request.id.encode()),
            ],
        )
        async with _Masked(answer):
            await self._pass(scope, receive, answer)

    async def _pass(self, scope: "Scope", receive: "Receive", answer: "_Answer") -> None:
        if misdirected := self._hosts.refusal(scope):
            await plain_http.send_error(answer, 421, misdirected)
        elif self._origins.may_ask_first(scope):
            await plain_http.send_whole(answer, 204, b"", PREFLIGHT)
        elif wait := self._wait(scope):
            await _too_often(answer, wait)
        else:
            answer.unknown = lambda: self._of_strangers.take(_address(scope))
            await self._app(scope, receive, answer)

    def _wait(self, scope: "Scope") -> float:
        """Return the seconds after which the request may come again, 0 if it may come in."""
        path: str = scope["path"]
        if path == "/healthz":
            return 0.0  # it costs nothing, and who does not hear it takes the server for dead
        if bearer.is_open(path):
            return self._of_strangers.take(_address(scope))
        token = bearer.token_of(scope["headers"])
        if not token:
            return 0.0  # it is refused, and counted then
        weight = IMPORT_REQUESTS if path == "/import" else 1
        return self._of_tokens.take(digest(token), weight)


class _Answer:
    """A send channel that completes the head of an answer, and refuses who is unknown too often."""

    def __init__(self, send: "Send", headers: plain_http.Headers) -> None:
        """Add these headers."""
        self._send = send
        self._headers = headers
        self._refused = False
        self.begun = False
        # Asked when somebody is not known: the seconds after which they may try again.
        self.unknown: Callable[[], float] = lambda: 0.0

    async def __call__(self, message: "Message") -> None:
        """Send a message on, or what takes its place."""
        if self._refused:
            return
        if message["type"] != "http.response.start":
            await self._send(message)
        elif message["status"] == 401 and (wait := self.unknown()):
            await _too_often(_Answer(self._send, self._headers), wait)
            self._refused = self.begun = True
        else:
            self.begun = True
            await self._send({**message, "headers": completed(message["headers"], self._headers)})


class _Masked:
    """Answers a bug within its block with an id, under which the log has it."""

    def __init__(self, answer: _Answer) -> None:
        """Answer over a channel."""
        self._answer = answer

    async def __aenter__(self) -> Self:
        """Begin."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: object
    ) -> bool:
        """Mask a bug; what ends the server is none."""
        if not isinstance(error, Exception):
            return False
        error_id = masking.noted(error)
        if self._answer.begun:
            return False  # the rest cannot be told, so the server breaks it off
        told = masking.told(error_id)
        await plain_http.send_error(self._answer, 500, told, extensions={"errorId": error_id})
        return True


def _address(scope: "Scope") -> str:
    """Return where a request comes from; of IPv6 the network, in which one has all addresses."""
    client = scope.get("client")
    if not client:
        return ""
    host: str = client[0]
    try:
        return ":".join(IPv6Address(host).exploded.split(":")[:4]) if ":" in host else host
    except AddressValueError:
        return ""  # a proxy that is believed says it, and is mistaken


async def _too_often(send: "Send", wait: float) -> None:
    seconds = math.ceil(wait)
    await plain_http.send_error(
        send,
        429,
        f"these are more requests than one may send; come again in {seconds} s",
        [(b"retry-after", str(seconds).encode())],
        extensions={"code": "TOO_MANY_REQUESTS"},
    )
