"""Pages of other origins: a browser lets those that are listed ask, and no others.

There are no cookies, so a page that is not listed has nothing to ask with: the token goes in a
header, for which a browser asks first. The standard library alone, for the front door.
"""

from typing import TYPE_CHECKING

from resolvers.front.plain_http import Headers, header

if TYPE_CHECKING:
    from starlette.types import Scope

# What a page may read of an answer beside its body.
EXPOSED = b"Age, Retry-After, X-Attune-Answer, X-Request-Id"
PREFLIGHT = (
    (b"access-control-allow-methods", b"GET, POST"),
    (b"access-control-allow-headers", b"Accept, Authorization, Content-Type"),
    # Two hours is the longest that browsers keep it.
    (b"access-control-max-age", b"7200"),
)
VARY = (b"vary", b"Origin")


class Origins:
    """The origins whose pages may ask."""

    def __init__(self, allowed: frozenset[str]) -> None:
        """Allow these, each as a browser writes it: scheme, host, and port if not the usual one."""
        self._allowed = frozenset(origin.encode() for origin in allowed)

    def headers(self, scope: "Scope") -> Headers:
        """Return what an answer says of who may read it."""
        if not self._allowed:
            return ()
        origin = header(scope["headers"], b"origin")
        if origin not in self._allowed:
            return (VARY,)
        return (
            VARY,
            (b"access-control-allow-origin", origin),
            (b"access-control-expose-headers", EXPOSED),
        )

    def may_ask_first(self, scope: "Scope") -> bool:
        """Tell whether this is a browser's question beforehand, on behalf of a page that may."""
        headers: Headers = scope["headers"]
        return (
            scope["method"] == "OPTIONS"
            and header(headers, b"access-control-request-method") != b""
            and header(headers, b"origin") in self._allowed
        )
