"""The GraphiQL page beside a schema small enough to read here, for a browser to visit."""

from pathlib import Path

import strawberry
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from resolvers.graphiql.page import routes

TOKEN = "abc-42"
NO_PACKAGES = Path(__file__).parent / "no-packages"


@strawberry.type(description="What the visitor may see.")
class Person:
    name: str = strawberry.field(description="What the person is called.")


@strawberry.type(description="Where every query begins.")
class Query:
    @strawberry.field(description="Whoever the token belongs to.")
    def me(self) -> Person:
        return Person(name="Ada of the test")


schema = strawberry.Schema(Query)


async def graphql(request: Request) -> JSONResponse:
    if request.headers.get("authorization") != f"Bearer {TOKEN}":
        return JSONResponse({"errors": [{"message": "No valid token."}]}, status_code=401)
    asked = await request.json()
    result = await schema.execute(
        asked["query"],
        variable_values=asked.get("variables"),
        operation_name=asked.get("operationName"),
    )
    errors = [error.formatted for error in result.errors or ()]
    return JSONResponse({"data": result.data} | ({"errors": errors} if errors else {}))


endpoint = Route("/graphql", graphql, methods=["POST"])
installed = Starlette(routes=[*routes(), endpoint])
without_packages = Starlette(routes=[*routes(NO_PACKAGES), endpoint])
