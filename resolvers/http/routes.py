"""The HTTP application behind the front door: GraphQL, uploads, GraphiQL, readiness, metrics."""

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from resolvers.application import Application
from resolvers.graphiql.page import routes as graphiql_routes
from resolvers.http.access import BearerOnly
from resolvers.http.download import EXPORT_PATH, Downloads
from resolvers.http.endpoint import Endpoint
from resolvers.http.metrics_page import Watching
from resolvers.http.status_codes import faulty, refusal
from resolvers.http.upload import Uploads
from storage.computed.kept_history import last_on
from storage.databases.durability import ADVICE, is_ephemeral
from storage.databases.faults import StorageFault


def create_app(application: Application) -> Starlette:
    """Return the ASGI app that serves an application."""

    async def ready(request: Request) -> Response:
        del request
        resources = application.resources

        def read() -> None:
            with resources.database.look() as connection:
                last_on(connection, 0)

        await resources.offload.read(read)
        if is_ephemeral(application.settings):
            return JSONResponse({"ready": True, "durability": "EPHEMERAL", "advice": ADVICE})
        return JSONResponse({"ready": True, "durability": "DURABLE"})

    endpoint = Endpoint(application)
    return Starlette(
        routes=[
            Route("/", _to_graphiql),
            Route("/readyz", ready),
            Route("/metrics", Watching(application).get),
            Route("/graphql", endpoint, methods=["POST"]),
            Route("/import", Uploads(application).post, methods=["POST"]),
            Route(EXPORT_PATH, Downloads(application).get, methods=["GET"]),
            *graphiql_routes(),
        ],
        middleware=[Middleware(BearerOnly, application=application)],
        exception_handlers={
            HTTPException: refusal,
            StorageFault: faulty,
            Exception: _to_the_gate,
        },
    )


async def _to_graphiql(request: Request) -> Response:
    del request
    return RedirectResponse("/graphiql")


async def _to_the_gate(request: Request, bug: Exception) -> Response:
    """Leave a bug to the gate, which masks those of the door too."""
    del request
    raise bug
