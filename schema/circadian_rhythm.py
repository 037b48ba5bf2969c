"""Finding: when this person sleeps, how regularly, and how free days differ."""

from dataclasses import dataclass
from typing import Annotated

import strawberry

from schema.arguments import BadArgument
from schema.interval import Interval
from schema.weekday import Weekday

WEEKEND = (Weekday.SATURDAY.name, Weekday.SUNDAY.name)


@dataclass(frozen=True)
class CircadianRhythmArguments:
    """Which days are free."""

    free_days: Annotated[
        tuple[str, ...] | None,
        strawberry.argument(
            description="Weekdays on which this person can sleep in, 1 to 6 of MONDAY to SUNDAY; "
            "Saturday and Sunday unless given."
        ),
    ] = None

    def __post_init__(self) -> None:
        """Refuse what is no weekday, and put the rest into the order of the week."""
        if self.free_days is None:
            return
        for day in self.free_days:
            if day not in Weekday.__members__:
                raise BadArgument(f"freeDays: {day!r} is no weekday; give names such as SATURDAY")
        days = tuple(name for name in Weekday.__members__ if name in self.free_days)
        if not 0 < len(days) < len(Weekday):
            raise BadArgument(
                f"freeDays: {len(days)} of 7 weekdays leave nothing to compare; give 1 to 6"
            )
        object.__setattr__(self, "free_days", None if days == WEEKEND else days)


@strawberry.type(description="Mid-sleep of the last 4 weeks against the 4 weeks before.")
class MidSleepChange:
    """Mid-sleep of the last 4 weeks against the 4 weeks before."""

    change_minutes: float = strawberry.field(
        description="Minutes by which mid-sleep is later than in the 4 weeks before; negative: "
        "earlier."
    )
    interval90: Interval = strawberry.field(
        description="90 % interval of it, minutes, from how weeks differ among themselves; where "
        "it holds 0, the change cannot be told from an ordinary one."
    )


@strawberry.type(
    description="A wave of 24 hours in the average heart rate of one kind of workout. It is effort "
    "by the hour and not readiness: a higher heart rate is harder work, chosen or asked for by the "
    "route, and says nothing of when this person could do more. Workouts are compared at equal "
    "duration and time; not at equal strain, which is computed from the heart rate."
)
class EffortByHour:
    """A wave of 24 hours in the heart rate of workouts."""

    activity: str = strawberry.field(description="Stable name of the activity, the most frequent.")
    workouts: int = strawberry.field(description="Workouts of it used, all that are known.")
    clock_hours: int = strawberry.field(
        description="Hours of the clock at which some of them started, 8 to 24."
    )
    amplitude_bpm: float = strawberry.field(
        description="Half of the way from the lowest to the highest hour, bpm. By chance alone it "
        "is above 0; see its interval."
    )
    amplitude_interval90: Interval = strawberry.field(
        description="Interval of the amplitude that holds at least 90 times in 100, bpm; from 0 "
        "where no wave can be told."
    )
    peak_time: str | None = strawberry.field(
        description="When the heart rate is highest by that wave, local HH:MM of the start; null "
        "where the interval begins at 0."
    )
    p_value: float = strawberry.field(
        description="Of no wave, sine and cosine tested together; described, not part of what is "
        "claimed."
    )


@strawberry.type(
    description="When this person sleeps, how regularly, and how free days differ, over the last "
    "90 nights. Times are of the local clock. There are no peaks of readiness by the hour here: "
    "WHOOP measures HRV once a night, and one number a day cannot tell one hour from another. What "
    "is known by the hour is the effort of workouts, see `effortByHour`."
)
class CircadianRhythm:
    """When this person sleeps, how regularly, and how free days differ."""

    nights: int = strawberry.field(description="Nights used, at most the last 90.")
    free_nights: int = strawberry.field(description="Those that led into a free day.")
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
    mid_sleep: str = strawberry.field(
        description="Circular mean of the time half-way between, local HH:MM."
    )
    mid_sleep_sd_minutes: float = strawberry.field(
        description="Circular standard deviation of it, minutes."
    )
    around_the_clock: bool = strawberry.field(
        description="True where sleep is spread so widely around the clock, as in shift work, "
        "that a usual time says little (mean vector under .7)."
    )
    sleep_regularity_index: float | None = strawberry.field(
        description="Sleep regularity index: how alike one day is to the next, asleep or awake in "
        "the same 5 minutes; 100 every day the same, 0 as by chance, down to -100. A flight "
        "across time zones counts as shifted days. Wakings within the night are not in an export "
        "and naps are not counted, so that it comes out higher than from an accelerometer, by "
        "which older adults of the UK Biobank had a median of 81 (half of them 74 to 86). "
        "Null without two nights in a row."
    )
    days_compared: int = strawberry.field(description="Pairs of neighbouring days behind it.")
    mid_sleep_on_working_days: str | None = strawberry.field(
        description="Mid-sleep of nights before working days, local HH:MM; null under 4 nights."
    )
    mid_sleep_on_free_days: str | None = strawberry.field(
        description="Mid-sleep of nights before free days (MSF), local HH:MM; null under 4 nights."
    )
    chronotype_mid_sleep: str | None = strawberry.field(
        description="Mid-sleep on free days less half of what is slept longer then than on the "
        "week's average (MSFsc), local HH:MM: the usual measure of early and late types. Null "
        "under 4 nights of either kind."
    )
    social_jetlag_hours: float | None = strawberry.field(
        description="Mid-sleep on free days less that on working days, hours, -12 to 12; "
        "positive: later on free days. Null under 4 nights of either kind."
    )
    social_jetlag_interval90: Interval | None = strawberry.field(
        description="90 % interval of it, hours; where it holds 0, free and working days cannot "
        "be told apart. "
        "Null where `socialJetlagHours` is."
    )
    recent_change: MidSleepChange | None = strawberry.field(
        description="Null unless each of the last 8 weeks has 3 nights."
    )
    effort_by_hour: EffortByHour | None = strawberry.field(
        description="Null unless some activity has 60 workouts with a heart rate that started at "
        "8 or more different hours of the clock."
    )
