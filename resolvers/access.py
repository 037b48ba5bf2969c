"""Who may come in: a bearer token, checked before anything else is done."""

import time
from contextlib import suppress
from datetime import datetime

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from resolvers.application import Application
from storage import tokens
from storage.tokens import Access

OPEN_TO_ALL = ("/healthz", "/readyz", "/graphiql", "/")


class BearerOnly:
    """Lets a request through with what its token allows, or answers 401."""

    def __init__(self, app: ASGIApp, application: Application) -> None:
        """Guard an app."""
        self._app = app
        self._application = application

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Check the token of a request."""
        if scope["type"] != "http" or _is_open(scope["path"]):
            await self._app(scope, receive, send)
            return
        scope["attune.arrived"] = time.monotonic()
        scheme, _, token = Headers(scope=scope).get("authorization", "").partition(" ")
        access = None
        if scheme.lower() == "bearer" and token:
            resources = self._application.resources
            now = resources.clock()
            access = await resources.offload.read(lambda: self._find(token.strip(), now))
        if access is None:
            await _refused(scope, receive, send)
            return
        if scope["path"] == "/graphql" and "read" not in access.scopes:
            await _may_not_read(scope, receive, send)
            return
        scope["attune.access"] = access
        await self._app(scope, receive, send)

    def _find(self, token: str, now: datetime) -> Access | None:
        database = self._application.resources.database
        with database.read() as session:
            row = tokens.find(session, token, now)
        if row is None:
            return None
        if tokens.wants_use_noted(row, now):
            # Nobody waits behind another's write for this; the next request notes it.
            with suppress(BlockingIOError), database.write(wait=False) as session:
                tokens.note_use(session, row.sha256, now)
        return tokens.access(row)


def _is_open(path: str) -> bool:
    return path in OPEN_TO_ALL or path.startswith("/graphiql/assets/")


async def _may_not_read(scope: Scope, receive: Receive, send: Send) -> None:
    message = "this token may not read; use one with the scope read"
    response = JSONResponse({"errors": [{"message": message}]}, 403)
    await response(scope, receive, send)


async def _refused(scope: Scope, receive: Receive, send: Send) -> None:
    message = (
        "send the header 'Authorization: Bearer TOKEN' with a token in force; "
        "`python main.py token add` makes one"
    )
    response = JSONResponse(
        {"errors": [{"message": message}]}, 401, headers={"WWW-Authenticate": "Bearer"}
    )
    await response(scope, receive, send)
