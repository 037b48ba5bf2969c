"""What the server says of its insights, and of what it keeps."""

from enum import Enum

import strawberry


@strawberry.type(description="An insight that this server can give.")
class InsightDescription:
    """An insight that this server can give."""

    field: str = strawberry.field(description="Its field in `Insights`.")
    about: str = strawberry.field(description="What it tells.")
    need: int = strawberry.field(description="How much data it needs, in `unit`.")
    unit: str = strawberry.field(description="What `need` counts.")
    learned: bool = strawberry.field(description="Whether a model is fitted for it.")
    uses: list[str] = strawberry.field(description="Fields of the insights it builds on.")
    error_budget: float | None = strawberry.field(
        description="Its share of the chance (.10 for all) of ever stating one false finding. "
        "Null where it tests nothing."
    )


@strawberry.enum(description="What becomes of what is kept when the server restarts.")
class DurabilityState(Enum):
    """What becomes of what is kept when the server restarts."""

    DURABLE = strawberry.enum_value("DURABLE", description="It stays.")
    EPHEMERAL = strawberry.enum_value("EPHEMERAL", description="It is lost.")


@strawberry.type(description="Whether what is kept outlasts a restart of the server.")
class Durability:
    """Whether what is kept outlasts a restart of the server."""

    state: DurabilityState = strawberry.field(description="What becomes of it.")
    advice: str | None = strawberry.field(
        description="What whoever runs the server can do about it; null where it stays."
    )
