"""DATABASE_URL as hosts give it, as drivers take it, and as it may be shown.

The standard library alone, since the front door starts with it.
"""

from collections.abc import Collection
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit


def parameters(url: str) -> dict[str, str]:
    """Return what follows the question mark."""
    return dict(parse_qsl(urlsplit(url).query))


def with_parameters(url: str, known: Collection[str]) -> str:
    """Return the URL with those parameters that a driver knows.

    Hosts add some that are meant for other libraries, such as `pgbouncer=true`, and a driver that
    does not know one refuses all.
    """
    kept = {name: value for name, value in parameters(url).items() if name in known}
    parts = urlsplit(url)
    return parts._replace(scheme="postgresql", query=urlencode(kept)).geturl()


def shown(url: str) -> str:
    """Return what of a URL may be shown: which database where, and no user, password or option."""
    parts = urlsplit(url)
    where = parts.hostname or parameters(url).get("host", "")
    port = f":{parts.port}" if parts.port else ""
    return f"{unquote(parts.path.strip('/'))} at {where}{port}"
