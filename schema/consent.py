"""Whether a person wants a feature that takes much computing."""

from datetime import datetime

import strawberry

from schema.feature import Feature
from schema.node import Node


@strawberry.type(description="Whether a person wants a feature that takes much computing.")
class Consent(Node):
    """Whether a person wants a feature."""

    feature: Feature = strawberry.field(description="The feature.")
    enabled: bool = strawberry.field(description="Whether it is on; off until it is chosen.")
    noted_at: datetime | None = strawberry.field(
        description="When it was last chosen; null if never."
    )
