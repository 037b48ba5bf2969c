"""A kept version of a model."""

from datetime import date, datetime

import strawberry

from schema.node import Node


@strawberry.type(description="A kept version of the model of one insight; two are kept of each.")
class ModelVersion(Node):
    """A kept version of a model."""

    insight: str = strawberry.field(description="Field name of the insight.")
    number: int = strawberry.field(description="Version, counted up from 1 at each fit.")
    algorithm: str = strawberry.field(description="What was fitted.")
    rows: int = strawberry.field(description="How many rows it was fitted on.")
    fitted_at: datetime = strawberry.field(description="When it was fitted.")
    fitted_through_on: date = strawberry.field(description="The last day of data it has seen.")
    live: bool = strawberry.field(description="Whether answers are made with it now.")
    rolled_back: bool = strawberry.field(
        description="True where the person made this earlier version live again."
    )
    size_bytes: int = strawberry.field(description="Size as kept, compressed, bytes.")
    libraries: str = strawberry.field(description="Versions of the libraries that it needs.")
