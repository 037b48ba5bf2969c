"""What the server says of its insights."""

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
        description="Its share of the chance (.10 for all) of ever stating one false finding."
    )
