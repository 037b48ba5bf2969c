"""Answers as they are stored: JSON, compressed beside the words that all of their type share.

In three lines: what is short of the answer and of its finding, then what is long of the answer,
then what is long of the finding. The last one, mostly lists to plot, is three quarters of what is
stored, and few queries ask for it; the first is read at once, and the others when they are needed.
"""

import json
import zlib
from collections.abc import Collection, Mapping
from dataclasses import is_dataclass
from enum import Enum
from functools import cache, partial
from types import NoneType
from typing import Any, TypeVar, get_args

from schema import late
from schema.answer import Answer
from schema.caveats import TEXTS
from schema.json_form import to_text, types_of

Kind = TypeVar("Kind", bound=Answer)
Fields = dict[str, Any]

# 6 of 9: all answers of 700 nights take 30 kB in 2 ms of CPU; 3 takes 32 kB, 9 half as long again.
LEVEL = 6
# First lines are shorter, but for those with the longest words.
FIRST_BYTES = 1536
CHECK_BYTES = 4
# Whether an answer was kept, which they tell, is looked at whatever is asked.
NEEDED = frozenset(("finding", "caveats"))


class UnreadableAnswer(ValueError):
    """What is stored was damaged, or written by other code."""


def pack(answer: Answer) -> bytes:
    """Return an answer as bytes.

    Raises
    ------
    ValueError
        If a number in it is not finite.
    """
    first, second = _parted(_fields(answer), late.long_fields(type(answer)) - NEEDED)
    third: Fields = {}
    if (finding := first["finding"]) is not None:
        first["finding"], third = _parted(_fields(finding), late.long_fields(type(finding)))
    text = "\n".join(map(to_text, (first, second, third)))
    packing = zlib.compressobj(LEVEL, zdict=words(type(answer)))
    # zlib's own check, at the end, is of what it unpacks to, and so of no use to who reads a part.
    stream = (packing.compress(text.encode()) + packing.flush())[:-CHECK_BYTES]
    return stream + _check(stream)


def unpack(kind: type[Kind], packed: bytes) -> Kind:
    """Return the answer of a kind that `pack` wrote.

    Raises
    ------
    UnreadableAnswer
        If it was damaged or written by other code, or no answer is there.
    """
    stream = packed[:-CHECK_BYTES]
    if packed[-CHECK_BYTES:] != _check(stream):
        raise UnreadableAnswer(f"{kind.__name__}: it is damaged")
    first: Fields = json.loads(_first_line(kind, stream))
    finding, of = first.pop("finding"), _finding(kind)
    known = late.read(kind, first)
    known["finding"] = finding
    if finding is not None:
        rest = partial(_line, kind, stream, 2, of)
        known["finding"] = late.made(of, late.read(of, finding), rest)
    return late.made(kind, known, partial(_line, kind, stream, 1, kind))


@cache
def words(kind: type[Answer]) -> bytes:
    """Return what JSON of a type says again each time: a quarter less to store of short ones."""
    caveats = (f'{{"code":"{code.name}","text":"{text}"}}' for code, text in TEXTS.items())
    outlines = {name: _outline(of) for name, of in types_of(kind).items()}
    of_finding = {name: _outline(of) for name, of in types_of(_finding(kind)).items()}
    short, third = _parted(of_finding, late.long_fields(_finding(kind)))
    outlines["finding"] = _named(short)
    first, second = _parted(outlines, late.long_fields(kind) - NEEDED)
    return ",".join((*caveats, "\n".join(map(_named, (first, second, third))))).encode()


@cache
def _outline(kind: object) -> str:
    if of := get_args(kind):
        return "".join(_outline(each) for each in of)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return ",".join(f'"{value.name}"' for value in kind)
    if isinstance(kind, type) and is_dataclass(kind):
        return _named({name: _outline(of) for name, of in types_of(kind).items()})
    return ""


def _named(outlines: Mapping[str, str]) -> str:
    named = (f'"{name}":{outline}' for name, outline in outlines.items())
    return f"{{{','.join(named)}}}"


@cache
def _finding(kind: type[Answer]) -> type[Any]:
    (of,) = (each for each in get_args(types_of(kind)["finding"]) if each is not NoneType)
    return of


def _fields(value: object) -> Fields:
    return {name: getattr(value, name) for name in types_of(type(value))}


def _parted(fields: Fields, long: Collection[str]) -> tuple[Fields, Fields]:
    short = {name: value for name, value in fields.items() if name not in long}
    return short, {name: fields[name] for name in fields if name in long}


def _check(stream: bytes) -> bytes:
    return zlib.crc32(stream).to_bytes(CHECK_BYTES)


def _first_line(kind: type, stream: bytes) -> bytes:
    inflating = zlib.decompressobj(zdict=words(kind))
    try:
        text = inflating.decompress(stream, FIRST_BYTES)
        while b"\n" not in text and inflating.unconsumed_tail:
            text += inflating.decompress(inflating.unconsumed_tail, FIRST_BYTES)
    except zlib.error as error:
        raise UnreadableAnswer(f"{kind.__name__}: {error}") from error
    return text.partition(b"\n")[0]


def _line(kind: type, stream: bytes, number: int, of: type) -> Fields:
    """Return the fields that stand in a later line, which are of an answer or of its finding."""
    text = zlib.decompressobj(zdict=words(kind)).decompress(stream)
    return late.read(of, json.loads(text.split(b"\n")[number]))
