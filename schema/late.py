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


_AS_IN_JSON = _SHORT - {date, datetime} | {of | None for of in (bool, int, float, str)}


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


def read(kind: type, fields: dict[str, Any]) -> dict[str, Any]:
    """Read fields of a dataclass from their JSON, in their place."""
    for name, reading in _unlike_json(kind):
        if name in fields:
            fields[name] = reading(fields[name])
    return fields


@cache
def _unlike_json(kind: type) -> tuple[tuple[str, Callable[..., Any]], ...]:
    """Return what reads the fields that are not in Python what they are in JSON."""
    readers = {name: reader(of) for name, of in types_of(kind).items() if of not in _AS_IN_JSON}
    return tuple(readers.items())


@cache
def _late(kind: type) -> type[Any]:
    """Return a subclass whose objects turn into those of the class itself when they are whole."""
    own: dict[str, object] = {name: _Long(kind, name) for name in long_fields(kind)}

    def equals(late: object, other: object) -> bool:
        return _whole(late, kind) == other

    own |= {"__eq__": equals, "__hash__": None, "__module__": kind.__module__}
    return type(kind.__name__, (kind,), own)


class _Long:
    """Stands in the place of a field that was not read yet."""

    def __init__(self, kind: type, name: str) -> None:
        self._kind = kind
        self._name = name

    def __get__(self, late: object, _: type) -> object:
        return _whole(late, self._kind).__dict__[self._name]


def _whole(late: object, kind: type) -> object:
    rest = late.__dict__.get("_rest")
    if rest is not None:
        late.__dict__.update(rest())
        object.__setattr__(late, "__class__", kind)
        late.__dict__.pop("_rest", None)  # which another thread may have done meanwhile
    return late
