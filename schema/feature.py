"""What takes much computing, and is off until a person switches it on."""

from enum import Enum

import strawberry


@strawberry.enum(description="What takes much computing, and is off until it is switched on.")
class Feature(Enum):
    """What takes much computing."""

    CANDIDATE_ALGORITHMS = strawberry.enum_value(
        "CANDIDATE_ALGORITHMS",
        description="Once a month, evaluating other algorithms (forests, boosting, exponential "
        "smoothing, ARIMA, isolation forests) on the person's own past; one that is clearly more "
        "accurate takes over.",
    )
