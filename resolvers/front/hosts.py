"""Whether a request came to the right place: on this machine alone, and under a name of it.

A page of elsewhere whose name is made to point to this machine (DNS rebinding) asks under its own
name. The standard library alone, since the front door asks this first.
"""

import ipaddress
import logging
from functools import lru_cache
from typing import TYPE_CHECKING

from resolvers.front.plain_http import header

if TYPE_CHECKING:
    from starlette.types import Scope

log = logging.getLogger("attune.hosts")

OWN_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})
ELSEWHERE = (
    "this server is set up for its own machine alone, and was reached from another: set HOST to "
    "the address it listens on, with ATTUNE_KEYS and a token"
)
FOREIGN = (
    "this server goes by localhost; if another name is meant to lead here, such as that of a "
    "proxy, set ATTUNE_HOSTS to it"
)


class Hosts:
    """What a server that was set up for some address answers to."""

    def __init__(self, host: str, names: frozenset[str]) -> None:
        """Take the address of the settings, and further names for one that is the machine's own."""
        self._strangers_welcome = not is_loopback(host)
        self._names = OWN_NAMES | names | {f"[{host}]" if ":" in host else host}
        self._said = False

    def refusal(self, scope: "Scope") -> str | None:
        """Return why a request is turned away, None where it is not."""
        if self._strangers_welcome:
            return None
        reached = scope.get("server")
        # Whoever starts the server may have it listen where the settings do not say.
        if reached and _is_elsewhere(reached[0]):
            if not self._said:
                self._said = True
                log.error(ELSEWHERE)
            return ELSEWHERE
        named = header(scope["headers"], b"host").decode("latin-1").lower()
        return None if without_port(named) in self._names else FOREIGN


def is_loopback(host: str) -> bool:
    """Tell whether only this machine can reach the host."""
    if host == "localhost":
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback


def without_port(host: str) -> str:
    """Return the name of a Host header.

    >>> without_port("[::1]:8000"), without_port("localhost:8000"), without_port("[::1]")
    ('[::1]', 'localhost', '[::1]')
    """
    name, _, port = host.rpartition(":")
    return name if name and port.isdigit() else host


@lru_cache(maxsize=16)  # a machine has a handful of addresses
def _is_elsewhere(reached: str) -> bool:
    # A socket of the file system has a path in the place of an address.
    return not reached.startswith("/") and not is_loopback(reached)
