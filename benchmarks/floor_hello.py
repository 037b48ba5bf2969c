"""Strawberry's hello, with nothing of ours."""

import strawberry
from strawberry.asgi import GraphQL

from benchmarks.floor import serve


@strawberry.type
class Query:
    @strawberry.field
    def hello(self) -> str:
        return "world"


app = GraphQL[None, None](strawberry.Schema(Query))

if __name__ == "__main__":
    serve(app)
