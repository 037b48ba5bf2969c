"""The HTTP application behind the front door: GraphQL, uploads, GraphiQL, and readiness."""

import json
import time

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL

from resolvers.access import BearerOnly
from resolvers.application import Application
from resolvers.context import Context
from resolvers.graphiql.page import routes as graphiql_routes
from resolvers.graphql_schema import SCHEMA
from resolvers.responses import Recorder
from resolvers.upload import Uploads
from storage.answers import standpoint


class Endpoint(GraphQL[Context, None]):
    """GraphQL over POST; after the first answer the child process starts."""

    def __init__(self, application: Application) -> None:
        """Answer with an application."""
        super().__init__(
            SCHEMA,
            graphql_ide=None,
            allow_queries_via_get=False,
            subscription_protocols=(),
            multipart_uploads_enabled=False,
        )
        self._application = application

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, and only then let the libraries load beside it."""
        sent = Recorder(send)
        await super().__call__(scope, receive, sent)
        self._application.resources.child.start()
        self._application.responses.keep_later(scope, sent)

    def decode_json(self, data: str | bytes) -> object:
        """Return a request's object; Strawberry would fail on any other JSON."""
        try:
            decoded = json.loads(data)
        except (ValueError, RecursionError) as error:
            raise HTTPException(400, "the body is no JSON") from error
        if not isinstance(decoded, dict) or not isinstance(
            decoded.get("operationName"), str | None
        ):
            raise HTTPException(400, 'send an object such as {"query": "{ me { name } }"}')
        return decoded

    async def get_context(
        self, request: Request | WebSocket, response: Response | WebSocket
    ) -> Context:
        """Return who asks, and until when an answer is due."""
        del response
        arrived: float = request.scope.get("attune.arrived", time.monotonic())
        context = Context(
            application=self._application,
            access=request.scope["attune.access"],
            deadline=arrived + self._application.settings.deadline.total_seconds(),
        )
        request.scope["attune.lasting"] = context.lasting
        return context


def create_app(application: Application) -> Starlette:
    """Return the ASGI app that serves an application."""

    async def ready(request: Request) -> Response:
        del request
        resources = application.resources

        def read() -> None:
            with resources.database.read() as session:
                standpoint(session, 0)

        await resources.offload.read(read)
        return JSONResponse({"ready": True})

    endpoint = Endpoint(application)
    return Starlette(
        routes=[
            Route("/", _to_graphiql),
            Route("/readyz", ready),
            Route("/graphql", endpoint, methods=["POST"]),
            Route("/import", Uploads(application).post, methods=["POST"]),
            *graphiql_routes(),
        ],
        middleware=[Middleware(BearerOnly, application=application)],
    )


async def _to_graphiql(request: Request) -> Response:
    del request
    return RedirectResponse("/graphiql")
