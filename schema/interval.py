"""A range of values."""

import strawberry


@strawberry.type(description="A range; the field that holds it says its unit and probability.")
class Interval:
    """A range of values."""

    low: float = strawberry.field(description="Lower end.")
    high: float = strawberry.field(description="Upper end.")
