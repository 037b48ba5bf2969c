"""What a night measures, as far as levels are told of it."""

from enum import Enum

import strawberry


@strawberry.enum(description="A quantity of the night, and the unit that its levels are told in.")
class Signal(Enum):
    """A quantity of the night."""

    HRV = strawberry.enum_value(
        "HRV", description="Heart rate variability (rMSSD), ms; its levels are geometric means."
    )
    RESTING_HEART_RATE = strawberry.enum_value(
        "RESTING_HEART_RATE", description="Resting heart rate, bpm."
    )
    RESPIRATORY_RATE = strawberry.enum_value(
        "RESPIRATORY_RATE", description="Respiratory rate, breaths a minute."
    )
    RECOVERY = strawberry.enum_value("RECOVERY", description="Recovery, points of 100.")
    ASLEEP = strawberry.enum_value("ASLEEP", description="Time asleep, minutes.")
