"""Answers and findings as JSON, and back: what crosses processes and what is stored."""

import json
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeAlias, Union, get_args, get_origin, get_type_hints

import strawberry

_PLAIN = frozenset((NoneType, bool, int, float, str))

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"


def to_json(value: object) -> Json:
    """Return the JSON form of a dataclass made of dataclasses, enums, days, times and plain values.

    Raises
    ------
    TypeError
        If a value of another kind is met.
    """
    # By exact type, and the most frequent first: a person's answers are some 10,000 values.
    kind = type(value)
    if kind in _PLAIN:
        return value  # pyright: ignore[reportReturnType] as its type says
    if isinstance(value, list | tuple):
        return [item if type(item) in _PLAIN else to_json(item) for item in value]
    formed = _formed(value)
    if isinstance(formed, dict):
        return {name: to_json(item) for name, item in formed.items()}
    return formed


def to_text(value: object) -> str:
    """Return the JSON form as text, in a third of the time: lists are walked by the encoder.

    Raises
    ------
    TypeError
        If a value of another kind is met.
    ValueError
        If a number is not finite.
    """
    return json.dumps(
        value, default=_formed, allow_nan=False, check_circular=False, separators=(",", ":")
    )


def _formed(value: object) -> str | dict[str, object]:
    """Return the form of one value, what is in it as it is."""
    names = _names(type(value))
    if names is not None:
        return {name: getattr(value, name) for name in names}
    if isinstance(value, Enum):
        return value.name
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no JSON form")


@cache
def types_of(kind: type) -> Mapping[str, object]:
    """Return the type of every field of a dataclass, found once: Python takes 0.1 ms to do so."""
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in fields(kind)}


@cache
def _names(kind: type) -> tuple[str, ...] | None:
    return tuple(field.name for field in fields(kind)) if is_dataclass(kind) else None


@cache
def reader(kind: object) -> Callable[..., Any]:
    """Return the function that reads a value of this type from its JSON form.

    Raises
    ------
    TypeError
        If it is no type of a finding.
    """
    origin = get_origin(kind)
    if origin in {list, tuple}:
        return _list_reader(origin, get_args(kind)[0])
    if origin in {Union, UnionType}:
        return _optional_reader(kind)
    if kind in _READERS:
        return _READERS[kind]
    if not isinstance(kind, type):
        raise TypeError(f"{kind!r} has no JSON form")
    return kind.__members__.__getitem__ if issubclass(kind, Enum) else _object_reader(kind)


def _same(value: object) -> object:
    return value


_READERS: dict[object, Callable[..., object]] = {
    **dict.fromkeys((bool, int, float, str, strawberry.ID), _same),
    date: date.fromisoformat,
    datetime: datetime.fromisoformat,
}


def _list_reader(origin: Callable[..., object], of: type) -> Callable[..., object]:
    read = reader(of)

    def read_list(items: list[Json]) -> object:
        return origin(read(item) for item in items)

    return read_list if read is not _same else origin


def _optional_reader(kind: object) -> Callable[..., object]:
    (of,) = (item for item in get_args(kind) if item is not NoneType)
    read = reader(of)

    def read_optional(value: Json) -> object:
        return None if value is None else read(value)

    return read_optional


def _object_reader(kind: type) -> Callable[..., object]:
    readers = {name: reader(of) for name, of in types_of(kind).items()}

    def read_object(value: dict[str, Json]) -> object:
        return kind(**{name: read(value[name]) for name, read in readers.items()})

    return read_object
