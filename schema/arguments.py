"""Arguments of insights: a frozen dataclass each, beside the finding it belongs to.

The fields are annotated with `strawberry.argument`. `__post_init__` refuses what cannot be used
and rounds the rest to the step that makes a difference, so that equal questions share an answer.
"""

import json
from dataclasses import dataclass, fields
from typing import TypeVar

_Arguments = TypeVar("_Arguments")


class BadArgument(ValueError):
    """An argument has a value that cannot be used."""


@dataclass(frozen=True)
class NoArguments:
    """For an insight that takes none."""


def write(arguments: object) -> str:
    """Return arguments in their one canonical form: sorted JSON without the defaults."""
    given = {
        field.name: getattr(arguments, field.name)
        for field in fields(arguments)  # pyright: ignore[reportArgumentType] any dataclass
        if getattr(arguments, field.name) != field.default
    }
    return json.dumps(given, sort_keys=True, separators=(",", ":"))


def read(kind: type[_Arguments], text: str) -> _Arguments:
    """Return arguments of their canonical form; their fields are plain values."""
    return kind(**json.loads(text))
