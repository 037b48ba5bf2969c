"""A mean difference that is shown beside a tested one, and not tested itself."""

import strawberry

from schema.interval import Interval


@strawberry.type(
    description="A mean difference shown beside the one that is tested, comparing similar days. "
    "It is not tested, so no claim rests on it; it is drawn towards zero."
)
class Difference:
    """A difference that is shown and not tested."""

    estimate: float = strawberry.field(description="The difference, in `unit`.")
    interval90: Interval = strawberry.field(description="90 % interval of it, in `unit`.")
    unit: str = strawberry.field(description="Unit of the difference, such as recovery points.")
    nights: int = strawberry.field(description="Nights compared.")
