"""Suggesting: what a finding tells a person to do, as it is written down and answered to."""

import json
from collections.abc import Mapping
from datetime import date
from typing import TypeAlias

import strawberry

from ml.choices import Suggested
from schema.global_id import encode

# What a choice was made on: numbers, names, and lists of names.
Context: TypeAlias = Mapping[str, "float | int | str | bool | list[str] | None"]
# Of an action that nothing was drawn for.
CERTAIN = 1.0


def key(stem: str, on: date, action: str) -> str:
    """Return the name of an action of a day.

    >>> key("recommendations", date(2026, 3, 2), "EASY_DAY")
    'recommendations:2026-03-02:EASY_DAY'
    """
    return f"{stem}:{on.isoformat()}:{action}"


def suggestion_id(suggested: Suggested) -> strawberry.ID:
    """Return the id under which a person says what became of a suggestion."""
    return encode("Suggestion", suggested.key)


def day_of(suggestion_key: str) -> date:
    """Return the day that an action was suggested for.

    >>> day_of("recommendations:2026-03-02:EASY_DAY")
    datetime.date(2026, 3, 2)
    """
    return date.fromisoformat(suggestion_key.split(":")[1])


def written(context: Context) -> str:
    """Return a context in its one canonical form.

    >>> written({"weekday": 3, "debt_minutes": 40.0})
    '{"debt_minutes":40.0,"weekday":3}'
    """
    return json.dumps(dict(context), sort_keys=True, separators=(",", ":"), allow_nan=False)
