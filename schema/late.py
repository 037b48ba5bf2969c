"""Objects of which the long fields are read when one of them is first asked for.

A query mostly asks for numbers and words; most of what is stored are lists to plot.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin

import strawberry

from schema.json_form import reader, types_of

Value = TypeVar("Value")
Fields = Mapping[str, Any]

_SHORT: frozenset[object] = frozenset(
    (NoneType, bool, int, float, str, strawberry.ID, date, datetime)
)


@cache
def long_fields(kind: type) -> frozenset[str]:
    """Return the fields of a dataclass that hold lists or other dataclasses."""
    return frozenset(name for name, of in types_of(kind).items() if not _is_short(of))


def made(kind: type[Value], known: Fields, rest: Callable[[], Fields]) -> Value:
    """Return an object of known fields, whose other ones are there once they are asked for."""
    late: Value = object.__new__(_late(kind))
    late.__dict__.update(known, _rest=rest)
    return late


def _is_short(of: object) -> bool:
    if get_origin(of) in {Union, UnionType}:
        return all(_is_short(each) for each in get_args(of))
    return of in _SHORT or (isinstance(of, type) and issubclass(of, Enum))


@cache
def readers(kind: type) -> Mapping[str, Callable[..., Any]]:
    """Return what reads each field of a dataclass from JSON."""
    return {name: reader(of) for name, of in types_of(kind).items()}


@cache
def _late(kind: type) -> type[Any]:
    """Return a subclass whose objects turn into those of the class itself when they are whole."""

    def whole(late: object) -> object:
        rest = late.__dict__.get("_rest")
        if rest is not None:
            late.__dict__.update(rest())
            object.__setattr__(late, "__class__", kind)
            late.__dict__.pop("_rest", None)  # which another thread may have done meanwhile
        return late

    def missing(late: object, name: str) -> object:
        if name not in long_fields(kind):
            raise AttributeError(f"{kind.__name__} has no {name}")
        return whole(late).__dict__[name]

    def equals(late: object, other: object) -> bool:
        return whole(late) == other

    own = {
        "__getattr__": missing,
        "__eq__": equals,
        "__hash__": None,
        "__module__": kind.__module__,
    }
    return type(kind.__name__, (kind,), own)
