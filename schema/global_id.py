"""Global ids: the type and the key of a thing, opaque to clients."""

import base64
import binascii

import strawberry


class UnknownId(ValueError):
    """An id that was not given out here."""


def encode(kind: str, *key: object) -> strawberry.ID:
    """Return the id of a thing.

    >>> decode(encode("Workout", 7))
    ('Workout', ['7'])
    """
    text = ":".join((kind, *(str(part) for part in key)))
    return strawberry.ID(base64.urlsafe_b64encode(text.encode()).decode())


def decode(given: str) -> tuple[str, list[str]]:
    """Return the type and the key of an id.

    Raises
    ------
    UnknownId
        If it is none.
    """
    try:
        kind, *key = base64.urlsafe_b64decode(given.encode()).decode().split(":")
    except (binascii.Error, ValueError) as error:
        raise UnknownId(f"{given!r} is no id of this server") from error
    if not key:
        raise UnknownId(f"{given!r} is no id of this server")
    return kind, key


def number(key: list[str]) -> int:
    """Return the number that a key consists of.

    Raises
    ------
    UnknownId
        If it is no single number.
    """
    if len(key) != 1 or not key[0].isdecimal() or len(key[0]) > 18:
        raise UnknownId("this is no id of this server")
    return int(key[0])
