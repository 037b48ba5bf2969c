"""The floor: an ASGI app that answers every request alike, with nothing between it and uvicorn."""

from typing import TYPE_CHECKING

from benchmarks.floor import serve

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

BODY = b'{"data": {"hello": "world"}}'


async def app(scope: "Scope", receive: "Receive", send: "Send") -> None:
    """Read the request, and answer."""
    del scope
    while (await receive()).get("more_body", False):
        pass
    headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(BODY))]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": BODY})


if __name__ == "__main__":
    serve(app)
