"""Arguments of insights: a frozen dataclass each, beside the finding it belongs to.

The fields are annotated with `strawberry.argument`. `__post_init__` refuses what cannot be used
and rounds the rest to the step that makes a difference, so that equal questions share an answer.
"""

import json
import re
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import TypeVar, get_type_hints

from schema.json_form import reader, to_json

_Arguments = TypeVar("_Arguments")

STEP_MINUTES = 5  # recovery moves by a fifth of a point in five minutes of sleep


class BadArgument(ValueError):
    """An argument has a value that cannot be used."""


@dataclass(frozen=True)
class NoArguments:
    """For an insight that takes none."""


def rounded_clock(name: str, text: str) -> str:
    """Return a time of day rounded to five minutes.

    >>> rounded_clock("bedtime", "23:58")
    '00:00'
    """
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", text):
        raise BadArgument(f"{name}: {text!r} is no time of day; give local HH:MM, such as 22:45")
    minutes = int(text[:2]) * 60 + int(text[3:])
    rounded = round(minutes / STEP_MINUTES) * STEP_MINUTES % (24 * 60)
    return f"{rounded // 60:02d}:{rounded % 60:02d}"


@lru_cache(maxsize=1024)  # every request names each of its questions, mostly the same ones
def write(arguments: object) -> str:
    """Return arguments in their one canonical form: sorted JSON without the defaults."""
    given = {
        field.name: to_json(getattr(arguments, field.name))
        for field in fields(arguments)  # pyright: ignore[reportArgumentType] any dataclass
        if getattr(arguments, field.name) != field.default
    }
    return json.dumps(given, sort_keys=True, separators=(",", ":"))


def read(kind: type[_Arguments], text: str) -> _Arguments:
    """Return arguments of their canonical form."""
    given = json.loads(text)
    hints = get_type_hints(kind)
    return kind(**{name: reader(hints[name])(value) for name, value in given.items()})
