"""Finding: when going to sleep goes with a better recovery."""

from dataclasses import dataclass
from enum import Enum
from typing import Annotated

import strawberry

from schema.arguments import rounded_clock
from schema.difference import Difference
from schema.interval import Interval


@dataclass(frozen=True)
class SleepWindowArguments:
    """A bedtime to try."""

    bedtime: Annotated[
        str | None,
        strawberry.argument(
            description="A time of falling asleep to try, local HH:MM, rounded to 5 minutes. It "
            "is answered within the bedtimes that this person has lived."
        ),
    ] = None

    def __post_init__(self) -> None:
        """Refuse what is no time of day, and round to five minutes."""
        if self.bedtime is not None:
            object.__setattr__(self, "bedtime", rounded_clock("bedtime", self.bedtime))


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
    gain_at_equal_sleep_points: float | None = strawberry.field(
        description="The same gain between nights of equal minutes asleep, points: what is left "
        "when earlier nights are not longer; null where sleep is not known."
    )
    hrv: Difference | None = strawberry.field(
        description="HRV of nights that began in the middle of the window against the usual "
        "mixture, percent; null where HRV is not known."
    )
    nights: int = strawberry.field(description="Nights that fell asleep in it.")
    edge: WindowEdge | None = strawberry.field(
        description="Set where it lies at an end of the bedtimes lived so far; "
        "null where it lies within."
    )


@strawberry.type(description="Bedtimes in a row that this person has lived, in the middle 90 %.")
class BedtimeSpan:
    """Bedtimes in a row that were lived."""

    earliest: str = strawberry.field(description="Time of falling asleep, local HH:MM.")
    latest: str = strawberry.field(description="Time of falling asleep, local HH:MM.")


@strawberry.type(description="Nights that began at the time asked about.")
class BedtimeWhatIf:
    """Nights that began at the time asked about."""

    bedtime: str = strawberry.field(description="The time asked about, local HH:MM.")
    refusal: str | None = strawberry.field(
        description="Why nothing is said of it, such as that it lies outside the bedtimes lived; "
        "the rest is then null."
    )
    difference_points: float | None = strawberry.field(
        description="Recovery points by which such nights differ from the usual mixture; "
        "null where it is refused."
    )
    difference_interval90: Interval | None = strawberry.field(
        description="90 % interval of the difference, recovery points; null where it is refused."
    )


@strawberry.type(
    description="Recovery over the time of falling asleep; lists run in parallel, at most 121 long."
)
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
    "company, which the comparison can only partly hold equal. How regular sleep is as a whole "
    "says `circadianRhythm`."
)
class SleepWindow:
    """When this person falls asleep, and how recovery differs with it."""

    usual_bedtime: str = strawberry.field(
        description="Circular mean of the time of falling asleep, local HH:MM."
    )
    bedtime_sd_minutes: float = strawberry.field(
        description="Circular standard deviation of it, minutes; under 60 is regular."
    )
    sleep_regularity_index: float | None = strawberry.field(
        description="Sleep regularity index, how alike one day is to the next, asleep or awake in "
        "the same 5 minutes: 100 every day the same, 0 as by chance, down to -100. As in "
        "`circadianRhythm`, which tells more of it; null without two nights in a row."
    )
    usual_wake_time: str = strawberry.field(
        description="Circular mean of the time of waking, local HH:MM."
    )
    around_the_clock: bool = strawberry.field(
        description="Whether sleep is spread so widely over the day, as in shift work, that a "
        "usual time says little."
    )
    need_based_bedtime: str | None = strawberry.field(
        description="Usual time of waking less the sleep needed, local HH:MM: a general rule; "
        "null where the need is not known or sleep lies all around the clock."
    )
    window: BedtimeWindow | None = strawberry.field(
        description="The best 60 minutes within the bedtimes lived so far; null where no span "
        "has 5 nights or under 30 nights are known. See `claim` for whether it stands."
    )
    curve: BedtimeCurve | None = strawberry.field(
        description="For plotting; null under 30 nights, or where bedtimes hardly vary."
    )
    lived: list[BedtimeSpan] = strawberry.field(
        description="The bedtimes that the curve is about: one span, or several for those who "
        "sleep around the clock. Outside them nothing is known."
    )
    what_if: BedtimeWhatIf | None = strawberry.field(
        description="Nights that began at `bedtime`; null where none is asked about."
    )
    e_value: float | None = strawberry.field(
        description="Evidence that recovery differs with bedtime at all; 1 is none. "
        "Null where there is no curve."
    )
    days_to_answer_small: int | None = strawberry.field(
        description="More nights until a window that gains 5 points would show; null: over a "
        "year, or no curve yet."
    )
    days_to_answer_large: int | None = strawberry.field(
        description="More nights until a window that gains 11 points would show; null: over a "
        "year, or no curve yet."
    )
    withdrawn: bool = strawberry.field(
        description="Whether a window was ESTABLISHED on one of the seven Mondays before the "
        "last, and is no longer."
    )
