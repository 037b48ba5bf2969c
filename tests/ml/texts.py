"""The sentences of a conclusion, wherever in its finding they stand."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass


def values(found: object, name: str = "") -> Iterator[tuple[str, object]]:
    """Yield (field, value) for every plain value in a finding; items of a list by the list's."""
    if isinstance(found, (list, tuple)):
        for item in found:
            yield from values(item, name)
    elif is_dataclass(found):
        for field in fields(found):
            yield from values(getattr(found, field.name), field.name)
    else:
        yield name, found


def sentences(found: object) -> list[str]:
    """Return what a person reads of a finding."""
    return [str(value) for name, value in values(found) if name in {"headline", "text"}]
