"""Finding: how recovery differs with the time between training and bedtime."""

from enum import Enum

import strawberry

from schema.clock_block import ClockBlock
from schema.interval import Interval


@strawberry.enum(description="At which end of what was lived so far a span of gaps lies.")
class GapEdge(Enum):
    """At which end of the gaps lived so far a span lies."""

    SHORTEST = strawberry.enum_value(
        "SHORTEST", description="The shortest gaps; ending still closer to bedtime is untested."
    )
    LONGEST = strawberry.enum_value(
        "LONGEST", description="The longest gaps; ending still earlier is untested."
    )


@strawberry.type(
    description="A span of gaps between the end of the day's last workout and the usual bedtime, "
    "compared with the person's own usual mixture."
)
class WorkoutGapWindow:
    """A span of gaps to bedtime and what goes with it."""

    from_hours: float = strawberry.field(description="Shortest gap to the usual bedtime, hours.")
    to_hours: float = strawberry.field(description="Longest gap to the usual bedtime, hours.")
    ends_from: str | None = strawberry.field(
        description="The longest gap as a time of ending, at the present usual bedtime, local "
        "HH:MM; null where that is not known."
    )
    ends_to: str | None = strawberry.field(
        description="The shortest gap as a time of ending, likewise, local HH:MM; null likewise."
    )
    gain_points: float = strawberry.field(
        description="Recovery points by which the nights after it differ from the usual mixture."
    )
    gain_interval90: Interval = strawberry.field(description="90 % interval of the gain, points.")
    gain_probability: float = strawberry.field(
        description="Probability (0 to 1) that the gain is above zero."
    )
    worthwhile_probability: float = strawberry.field(
        description="Probability (0 to 1) that the gain is 3 points or more."
    )
    nights: int = strawberry.field(description="Nights after a last workout in this span.")
    edge: GapEdge | None = strawberry.field(
        description="Set where it lies at an end of the gaps lived so far; "
        "null where it lies within."
    )


@strawberry.type(
    description="Recovery over the gap to bedtime; lists run in parallel, at most 29 entries."
)
class WorkoutGapCurve:
    """Recovery over the gap to bedtime."""

    hours: list[float] = strawberry.field(
        description="From the end of the day's last workout to the usual bedtime, hours."
    )
    points: list[float] = strawberry.field(
        description="Difference to the person's usual mixture, recovery points."
    )
    low: list[float] = strawberry.field(description="Lower end of the 90 % band, points.")
    high: list[float] = strawberry.field(description="Upper end of the 90 % band, points.")


@strawberry.type(
    description="What goes with ending the day's last workout 4 hours earlier, as a straight line "
    "over gaps of 2 to 16 hours; it shows how much the data can tell."
)
class EndingEarlier:
    """What goes with ending 4 hours earlier."""

    difference_points: float = strawberry.field(description="Recovery points, drawn towards zero.")
    interval90: Interval = strawberry.field(description="90 % interval of it, points.")
    nights: int = strawberry.field(description="Nights compared.")
    days_to_answer_small: int | None = strawberry.field(
        description="More nights after training until 5 points would show; null: over a year."
    )
    days_to_answer_large: int | None = strawberry.field(
        description="More nights after training until 11 points would show; null: over a year."
    )


@strawberry.type(
    description="What goes with a last workout that ends within 4 hours of the usual bedtime, "
    "compared with earlier ones of like strain and kind. Shown, not tested."
)
class LateWorkouts:
    """What goes with workouts that end late."""

    nights_late: int = strawberry.field(description="Nights after a last workout that ended so.")
    nights_other: int = strawberry.field(description="Nights after one that ended earlier.")
    per_hour_points: float = strawberry.field(
        description="Recovery points for each hour closer to bedtime than 4, at the median strain "
        "of the person's last workouts; drawn towards zero."
    )
    per_hour_interval90: Interval = strawberry.field(description="90 % interval of it, points.")
    per_strain_points: float | None = strawberry.field(
        description="By how many points an hour changes for each unit of workout strain above the "
        "median; null where strain is not known or does not vary."
    )
    per_strain_interval90: Interval | None = strawberry.field(
        description="90 % interval of it, points; null where `perStrainPoints` is."
    )


@strawberry.type(description="Training days whose last workout started in one part of the day.")
class WorkoutBlock:
    """Training days by the part of the day of their last workout."""

    block: ClockBlock = strawberry.field(description="Part of the day.")
    training_days: int = strawberry.field(
        description="Days whose last workout started in it, all data."
    )
    nights: int = strawberry.field(description="Nights after them that could be compared.")
    difference_points: float | None = strawberry.field(
        description="Difference of recovery after them to the person's usual mixture, points, "
        "all parts drawn towards one another; null under 8 nights. Shown, not tested."
    )
    interval90: Interval | None = strawberry.field(
        description="90 % interval of it, points; null where `differencePoints` is."
    )


@strawberry.type(
    description="How recovery differs with the time between the day's last workout and the usual "
    "bedtime, comparing training days of like strain and kind of workout. The usual bedtime is "
    "that of the four weeks before, by the local clock. When one trains is chosen with what one "
    "trains, the weekday and how one feels, which the comparison can only partly hold equal."
)
class WorkoutTiming:
    """How recovery differs with the time between training and bedtime."""

    training_days: int = strawberry.field(description="Days with a workout, all data.")
    usual_end: str | None = strawberry.field(
        description="Circular mean of the end of the day's last workout over the last 90 days, "
        "local HH:MM. "
        "Null where none is known."
    )
    usual_bedtime: str | None = strawberry.field(
        description="Circular mean of the time of falling asleep over the last 90 nights with both "
        "times, local HH:MM; the same as in `sleepSummary`. "
        "Null where none is known."
    )
    late_share: float | None = strawberry.field(
        description="Share (0 to 1) of the training days of the last 90 days whose last workout "
        "ended within 4 hours of that bedtime or after it. "
        "Null where either is not known."
    )
    blocks: list[WorkoutBlock] = strawberry.field(description="Parts of the day, in order.")
    window: WorkoutGapWindow | None = strawberry.field(
        description="The best span of 2 hours within the gaps lived so far, 2 to 16 hours; null "
        "where under 30 nights can be compared or none has 5. See `claim` for whether it stands."
    )
    curve: WorkoutGapCurve | None = strawberry.field(
        description="For plotting; null where there is no window."
    )
    earlier: EndingEarlier | None = strawberry.field(
        description="What goes with ending 4 hours earlier; null where there is no window."
    )
    late: LateWorkouts | None = strawberry.field(
        description="Null with under 10 nights after late or after other workouts."
    )
    e_value: float | None = strawberry.field(
        description="Evidence that recovery differs with the gap at all, as of the last day; 1 is "
        "none. The claim rests on that of the last Mondays. "
        "Null where there is no window."
    )
    withdrawn: bool = strawberry.field(
        description="Whether this was ESTABLISHED at one of the last 8 Mondays and is no longer."
    )
