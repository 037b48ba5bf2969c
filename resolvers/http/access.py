"""Who may come in: a bearer token, checked before anything else is done."""

import time

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from resolvers.application import Application
from resolvers.front.bearer import is_open, may_not_read, refuse, token_of
from resolvers.http.status_codes import faulty
from storage.access import find
from storage.databases.faults import StorageFault
from storage.door.bearer import digest


class BearerOnly:
    """Lets a request through with what its token allows, or answers 401.

    The front door has looked already, but may have been told nothing; and who has waited for the
    application may have lost the token meanwhile.
    """

    def __init__(self, app: ASGIApp, application: Application) -> None:
        """Guard an app."""
        self._app = app
        self._application = application

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Check the token of a request."""
        if scope["type"] != "http" or is_open(scope["path"]):
            await self._app(scope, receive, send)
            return
        arrived: float = scope.setdefault("attune.arrived", time.monotonic())
        deadline = arrived + self._application.settings.deadline.total_seconds()
        found = None
        if token := token_of(scope["headers"]):
            resources = self._application.resources
            now = resources.clock()
            try:
                found = await resources.look(lambda there: find(there, token, now), deadline)
            except StorageFault as fault:
                await (await faulty(Request(scope), fault))(scope, receive, send)
                return
            if found is not None and found.wants_use_noted(now):
                self._application.usage.note_token(found.access.person_id, digest(token))
        if found is None:
            await refuse(send)
            return
        access = found.access
        if scope["path"] == "/graphql" and "read" not in access.scopes:
            await may_not_read(send)
            return
        scope["attune.access"] = access
        scope["attune.deadline"] = deadline
        await self._app(scope, receive, send)
