"""What the front door and the application both say of who may come in.

The standard library alone, since the front door starts with it.
"""

from typing import TYPE_CHECKING

from resolvers.front.plain_http import Headers, header, send_error

if TYPE_CHECKING:
    from starlette.types import Send

# /metrics knows a token that is none of a person, and asks for it itself.
OPEN_TO_ALL = ("/healthz", "/readyz", "/graphiql", "/", "/metrics")
REFUSED = (
    "send the header 'Authorization: Bearer TOKEN' with a token in force; "
    "`python main.py token add` makes one"
)


def is_open(path: str) -> bool:
    """Tell whether a path needs no token."""
    return path in OPEN_TO_ALL or path.startswith("/graphiql/assets/")


def token_of(headers: Headers) -> str:
    """Return the bearer token of a request, empty where there is none."""
    scheme, _, token = header(headers, b"authorization").decode("latin-1").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


async def refuse(send: "Send") -> None:
    """Answer 401."""
    await send_error(send, 401, REFUSED, [(b"www-authenticate", b"Bearer")])


async def may_not_read(send: "Send") -> None:
    """Answer 403."""
    await send_error(send, 403, "this token may not read; use one with the scope read")
