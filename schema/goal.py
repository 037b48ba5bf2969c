"""What a person may aim at."""

from datetime import date, datetime
from enum import Enum

import strawberry

from schema.node import Node


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


UNITS = {
    GoalMetric.RECOVERY: "percent",
    GoalMetric.HRV: "ms",
    GoalMetric.RESTING_HEART_RATE: "bpm",
    GoalMetric.ASLEEP: "minutes",
    GoalMetric.BEDTIME_SPREAD: "minutes",
    GoalMetric.ENOUGH_SLEEP: "share of nights, 0 to 1",
    GoalMetric.WORKOUT_STRAIN: "strain, 0 to 21",
    GoalMetric.WORKOUT_ENERGY: "kcal",
}


@strawberry.type(description="What a person aims at; there is one goal of each metric at most.")
class Goal(Node):
    """What a person aims at."""

    metric: GoalMetric = strawberry.field(description="What it is about.")
    target: float = strawberry.field(description="The value aimed at, in `unit`.")
    unit: str = strawberry.field(description="Unit of the target.")
    by_on: date | None = strawberry.field(description="Local day to reach it by; null for any.")
    noted_at: datetime = strawberry.field(description="When it was set.")
