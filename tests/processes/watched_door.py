"""A server that prints which libraries it holds as it sends the end of each response.

Run by test_opening.py: `python -m tests.processes.watched_door FD`, a socket that listens.
"""

import sys
from typing import TYPE_CHECKING

import uvicorn

import main

if TYPE_CHECKING:
    from starlette.types import Message, Receive, Scope, Send

LIBRARIES = (
    *("alembic", "numpy", "pebble", "pydantic", "sqlalchemy", "sqlalchemy.orm", "sqlmodel"),
    *("starlette", "strawberry"),
)


async def watched(scope: "Scope", receive: "Receive", send: "Send") -> None:
    """Serve, and print before the end of every response, so that who has that has the line."""

    async def watching(message: "Message") -> None:
        if message["type"] == "http.response.body":
            held = [name for name in LIBRARIES if name in sys.modules]
            print("held:", *held, flush=True)  # noqa: T201  the one way to tell
        await send(message)

    await main.app(scope, receive, watching)


if __name__ == "__main__":
    uvicorn.run(watched, fd=int(sys.argv[1]), access_log=False)
