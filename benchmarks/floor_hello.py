"""Strawberry's hello, with nothing of ours."""

import sys

import strawberry
import uvicorn
from strawberry.asgi import GraphQL


@strawberry.type
class Query:
    @strawberry.field
    def hello(self) -> str:
        return "world"


app = GraphQL[None, None](strawberry.Schema(Query))

if __name__ == "__main__":
    uvicorn.run(
        app,
        port=int(sys.argv[1]),
        log_config=None,
        access_log=False,
        lifespan="off",
        loop="asyncio",
    )
