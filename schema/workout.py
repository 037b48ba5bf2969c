"""One workout."""

from datetime import datetime
from enum import Enum

import strawberry

from schema.node import Node


@strawberry.enum(description="Where a record comes from.")
class Source(Enum):
    """Where a record comes from."""

    WHOOP = strawberry.enum_value("WHOOP", description="A WHOOP export.")
    OWN = strawberry.enum_value("OWN", description="Written down by the person here.")


@strawberry.type(description="One workout. Null is missing, never 0.")
class Workout(Node):
    """One workout."""

    source: Source = strawberry.field(description="Where the record comes from.")
    activity: str = strawberry.field(description="Kind of activity, one stable name each.")
    started_at: datetime = strawberry.field(description="Start, local time with its offset.")
    ended_at: datetime = strawberry.field(description="End, local time with its offset.")
    duration_minutes: float | None = strawberry.field(description="Duration, minutes.")
    strain: float | None = strawberry.field(description="Strain of the workout, 0 to 21.")
    energy_kcal: float | None = strawberry.field(
        description="Energy used, as the device estimates it, kcal."
    )
    average_heart_rate_bpm: float | None = strawberry.field(
        description="Average heart rate, beats a minute."
    )
    max_heart_rate_bpm: float | None = strawberry.field(
        description="Highest heart rate, beats a minute."
    )
    zone_1_percent: float | None = strawberry.field(
        description="Share of the time in heart rate zone 1, percent. Zone 0 is not exported."
    )
    zone_2_percent: float | None = strawberry.field(description="Likewise in zone 2, percent.")
    zone_3_percent: float | None = strawberry.field(description="Likewise in zone 3, percent.")
    zone_4_percent: float | None = strawberry.field(description="Likewise in zone 4, percent.")
    zone_5_percent: float | None = strawberry.field(description="Likewise in zone 5, percent.")
    distance_meters: float | None = strawberry.field(description="Distance, meters.")
    altitude_gain_meters: float | None = strawberry.field(description="Ascent, meters.")
