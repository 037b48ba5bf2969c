"""Finding: the energy credited at equal heart-rate load, by activity and over time."""

from datetime import date

import strawberry

from schema.interval import Interval


@strawberry.type(description="The energy credited for one activity at equal minutes and load.")
class ActivityEfficiency:
    """The energy credited for one activity at equal minutes and load."""

    activity: str = strawberry.field(description="Stable name of the activity.")
    workouts: int = strawberry.field(description="Workouts of it, at least 5.")
    energy_kcal_per_minute: float = strawberry.field(
        description="Expected energy at `minutes` and `load`, kcal a minute; by rule the plain "
        "median of the activity, not at equal load."
    )
    interval90: Interval | None = strawberry.field(
        description="90 % interval of it, kcal a minute; null by rule."
    )
    at_lived_load: bool = strawberry.field(
        description="Whether `load` lies within the loads of this person's own workouts of it; "
        "where not, the number rests on how other activities differ with load."
    )


@strawberry.type(
    description="A change over the last 8 weeks, from one median a week, so that days that "
    "resemble the days before them are not taken for a trend."
)
class EightWeekChange:
    """A change over the last 8 weeks."""

    percent: float = strawberry.field(description="The change over 8 weeks, percent.")
    interval90: Interval = strawberry.field(description="90 % interval of it, percent.")
    p_value: float = strawberry.field(
        description="Of no trend (Mann-Kendall on weekly medians), at this one look; not "
        "corrected, and no ground for a claim."
    )
    beyond_noise: bool = strawberry.field(
        description="Whether p is .05 or less; about 1 in 20 such checks is by chance alone."
    )
    weeks: int = strawberry.field(description="Weeks with a workout, of 8.")


@strawberry.type(
    description="Energy credited compared with what the same activity, minutes and load usually "
    "get; one entry a week with workouts, oldest first, at most 26; lists run in parallel."
)
class WeeklyEfficiency:
    """Energy credited compared with the usual, week by week."""

    ends_on: list[date] = strawberry.field(description="Last day of the week.")
    percent: list[float] = strawberry.field(
        description="Median difference to the usual, percent of it."
    )
    workouts: list[int] = strawberry.field(description="Workouts in the week.")


@strawberry.type(
    description="Speed at a heart rate, from workouts with a distance: what the heart does for "
    "the way covered. Hills, heat, wind and the pace chosen move it as well as fitness."
)
class AerobicEfficiency:
    """Speed at a heart rate."""

    activity: str = strawberry.field(description="Stable name of the activity.")
    workouts: int = strawberry.field(description="Workouts of it with a distance, at least 5.")
    meters_per_heartbeat: float = strawberry.field(
        description="Distance covered per heartbeat, meters (speed over average heart rate)."
    )
    interval90: Interval = strawberry.field(description="90 % interval of it, meters.")
    change: EightWeekChange | None = strawberry.field(
        description="Change over the last 8 weeks; null with workouts in fewer than 6 of them."
    )


@strawberry.type(
    description="The energy that WHOOP credits at equal minutes and equal heart-rate load, by "
    "activity and over time. Both energy and load are computed from heart rate, so this describes "
    "the device's formula and this person's heart rate, and not the body's use of fuel: that "
    "cannot be seen without measuring breath. Where there is a distance, "
    "`aerobic` says something about the person: speed at a heart rate."
)
class CalorieEfficiency:
    """The energy credited at equal heart-rate load."""

    minutes: float | None = strawberry.field(
        description="Duration at which activities are compared: this person's median, minutes; "
        "null by rule."
    )
    load: float | None = strawberry.field(
        description="Heart-rate load at which activities are compared: this person's median "
        "training impulse (minutes in each heart rate zone times its number, summed; Edwards); "
        "null by rule."
    )
    activities: list[ActivityEfficiency] = strawberry.field(
        description="Activities with at least 5 workouts, most energy a minute first, at most 40."
    )
    left_out: int = strawberry.field(
        description="Activities left out because they have fewer than 5 workouts."
    )
    change: EightWeekChange | None = strawberry.field(
        description="Change of the energy credited at equal activity, minutes and load; null with "
        "workouts in fewer than 6 of the last 8 weeks."
    )
    weekly: WeeklyEfficiency | None = strawberry.field(description="For plotting; null by rule.")
    aerobic: list[AerobicEfficiency] = strawberry.field(
        description="Activities with at least 5 workouts with a distance, most workouts first."
    )
