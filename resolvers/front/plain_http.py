"""Answers over HTTP by the standard library alone, for the front door starts with it."""

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from starlette.types import Send

# A phone on a bad line sends 100 kB in this time; who takes longer holds a connection for nothing.
PATIENCE_SECONDS = 10
TOO_SLOW = f"the request took longer than {PATIENCE_SECONDS} s"
CLOSE = (b"connection", b"close")

Headers: TypeAlias = Sequence[tuple[bytes, bytes]]


def header(headers: Headers, wanted: bytes) -> bytes:
    """Return the first header of a name, empty where there is none."""
    return next((value for name, value in headers if name == wanted), b"")


async def send_error(
    send: "Send",
    status: int,
    message: str,
    headers: Headers = (),
    *,
    extensions: Mapping[str, str] | None = None,
) -> None:
    """Answer with one error, in the form of GraphQL's."""
    error = {"message": message, **({"extensions": extensions} if extensions else {})}
    body = json.dumps({"errors": [error]}, separators=(",", ":")).encode()
    await send_whole(send, status, body, [(b"content-type", b"application/json"), *headers])


async def send_whole(send: "Send", status: int, body: bytes, headers: Headers) -> None:
    """Answer with a body that is all there."""
    length = (b"content-length", str(len(body)).encode())
    await send({"type": "http.response.start", "status": status, "headers": [length, *headers]})
    await send({"type": "http.response.body", "body": body})


def answered_by(whom: bytes) -> Headers:
    """Return the headers that say how an answer came about, and that it may not be kept elsewhere.

    An import may change it at any time, so no age is promised for which it holds.
    """
    return ((b"x-attune-answer", whom), (b"cache-control", b"private, no-cache"))
