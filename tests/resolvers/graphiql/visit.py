"""One request to the GraphiQL routes, without a server."""

from pathlib import Path

import anyio
import httpx
from starlette.applications import Starlette

from resolvers.graphiql.page import routes


def get(path: str, packages: Path, headers: dict[str, str] | None = None) -> httpx.Response:
    transport = httpx.ASGITransport(Starlette(routes=routes(packages)))

    async def ask() -> httpx.Response:
        async with httpx.AsyncClient(transport=transport, base_url="http://attune") as client:
            return await client.get(path, headers=headers)

    return anyio.run(ask)
