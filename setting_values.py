"""How the text of a setting is read; what cannot be raises a ValueError or the like."""

from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path
from typing import TypeVar
from urllib.parse import parse_qsl, urlsplit

Number = TypeVar("Number", int, float)

POSTGRESQL = ("postgresql", "postgres")  # how a URL begins; hosts write both
# As Dask spells them.
SCHEMES = {"dask": "tcp", "dask+tls": "tls"}
# 32 letters of a generated secret carry at least the 128 bits that nobody guesses.
SHORTEST_SECRET = 32
MOST_DAYS = 36_500  # a life; the calendar does not go back for ever


def database(text: str) -> str:
    if text.partition("://")[0] in POSTGRESQL:
        parts = urlsplit(text)
        host = parts.hostname or dict(parse_qsl(parts.query)).get("host")
        if not (host and parts.path.strip("/") and parts.port != 0):  # what is no port raises
            raise ValueError("no host, no database, or no port")
        return text
    scheme, _, path = text.partition(":///")
    if text and (scheme != "sqlite" or not path):
        raise ValueError("no SQLite file")
    return text


def http_url(text: str) -> str:
    if text and not text.startswith(("http://", "https://")):
        raise ValueError("no address")
    return text


def scheduler(text: str) -> str:
    """Return the address of dask://HOST:PORT as Dask writes it.

    Raises
    ------
    ValueError
        If it is no such address.
    """
    scheme, _, place = text.partition("://")
    host, _, number = place.rpartition(":")
    if not text:
        return ""
    if scheme not in SCHEMES or not host or not port(number):
        raise ValueError("no scheduler")
    return f"{SCHEMES[scheme]}://{place}"


def seconds(text: str) -> timedelta:
    return timedelta(seconds=positive(float(text)))


def megabytes(text: str) -> int:
    return positive(int(text)) * 1_000_000


def count(text: str) -> int:
    return positive(int(text))


def host_names(text: str) -> frozenset[str]:
    names = words(text.lower())
    # A name as browsers send it; the port is not looked at.
    if any(set(name) & set("/:*@") for name in names):
        raise ValueError("more than names")
    return names


def origins(text: str) -> frozenset[str]:
    origins = words(text)
    for origin in origins:
        scheme, _, host = origin.partition("://")
        if scheme not in {"http", "https"} or not host or set(host) & set("/*@?#"):
            raise ValueError("no origin")
    return origins


def proxies(text: str) -> str:
    if text != "*":
        for proxy in text.split(","):
            ip_network(proxy.strip())
    return text


def days(text: str) -> int | None:
    if not text:
        return None
    if not 1 <= int(text) <= MOST_DAYS:
        raise ValueError("no number of days")
    return int(text)


def positive(number: Number) -> Number:
    if not number > 0:
        raise ValueError("not positive")
    return number


def port(text: str) -> int:
    if not 0 <= int(text) <= 65535:
        raise ValueError("no port")
    return int(text)


def yes_no(text: str) -> bool:
    return {"yes": True, "no": False}[text.lower()]


def existing(text: str) -> Path | None:
    if text and not Path(text).exists():
        raise ValueError("not there")
    return Path(text) if text else None


def token(text: str) -> str:
    if text and len(text) < SHORTEST_SECRET:
        raise ValueError("too short")
    return text


def words(text: str) -> frozenset[str]:
    return frozenset(text.replace(",", " ").split())


def keys(text: str) -> tuple[str, ...]:
    keys = tuple(text.replace(",", " ").split())
    if any(len(key) < SHORTEST_SECRET for key in keys):
        raise ValueError("too short")
    return keys
