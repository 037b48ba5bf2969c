"""One answer type an insight, derived from the catalogue: `SleepWindowAnswer` and the like."""

from typing import Any

import strawberry

from ml.catalogue import CATALOGUE
from ml.insight import AnyInsight
from schema.answer import Answer


def camel(stem: str) -> str:
    """Return a stem as GraphQL names a field.

    >>> camel("sleep_window")
    'sleepWindow'
    """
    first, *rest = stem.split("_")
    return first + "".join(word.title() for word in rest)


def _answer_type(insight: AnyInsight) -> type[Answer]:
    name = camel(insight.stem)
    kind = type(
        f"{name[0].upper()}{name[1:]}Answer",
        (Answer,),
        {
            "__module__": __name__,
            "__annotations__": {"finding": insight.finding | None},
            "finding": strawberry.field(
                description="What was found; null only where there is nothing to say."
            ),
        },
    )
    return strawberry.type(kind, description=f"The answer of `{name}`. {insight.about}")


# Each is a type of its own, made here, so nothing more exact can be said of them together.
ANSWER_TYPES: dict[str, type[Any]] = {insight.stem: _answer_type(insight) for insight in CATALOGUE}
