"""The type `Insights`: one lazy field an insight, derived from the catalogue."""

import inspect
from collections.abc import Awaitable
from dataclasses import dataclass, fields
from datetime import date
from typing import TYPE_CHECKING, Any, Protocol, get_type_hints

import strawberry

from ml.catalogue import CATALOGUE
from ml.insight import AnyInsight
from resolvers.answer_types import ANSWER_TYPES
from resolvers.asked import Asked
from resolvers.context import Info
from schema.answer import Answer


class Standpoint(Protocol):
    """What the insights stand on; `past` is None for the last data day."""

    past: date | None


async def last_data_day(info: Info) -> date | None:
    """Return the last day of which the person has data."""
    context = info.context
    return await context.application.path.last_on(context.person_id, context.deadline)


async def _as_of(self: Standpoint, info: Info) -> date | None:
    return self.past or await last_data_day(info)


def _field(insight: AnyInsight) -> Any:  # noqa: ANN401  Strawberry's own type of a field
    def resolve(self: Standpoint, info: Info, **given: object) -> Awaitable[Answer]:
        asked = Asked(insight, insight.arguments(**given), self.past)
        return info.context.answers.load(asked)

    keyword = inspect.Parameter.KEYWORD_ONLY
    hints = get_type_hints(insight.arguments, include_extras=True)
    arguments = [
        inspect.Parameter(
            argument.name, keyword, default=argument.default, annotation=hints[argument.name]
        )
        for argument in fields(insight.arguments)
    ]
    own = [
        inspect.Parameter("self", inspect.Parameter.POSITIONAL_OR_KEYWORD),
        inspect.Parameter("info", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=Info),
    ]
    answer = ANSWER_TYPES[insight.stem] | None
    resolve.__signature__ = inspect.Signature([*own, *arguments], return_annotation=answer)  # pyright: ignore[reportFunctionMemberAccess] what `inspect` reads
    resolve.__annotations__ = {
        "info": Info,
        "return": answer,
        **{argument.name: hints[argument.name] for argument in fields(insight.arguments)},
    }
    return strawberry.field(
        resolver=resolve, description=insight.about, metadata={"cost": insight.cost_ms}
    )


def _insights() -> Any:  # noqa: ANN401  a type made here has no static one
    members = {
        "__annotations__": {"past": strawberry.Private[date | None]},
        "as_of": strawberry.field(
            resolver=_as_of,
            description="The day as of which all is told: the last one with data unless an "
            "earlier one was asked for. Null without data.",
        ),
        **{insight.stem: _field(insight) for insight in CATALOGUE},
    }
    return strawberry.type(
        type("Insights", (), members),
        description="The insights. Each is computed only when it is selected; one that fails is "
        "null and leaves the rest whole.",
    )


if TYPE_CHECKING:

    @dataclass
    class Insights:
        """What a type checker knows of it; the fields are the catalogue's."""

        past: date | None

else:
    Insights = _insights()
