"""Finding: when and how long this person sleeps, and in which stages."""

from datetime import date
from enum import Enum

import strawberry

from schema.interval import Interval
from schema.weekday import Weekday


@strawberry.enum(description="What a wrist tells a stretch of the night from.")
class SleepStage(Enum):
    """A stage of the night."""

    LIGHT = strawberry.enum_value("LIGHT", description="Light sleep.")
    DEEP = strawberry.enum_value("DEEP", description="Deep (slow wave) sleep.")
    REM = strawberry.enum_value("REM", description="REM sleep.")
    AWAKE = strawberry.enum_value("AWAKE", description="Awake while in bed.")


@strawberry.type(description="A mean over nights; the field that holds it says the unit.")
class NightlyMean:
    """A mean over nights."""

    mean: float = strawberry.field(description="The mean.")
    sd: float = strawberry.field(description="Standard deviation between nights, same unit.")
    interval90: Interval | None = strawberry.field(
        description="90 % interval of the mean, same unit, allowing for neighbouring nights that "
        "resemble one another; null in a rule's answer."
    )
    nights: int = strawberry.field(description="Nights behind it.")


@strawberry.type(description="Time spent in one stage.")
class SleepStageMean:
    """Time spent in one stage."""

    stage: SleepStage = strawberry.field(description="The stage.")
    minutes: NightlyMean = strawberry.field(description="Minutes a night.")
    share: float | None = strawberry.field(
        description="Mean minutes as a share (0 to 1) of the mean minutes asleep; null for AWAKE."
    )


@strawberry.type(
    description="How long and in which stages, over nights under one definition: WHOOP changed "
    "its sleep staging on 2025-02-24 (fewer minutes awake, up to twice the REM and deep sleep), "
    "and no mean here runs across it. Each mean needs 7 nights."
)
class SleepAmounts:
    """How long and in which stages."""

    first_on: date = strawberry.field(description="Morning of the first of these nights.")
    asleep_minutes: NightlyMean | None = strawberry.field(
        description="Minutes asleep a night; null where no night has them."
    )
    in_bed_minutes: NightlyMean | None = strawberry.field(
        description="Minutes in bed a night; null where no night has them."
    )
    efficiency_percent: NightlyMean | None = strawberry.field(
        description="WHOOP's sleep efficiency: asleep in percent of the time in bed. "
        "Null where no night has it."
    )
    stages: list[SleepStageMean] = strawberry.field(
        description="Light, deep, REM and awake, as far as known."
    )


@strawberry.type(
    description="Minutes asleep by weekday of waking, drawn towards their common level as far as "
    "weekdays cannot be told apart; lists run in parallel, at most 7 long."
)
class WeekdayAsleep:
    """Minutes asleep by weekday."""

    weekdays: list[Weekday] = strawberry.field(description="Weekday of waking, Monday first.")
    asleep_minutes: list[float] = strawberry.field(description="Mean minutes asleep.")
    low: list[float] = strawberry.field(description="Lower end of its 90 % interval, minutes.")
    high: list[float] = strawberry.field(description="Upper end of its 90 % interval, minutes.")


@strawberry.type(
    description="Time of falling asleep by weekday of waking, drawn towards their common level as "
    "far as weekdays cannot be told apart; lists run in parallel, at most 7 long."
)
class WeekdayBedtimes:
    """Time of falling asleep by weekday."""

    weekdays: list[Weekday] = strawberry.field(description="Weekday of waking, Monday first.")
    bedtimes: list[str] = strawberry.field(description="Mean time, local HH:MM.")
    earliest: list[str] = strawberry.field(description="Start of its 90 % interval, local HH:MM.")
    latest: list[str] = strawberry.field(description="End of its 90 % interval, local HH:MM.")


@strawberry.type(
    description="When and how long this person sleeps, and in which stages, over the last 90 "
    "nights. A description: how sleep goes with recovery is told elsewhere, with its evidence."
)
class SleepSummary:
    """When and how long this person sleeps, and in which stages."""

    nights: int = strawberry.field(description="Nights used, at most the last 90.")
    usual_bedtime: str = strawberry.field(
        description="Circular mean of the time of falling asleep, local HH:MM."
    )
    bedtime_sd_minutes: float = strawberry.field(
        description="Circular standard deviation of it, minutes."
    )
    usual_wake_time: str = strawberry.field(
        description="Circular mean of the time of waking, local HH:MM."
    )
    wake_sd_minutes: float = strawberry.field(
        description="Circular standard deviation of it, minutes."
    )
    around_the_clock: bool = strawberry.field(
        description="True where sleep is spread so widely around the clock, as in shift work, "
        "that a usual time says little (mean vector under .7)."
    )
    amounts: SleepAmounts | None = strawberry.field(
        description="Null under 7 nights of one definition."
    )
    left_out_nights: int = strawberry.field(
        description="Nights left out of the amounts, since they came before the change of staging."
    )
    nap_days: int = strawberry.field(description="Days with a nap, of those with these nights.")
    asleep_by_weekday: WeekdayAsleep | None = strawberry.field(
        description="Null in a rule's answer, and with too few nights to compare weekdays."
    )
    bedtime_by_weekday: WeekdayBedtimes | None = strawberry.field(
        description="Null in a rule's answer, and with too few nights to compare weekdays."
    )
