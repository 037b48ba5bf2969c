"""How every program that ours is compared with is served: by uvicorn, which logs nothing."""

import sys
from typing import TYPE_CHECKING

import uvicorn

if TYPE_CHECKING:
    from starlette.types import ASGIApp


def serve(app: "ASGIApp") -> None:
    """Serve an app on the port that the command line names."""
    uvicorn.run(
        app,
        port=int(sys.argv[1]),
        log_config=None,
        access_log=False,
        lifespan="off",
        loop="asyncio",
    )
