"""Finding: when going to sleep goes with a better recovery."""

from enum import Enum

import strawberry

from schema.interval import Interval


@strawberry.enum(description="At which end of the bedtimes lived so far a window lies.")
class WindowEdge(Enum):
    """At which end of the bedtimes lived so far a window lies."""

    EARLIEST = strawberry.enum_value(
        "EARLIEST", description="The earliest bedtimes; still earlier ones are untested."
    )
    LATEST = strawberry.enum_value(
        "LATEST", description="The latest bedtimes; still later ones are untested."
    )


@strawberry.type(description="A span of bedtimes, compared with the person's own usual mixture.")
class BedtimeWindow:
    """A span of bedtimes and what goes with it."""

    start: str = strawberry.field(description="Earliest time of falling asleep, local HH:MM.")
    end: str = strawberry.field(description="Latest time of falling asleep, local HH:MM.")
    gain_points: float = strawberry.field(
        description="Recovery points by which nights in it differ from the usual mixture."
    )
    gain_interval90: Interval = strawberry.field(description="90 % interval of the gain, points.")
    gain_probability: float = strawberry.field(
        description="Probability (0 to 1) that the gain is above zero."
    )
    worthwhile_probability: float = strawberry.field(
        description="Probability (0 to 1) that the gain is 3 points or more."
    )
    nights: int = strawberry.field(description="Nights that fell asleep in it.")
    edge: WindowEdge | None = strawberry.field(
        description="Set where it lies at an end of the bedtimes lived so far."
    )


@strawberry.type(description="Recovery over the time of falling asleep; lists run in parallel.")
class BedtimeCurve:
    """Recovery over the time of falling asleep."""

    bedtimes: list[str] = strawberry.field(description="Time of falling asleep, local HH:MM.")
    points: list[float] = strawberry.field(
        description="Difference to the person's usual mixture, recovery points."
    )
    low: list[float] = strawberry.field(description="Lower end of the 90 % band, points.")
    high: list[float] = strawberry.field(description="Upper end of the 90 % band, points.")


@strawberry.type(
    description="When this person falls asleep, and how recovery differs with it. The difference "
    "includes that earlier nights are often longer. Late nights come with alcohol, travel and "
    "company, which the comparison can only partly hold equal."
)
class SleepWindow:
    """When this person falls asleep, and how recovery differs with it."""

    usual_bedtime: str = strawberry.field(
        description="Circular mean of the time of falling asleep, local HH:MM."
    )
    bedtime_sd_minutes: float = strawberry.field(
        description="Circular standard deviation of it, minutes; under 60 is regular."
    )
    usual_wake_time: str = strawberry.field(
        description="Circular mean of the time of waking, local HH:MM."
    )
    need_based_bedtime: str | None = strawberry.field(
        description="Usual time of waking less the sleep needed, local HH:MM: a general rule."
    )
    window: BedtimeWindow | None = strawberry.field(
        description="The best 60 minutes within the bedtimes lived so far; null where no span "
        "has 5 nights or under 30 nights are known. See `claim` for whether it stands."
    )
    curve: BedtimeCurve | None = strawberry.field(
        description="For plotting; null where there is no window."
    )
    e_value: float | None = strawberry.field(
        description="Evidence that recovery differs with bedtime at all; 1 is none."
    )
