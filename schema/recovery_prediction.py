"""Finding: tomorrow's recovery, as known this evening."""

from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Annotated

import strawberry

from schema.arguments import STEP_MINUTES, BadArgument, rounded_clock
from schema.interval import Interval
from schema.sleep_window import BedtimeSpan

# WHOOP's own sleeps under 2 h are no nights; 16 h is the longest that a what-if is good for.
SHORTEST_MINUTES, LONGEST_MINUTES = 120, 960


@dataclass(frozen=True)
class RecoveryPredictionArguments:
    """What the coming night would be like."""

    bedtime: Annotated[
        str | None,
        strawberry.argument(
            description="A time of falling asleep to try, local HH:MM, rounded to 5 minutes."
        ),
    ] = None
    sleep_minutes: Annotated[
        int | None,
        strawberry.argument(description="Minutes asleep to try, 120 to 960, rounded to 5."),
    ] = None

    def __post_init__(self) -> None:
        """Refuse what is no night, and round to five minutes."""
        if self.bedtime is not None:
            object.__setattr__(self, "bedtime", rounded_clock("bedtime", self.bedtime))
        if self.sleep_minutes is not None:
            if not SHORTEST_MINUTES <= self.sleep_minutes <= LONGEST_MINUTES:
                raise BadArgument(
                    f"sleepMinutes: {self.sleep_minutes} is outside "
                    f"{SHORTEST_MINUTES} to {LONGEST_MINUTES}; give minutes asleep, such as 450"
                )
            rounded = round(self.sleep_minutes / STEP_MINUTES) * STEP_MINUTES
            object.__setattr__(self, "sleep_minutes", rounded)


@strawberry.enum(description="What a driver of the prediction measures.")
class DriverName(Enum):
    """What a driver of the prediction measures."""

    RECOVERY_TODAY = strawberry.enum_value("RECOVERY_TODAY", description="This morning's recovery.")
    RECOVERY_YESTERDAY = strawberry.enum_value(
        "RECOVERY_YESTERDAY", description="Yesterday morning's recovery."
    )
    RECOVERY_LATELY = strawberry.enum_value(
        "RECOVERY_LATELY", description="Mean recovery of about the last week and month."
    )
    STRAIN_TODAY = strawberry.enum_value("STRAIN_TODAY", description="Today's strain.")
    STRAIN_LATELY = strawberry.enum_value(
        "STRAIN_LATELY", description="Mean strain of about the last week."
    )
    HRV_DEVIATION = strawberry.enum_value(
        "HRV_DEVIATION",
        description="HRV of this morning and the last week against the own usual level.",
    )
    RESTING_HEART_RATE_DEVIATION = strawberry.enum_value(
        "RESTING_HEART_RATE_DEVIATION",
        description="Resting heart rate of this morning and the last week against the own usual "
        "level.",
    )
    RESPIRATORY_RATE_DEVIATION = strawberry.enum_value(
        "RESPIRATORY_RATE_DEVIATION",
        description="Last night's respiratory rate against the own usual level.",
    )
    SKIN_TEMPERATURE_DEVIATION = strawberry.enum_value(
        "SKIN_TEMPERATURE_DEVIATION",
        description="Last night's skin temperature against the own usual level.",
    )
    SLEEP_LAST_NIGHT = strawberry.enum_value(
        "SLEEP_LAST_NIGHT", description="Minutes asleep last night."
    )
    SLEEP_DEBT = strawberry.enum_value("SLEEP_DEBT", description="Sleep debt as of last night.")
    BEDTIME_LAST_NIGHT = strawberry.enum_value(
        "BEDTIME_LAST_NIGHT", description="Last night's bedtime against the own usual one."
    )
    WEEKDAY = strawberry.enum_value(
        "WEEKDAY", description="The day of the week of the morning predicted."
    )
    BEDTIME = strawberry.enum_value("BEDTIME", description="The bedtime asked about.")
    SLEEP_MINUTES = strawberry.enum_value("SLEEP_MINUTES", description="The sleep asked about.")


@strawberry.type(description="What moves the prediction from this person's average evening.")
class Driver:
    """What moves the prediction."""

    name: DriverName = strawberry.field(description="What it measures.")
    points: float = strawberry.field(
        description="Recovery points that it adds to the prediction; goes with, not causes."
    )


@strawberry.type(
    description="The nights lived: the middle nine tenths of the person's own. Nothing is said "
    "beyond."
)
class LivedNights:
    """The nights lived."""

    bedtime: BedtimeSpan | None = strawberry.field(
        description="Times of falling asleep; null where none is known."
    )
    sleep_minutes: Interval | None = strawberry.field(
        description="Minutes asleep; null where none is known."
    )


@strawberry.type(
    description="Recovery of the morning after `asOf`, from what is known in the evening: never "
    "from the HRV, heart rate or sleep of the same night, of which WHOOP computes it. The range "
    "is wide because recovery hardly depends on the day before."
)
class RecoveryPrediction:
    """Recovery of the next morning."""

    morning_on: date = strawberry.field(description="The morning predicted.")
    recovery_percent: float = strawberry.field(description="Expected recovery, 1 to 99.")
    interval50: Interval = strawberry.field(description="50 % interval, recovery percent.")
    interval80: Interval = strawberry.field(description="80 % interval, recovery percent.")
    interval90: Interval = strawberry.field(description="90 % interval, recovery percent.")
    red_probability: float = strawberry.field(description="P(recovery 33 or less), 0 to 1.")
    yellow_probability: float = strawberry.field(description="P(recovery 34 to 66), 0 to 1.")
    green_probability: float = strawberry.field(description="P(recovery 67 or more), 0 to 1.")
    usual_recovery_percent: float = strawberry.field(description="Own mean recovery.")
    drivers: list[Driver] = strawberry.field(description="Largest first; empty for the average.")
    asked_bedtime: str | None = strawberry.field(
        description="The time of falling asleep that was asked about, local HH:MM; "
        "null where none was."
    )
    asked_sleep_minutes: int | None = strawberry.field(
        description="The minutes asleep that were asked about; null where none were."
    )
    refusal: str | None = strawberry.field(
        description="Why nothing is said of the night asked about: it lies outside what was "
        "lived. The numbers are then those of the evening alone; null otherwise."
    )
    lived: LivedNights = strawberry.field(description="What can be asked about.")
    beats_average: bool = strawberry.field(
        description="Whether the forecast has beaten the own running mean over the last 60 "
        "mornings; where not, the numbers shown are the average's."
    )
