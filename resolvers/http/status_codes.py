"""Media types and status codes of GraphQL over HTTP, all in one place.

After https://graphql.github.io/graphql-over-http/draft/. Its draft of August 2026 has 422 for
documents that are not valid and 294 for answers in part; until that is ratified, 400 and 200.
"""

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from graphql import GraphQLError
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from storage.databases.faults import FaultCode, StorageFault

log = logging.getLogger("attune.http")

GRAPHQL = "application/graphql-response+json"
JSON = "application/json"

ANSWERED = 200
ANSWERED_IN_PART = 200
NOT_ANSWERED = 400
# Clients that know JSON alone tell by its `errors` that a request was wrong.
NOT_ANSWERED_IN_PLAIN_JSON = 200
BUG = 500
# Apollo's clients send the text of a document once they read that its hash is unknown; of any
# other status some of them read nothing.
TEXT_WANTED = 200
# What no client can take for an answer, whatever it knows of media types.
REFUSED = {"TOO_MUCH", "QUERY_NOT_IN_SAFELIST", "BAD_REQUEST"}
DISK_FULL = 507
NOT_NOW = 503


def media_type(headers: Headers) -> str:
    """Return the media type of the answer, once the request has one that is read.

    Raises
    ------
    HTTPException
        If the client takes neither of ours, or sends anything but JSON in UTF-8.
    """
    sent = headers.get("content-type", "").lower().replace(" ", "").replace('"', "")
    if sent not in {JSON, f"{JSON};charset=utf-8", f"{JSON};charset=utf8"}:
        raise HTTPException(415, f"send the header 'Content-Type: {JSON}', in UTF-8")
    ranges = accepted(headers.get("accept") or "*/*")
    # Of two that are named alike the newer; JSON for those who take anything.
    found = max((GRAPHQL, JSON), key=lambda offer: wanted(offer, ranges))
    if wanted(found, ranges)[0] == 0:
        raise HTTPException(406, f"accept {GRAPHQL} or {JSON}")
    return found


def accepted(header: str) -> dict[str, float]:
    """Return the media ranges of an Accept header with their quality, 0 to 1."""
    ranges: dict[str, float] = {}
    for each in header.lower().split(","):
        name, *parameters = (part.strip() for part in each.split(";"))
        given = [part[2:] for part in parameters if part.startswith("q=")]
        try:
            ranges[name] = float(given[0]) if given else 1.0
        except ValueError:
            ranges[name] = 0.0
    return ranges


def wanted(offer: str, ranges: Mapping[str, float]) -> tuple[float, bool, bool]:
    """Return how much an offer is wanted: its quality, whether it is named, whether it is ours."""
    for name in (offer, "application/*", "*/*"):
        if name in ranges:
            named = name == offer
            return ranges[name], named, named == (offer == GRAPHQL)
    return 0.0, False, False


def body(data: Mapping[str, Any] | None, errors: Sequence[GraphQLError]) -> dict[str, Any]:
    """Return the answer as JSON; without `data` where nothing was begun.

    An error within a field has a path, one of the request has none.
    """
    told: dict[str, Any] = {}
    if errors:
        told["errors"] = [error.formatted for error in errors]
    if data is not None or any(error.path for error in errors):
        told["data"] = data
    return told


def status(told: Mapping[str, Any], media_type: str) -> int:
    """Return the status of an answer."""
    if "data" in told:
        return ANSWERED_IN_PART if "errors" in told else ANSWERED
    extensions = [error.get("extensions", {}) for error in told["errors"]]
    if any("errorId" in each for each in extensions):
        return BUG
    if media_type == GRAPHQL or any(each.get("code") in REFUSED for each in extensions):
        return NOT_ANSWERED
    return NOT_ANSWERED_IN_PLAIN_JSON


def of_fault(fault: StorageFault) -> int:
    """Return the status of what the disk or the database refuses, outside of GraphQL."""
    return DISK_FULL if fault.code is FaultCode.DISK_FULL else NOT_NOW


async def faulty(request: Request, fault: Exception) -> Response:
    """Answer what the disk or the database refuses, with what to do about it."""
    del request
    if not isinstance(fault, StorageFault):
        raise fault
    log.warning(str(fault), extra={"place": fault.place})
    told = {"errors": [{"message": str(fault), "extensions": {"code": fault.code.name}}]}
    return JSONResponse(told, of_fault(fault))


async def refusal(request: Request, refused: Exception) -> Response:
    """Answer what was refused before GraphQL began: as JSON, as everything here."""
    del request
    if not isinstance(refused, HTTPException):
        raise refused
    told = {"errors": [{"message": refused.detail}]}
    return JSONResponse(told, refused.status_code, headers=refused.headers)
