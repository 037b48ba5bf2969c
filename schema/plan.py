"""One planned workout."""

from datetime import date, datetime

import strawberry

from schema.node import Node


@strawberry.type(
    description="A workout that a person means to do. Null is not known; forecasts use what is."
)
class Plan(Node):
    """One planned workout."""

    day_on: date = strawberry.field(description="Local day that it is planned for.")
    activity: str | None = strawberry.field(
        description="Kind of activity, one stable name each; null where it was left open."
    )
    minutes: float | None = strawberry.field(description="Planned duration, minutes.")
    strain: float | None = strawberry.field(description="Planned strain of the workout, 0 to 21.")
    noted_at: datetime = strawberry.field(description="When it was written down.")
