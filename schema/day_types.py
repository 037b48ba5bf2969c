"""Finding: whether a person's days fall into types."""

from datetime import date

import strawberry

from schema.interval import Interval


@strawberry.type(
    description="One type of day. Its numbers are means over its days; a day runs from falling "
    "asleep to falling asleep again, so bedtime and sleep are those of the night before."
)
class DayType:
    """One type of day."""

    label: str = strawberry.field(
        description="The two features in which it differs most from the person's average day."
    )
    days: int = strawberry.field(description="Days of it.")
    strain: float = strawberry.field(description="Mean strain, 0 to 21.")
    workout_minutes: float = strawberry.field(description="Mean time in workouts, minutes.")
    bedtime: str = strawberry.field(description="Mean time of falling asleep, local HH:MM.")
    asleep_minutes: float = strawberry.field(description="Mean time asleep, minutes.")
    energy_kcal: float = strawberry.field(
        description="Mean energy used, as WHOOP estimates it, kcal."
    )
    next_recovery_points: float | None = strawberry.field(
        description="Recovery on the mornings after it, against the person's own mixture of "
        "days, comparing similar days, points; a description, no claim. Null where it cannot be "
        "compared."
    )
    next_recovery_interval90: Interval | None = strawberry.field(
        description="90 % interval of it, points; null where `nextRecoveryPoints` is."
    )


@strawberry.type(
    description="How the best division of the days fared. Types are told only if all three pass."
)
class DivisionCheck:
    """How the best division of the days fared."""

    types: int = strawberry.field(description="Into how many types, 2 to 5.")
    silhouette: float = strawberry.field(
        description="How much nearer days are to their own type than to the next, -1 to 1; "
        "needs .25."
    )
    bic_gain: float | None = strawberry.field(
        description="How much better several bell shapes fit than one, for what they cost (BIC); "
        "needs 10. Null where it was not looked at."
    )
    stability: float | None = strawberry.field(
        description="How well the same types are found again in days drawn anew (adjusted Rand "
        "index), 1 is perfectly; needs .75. Null where it was not looked at."
    )


@strawberry.type(
    description="The type of each of the last days, oldest first, at most 90; lists run in "
    "parallel."
)
class DayTypeCalendar:
    """The type of each of the last days."""

    day_on: list[date] = strawberry.field(description="Local date of waking.")
    type_number: list[int] = strawberry.field(description="Place in `types`, from 0.")


@strawberry.type(description="Days of one plain group: weekday or weekend, with training or not.")
class DayGroup:
    """Days of one plain group."""

    weekend: bool = strawberry.field(description="Saturday or Sunday.")
    trained: bool = strawberry.field(description="With a workout.")
    days: int = strawberry.field(description="Days of it.")
    strain: float | None = strawberry.field(description="Mean strain, 0 to 21; null without days.")
    asleep_minutes: float | None = strawberry.field(
        description="Mean time asleep in the night before, minutes; null without days."
    )
    next_recovery_percent: float | None = strawberry.field(
        description="Plain mean recovery on the mornings after, not comparing similar days; null "
        "without such mornings."
    )


@strawberry.type(
    description="Whether this person's days fall into distinct types by strain, training, bedtime, "
    "sleep and energy; recovery takes no part. Most people's days form a continuum that can be cut "
    "anywhere, and then no types are told. Types describe choices and say nothing of benefit."
)
class DayTypes:
    """Whether a person's days fall into types."""

    types: list[DayType] = strawberry.field(
        description="Largest first; empty where the days form a continuum."
    )
    check: DivisionCheck | None = strawberry.field(
        description="Null by rule, and where all days are alike or no group has 8 days."
    )
    calendar: DayTypeCalendar | None = strawberry.field(
        description="For plotting; null without types."
    )
    table: list[DayGroup] = strawberry.field(
        description="The four plain groups, weekdays first: always told."
    )
