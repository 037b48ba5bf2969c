"""GET /metrics: for the token of the settings, or one with the scope admin."""

from hmac import compare_digest

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from resolvers.application import Application
from resolvers.front.bearer import REFUSED, token_of
from storage import access
from storage.door.bearer import digest

NOT_ADMIN = "this token may not watch the server; use one with the scope admin"


class Watching:
    """Shows what is counted; of people nothing is."""

    def __init__(self, application: Application) -> None:
        """Watch an application."""
        self._application = application

    async def get(self, request: Request) -> Response:
        """Answer with the metrics."""
        token = token_of(request.scope["headers"])
        scopes = await self._scopes(token) if token else None
        if scopes is None:
            return _error(401, REFUSED, {"WWW-Authenticate": "Bearer"})
        if "admin" not in scopes:
            return _error(403, NOT_ADMIN)
        # Who watches nothing has no use for its library.
        from resolvers.watching.metrics import CONTENT_TYPE, exposition  # noqa: PLC0415

        return Response(exposition(self._application), media_type=CONTENT_TYPE)

    async def _scopes(self, token: str) -> frozenset[str] | None:
        """Return what a token allows, None for one that is not in force."""
        resources, watcher = self._application.resources, self._application.settings.metrics_token
        if watcher and compare_digest(digest(token), digest(watcher)):
            return frozenset({"admin"})
        now = resources.clock()

        def find() -> frozenset[str] | None:
            with resources.database.look() as connection:
                found = access.find(connection, token, now)
            return None if found is None else found.access.scopes

        return await resources.offload.read(find)


def _error(status: int, message: str, headers: dict[str, str] | None = None) -> Response:
    return JSONResponse({"errors": [{"message": message}]}, status, headers)
