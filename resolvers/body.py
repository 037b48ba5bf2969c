"""The body of a GraphQL request: not too long, and not too slow."""

import asyncio
import json
from dataclasses import dataclass
from typing import Any

from starlette.exceptions import HTTPException
from starlette.types import Message, Receive

from resolvers.plain_http import PATIENCE_SECONDS, TOO_SLOW

# All of a person with all their insights is 25 kB of text.
MOST_BYTES = 100_000
# Who is cut off while sending never reads why; this much more is received, and not kept.
MOST_BYTES_PASSED_OVER = 10_000_000

PARAMETERS = ("query", "variables", "operationName", "extensions")


def bounded(receive: Receive) -> Receive:
    """Return what receives the same body, and refuses one that is too long or too slow."""
    due = asyncio.get_running_loop().time() + PATIENCE_SECONDS
    received = 0

    async def next_part() -> Message:
        nonlocal received
        try:
            async with asyncio.timeout_at(due):
                message = await receive()
        except TimeoutError:
            raise HTTPException(408, TOO_SLOW, {"Connection": "close"}) from None
        received += len(message.get("body", b""))
        return message

    async def within_bounds() -> Message:
        message = await next_part()
        if received <= MOST_BYTES:
            return message
        while message.get("more_body", False) and received < MOST_BYTES_PASSED_OVER:
            message = await next_part()
        told = f"the body is longer than {MOST_BYTES // 1000} kB"
        raise HTTPException(413, told, {"Connection": "close"})

    return within_bounds


@dataclass(frozen=True)
class Asked:
    """What a request asks; `extensions`, which nothing reads, are left out."""

    query: str
    variables: dict[str, Any] | None
    operation_name: str | None


def decoded(body: bytes) -> Asked:
    """Return what a body asks.

    Raises
    ------
    HTTPException
        If it is not what GraphQL over HTTP says.
    """
    try:
        sent = json.loads(body.decode(), parse_constant=_refuse)
        # Half of a surrogate pair can be written as an escape, and then nowhere else.
        json.dumps(sent, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        raise HTTPException(400, "the body is no JSON") from None
    if not isinstance(sent, dict):
        raise HTTPException(400, 'send an object such as {"query": "{ me { name } }"}')
    query, variables, name, extensions = map(sent.get, PARAMETERS)
    if not isinstance(query, str) or not query.strip():
        raise HTTPException(400, "`query` is to be a text, such as { me { name } }")
    if not isinstance(name, str | None):
        raise HTTPException(400, "`operationName` is to be a text or null")
    if not (isinstance(variables, dict | None) and isinstance(extensions, dict | None)):
        raise HTTPException(400, "`variables` and `extensions` are to be objects or null")
    return Asked(query, variables, name)


def _refuse(constant: str) -> object:
    raise ValueError(f"{constant} is no JSON")
