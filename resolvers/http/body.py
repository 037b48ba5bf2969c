"""The body of a GraphQL request: not too long, and not too slow."""

import asyncio
import json
from dataclasses import dataclass
from typing import Any

from starlette.exceptions import HTTPException
from starlette.types import Message, Receive

from resolvers.front.plain_http import PATIENCE_SECONDS, TOO_SLOW

# All of a person with all their insights is 25 kB of text.
MOST_BYTES = 100_000
# Who is cut off while sending never reads why; this much more is received, and not kept.
MOST_BYTES_PASSED_OVER = 10_000_000

PARAMETERS = ("query", "documentId", "variables", "operationName", "extensions")


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
    """What a request asks, by a text or by what names one; other `extensions` are left out."""

    query: str | None
    variables: dict[str, Any] | None
    operation_name: str | None
    document_id: str | None = None
    sha256_hash: str | None = None


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
    query, document_id, variables, name, extensions = map(sent.get, PARAMETERS)
    if not isinstance(name, str | None):
        raise HTTPException(400, "`operationName` is to be a text or null")
    if not (isinstance(variables, dict | None) and isinstance(extensions, dict | None)):
        raise HTTPException(400, "`variables` and `extensions` are to be objects or null")
    sha256_hash = _sha256_hash(extensions or {})
    if document_id is not None and (query is not None or not isinstance(document_id, str)):
        raise HTTPException(400, "`documentId` is to be a text, and stands in the place of `query`")
    if query is None and (document_id or sha256_hash):
        return Asked(None, variables, name, document_id, sha256_hash)
    if not isinstance(query, str) or not query.strip():
        raise HTTPException(400, "`query` is to be a text, such as { me { name } }")
    return Asked(query, variables, name, None, sha256_hash)


def _sha256_hash(extensions: dict[str, Any]) -> str | None:
    """Return the hash by which Apollo's clients name a document."""
    if (persisted := extensions.get("persistedQuery")) is None:
        return None
    sent: object = persisted.get("sha256Hash") if isinstance(persisted, dict) else None
    if not (isinstance(sent, str) and sent and persisted.get("version") == 1):
        told = '`persistedQuery` is to be like {"version": 1, "sha256Hash": "..."}'
        raise HTTPException(400, told)
    return sent


def _refuse(constant: str) -> object:
    raise ValueError(f"{constant} is no JSON")
