"""What a person may aim at."""

from enum import Enum

import strawberry


@strawberry.enum(description="What a goal is about, and its unit.")
class GoalMetric(Enum):
    """What a goal is about."""

    RECOVERY = strawberry.enum_value("RECOVERY", description="Mean recovery of 28 nights, percent.")
    HRV = strawberry.enum_value(
        "HRV", description="Level of HRV (rMSSD) of 28 nights, geometric mean, ms."
    )
    RESTING_HEART_RATE = strawberry.enum_value(
        "RESTING_HEART_RATE", description="Mean resting heart rate of 28 nights, bpm."
    )
    ASLEEP = strawberry.enum_value("ASLEEP", description="Mean time asleep of 28 nights, minutes.")
    BEDTIME_SPREAD = strawberry.enum_value(
        "BEDTIME_SPREAD",
        description="Standard deviation of the times of falling asleep of 28 nights, minutes.",
    )
    ENOUGH_SLEEP = strawberry.enum_value(
        "ENOUGH_SLEEP",
        description="Share of 28 nights with at least as much sleep as needed, 0 to 1.",
    )
    WORKOUT_STRAIN = strawberry.enum_value(
        "WORKOUT_STRAIN", description="Strain of a workout, 0 to 21."
    )
    WORKOUT_ENERGY = strawberry.enum_value(
        "WORKOUT_ENERGY", description="Energy of a workout as WHOOP estimates it, kcal."
    )
