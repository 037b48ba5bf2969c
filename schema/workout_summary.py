"""Finding: what, when and how much this person trains."""

from datetime import date

import strawberry

from schema.interval import Interval


@strawberry.type(description="A mean over workouts; the field that holds it says the unit.")
class WorkoutMean:
    """A mean over workouts."""

    mean: float = strawberry.field(description="The mean.")
    sd: float | None = strawberry.field(
        description="Standard deviation between workouts, same unit; null of a single one."
    )
    workouts: int = strawberry.field(description="Workouts of which it is known.")


@strawberry.type(description="Workouts of one activity.")
class ActivityCount:
    """Workouts of one activity."""

    activity: str = strawberry.field(description="Stable name of the activity.")
    workouts: int = strawberry.field(description="How many.")
    minutes: WorkoutMean | None = strawberry.field(
        description="Minutes of one; null where none of them is known."
    )
    strain: WorkoutMean | None = strawberry.field(
        description="Strain of one, 0 to 21; null where none of them is known."
    )
    energy_kcal: WorkoutMean | None = strawberry.field(
        description="Energy of one as the device estimates it, kcal; "
        "null where none of them is known."
    )


@strawberry.type(description="Workouts by the local hour of their start; 24 entries in parallel.")
class WorkoutHours:
    """Workouts by the local hour of their start."""

    hours: list[int] = strawberry.field(description="Hour of the local clock, 0 to 23.")
    workouts: list[int] = strawberry.field(description="Workouts that started within it.")


@strawberry.type(
    description="A mean over whole weeks; the field that holds it says the unit. A week of which "
    "5 or 6 days are recorded counts with these days' mean on the others."
)
class WeeklyMean:
    """A mean over whole weeks."""

    mean: float = strawberry.field(description="The mean a week.")
    interval90: Interval | None = strawberry.field(
        description="90 % interval of the mean, same unit, allowing for neighbouring weeks that "
        "resemble one another; null under 4 weeks and in a rule's answer."
    )
    weeks: int = strawberry.field(description="Weeks behind it.")


@strawberry.type(
    description="Whole weeks from Monday to Sunday of which 5 days or more are recorded, oldest "
    "first; lists run in parallel, at most 26 entries. Sums are over the workouts of which the "
    "number is known."
)
class WorkoutWeeks:
    """What was trained in each whole week."""

    monday_on: list[date] = strawberry.field(description="First day of the week.")
    workouts: list[int] = strawberry.field(description="Workouts in it.")
    minutes: list[float] = strawberry.field(description="Sum of their minutes.")
    energy_kcal: list[float] = strawberry.field(
        description="Sum of their energy as the device estimates it, kcal."
    )
    training_impulse: list[float] = strawberry.field(
        description="Sum of their training impulse (Edwards): minutes in each heart rate zone "
        "times the number of the zone, 1 to 5."
    )


@strawberry.type(
    description="What, when and how much this person trains, over the last 26 weeks. A "
    "description: what goes with recovery is told elsewhere, with its evidence."
)
class WorkoutSummary:
    """What, when and how much this person trains."""

    first_on: date = strawberry.field(description="First day of the days used.")
    last_on: date = strawberry.field(description="Last day of the days used.")
    recorded_days: int = strawberry.field(description="Days of these with any data.")
    training_days: int = strawberry.field(description="Days of these with a workout.")
    workouts: int = strawberry.field(description="Workouts on these days.")
    minutes: WorkoutMean | None = strawberry.field(
        description="Minutes of a workout; null where none is known."
    )
    strain: WorkoutMean | None = strawberry.field(
        description="Strain of a workout, 0 to 21; null where none is known."
    )
    energy_kcal: WorkoutMean | None = strawberry.field(
        description="Energy of a workout as the device estimates it, kcal; "
        "null where none is known."
    )
    activities: list[ActivityCount] = strawberry.field(
        description="Kinds of workout, most frequent first, at most 20."
    )
    by_hour: WorkoutHours = strawberry.field(description="When workouts start.")
    weekly_workouts: WeeklyMean | None = strawberry.field(
        description="Workouts a week; null without a whole week."
    )
    weekly_minutes: WeeklyMean | None = strawberry.field(
        description="Minutes a week, likewise; null likewise."
    )
    weekly_energy_kcal: WeeklyMean | None = strawberry.field(
        description="Energy of workouts a week, kcal, likewise; null likewise."
    )
    weekly_training_impulse: WeeklyMean | None = strawberry.field(
        description="Training impulse (Edwards) a week, likewise; null likewise."
    )
    weeks: WorkoutWeeks = strawberry.field(description="Each whole week, for plotting.")
