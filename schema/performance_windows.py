"""Finding: when more is put out at the same heart rate, or else when this person trains hard."""

import strawberry

from schema.answer import Claim
from schema.clock_block import ClockBlock
from schema.interval import Interval


@strawberry.type(description="Speed at equal heart rate of workouts that start in one part of day.")
class SpeedBlock:
    """Speed at equal heart rate in one part of the day."""

    block: ClockBlock = strawberry.field(description="Part of the day.")
    workouts: int = strawberry.field(description="Workouts compared; parts under 8 are left out.")
    difference_percent: float = strawberry.field(
        description="Speed per heartbeat against the person's usual mixture, percent, comparing "
        "workouts of like length, climb and recovery that morning; all parts drawn towards one "
        "another."
    )
    interval90: Interval = strawberry.field(description="90 % interval of it, percent.")


@strawberry.type(
    description="Speed at equal heart rate over the day, for one kind of workout with distances. "
    "The weather, the route and the company differ by hour too, and are not known."
)
class ActivitySpeed:
    """Speed at equal heart rate over the day, for one activity."""

    activity: str = strawberry.field(description="Stable name of the activity.")
    workouts: int = strawberry.field(description="Workouts compared.")
    usual_speed_meters_per_minute: float = strawberry.field(
        description="Median speed, meters a minute."
    )
    usual_heart_rate_bpm: float = strawberry.field(
        description="Median of the average heart rates, beats a minute."
    )
    blocks: list[SpeedBlock] = strawberry.field(description="Parts of the day, in order.")
    best: ClockBlock = strawberry.field(
        description="The part with the highest speed so far. See `claim` for whether it stands."
    )
    best_probability: float = strawberry.field(
        description="Probability (0 to 1) that it is the fastest of them."
    )
    gap_percent: float = strawberry.field(
        description="Its speed per heartbeat against the mean of the other parts, percent."
    )
    gap_interval90: Interval = strawberry.field(description="90 % interval of that, percent.")
    e_value: float = strawberry.field(
        description="Evidence that the parts differ at all, as of the last day; 1 is none. The "
        "claim rests on that of the last Mondays."
    )
    workouts_to_answer_small: int | None = strawberry.field(
        description="More workouts of it until 3 percent would show; null: over 365, or too few "
        "in the best part to tell."
    )
    workouts_to_answer_large: int | None = strawberry.field(
        description="Likewise until 6 percent would show; null likewise."
    )
    claim: Claim = strawberry.field(description="How strong a statement the data support.")
    withdrawn: bool = strawberry.field(
        description="Whether this was ESTABLISHED at one of the last 8 Mondays and is no longer."
    )
    headline: str = strawberry.field(description="One sentence to read.")


@strawberry.type(description="Workouts that start in one part of the day, and how hard they are.")
class EffortBlock:
    """How hard workouts are in one part of the day."""

    block: ClockBlock = strawberry.field(description="Part of the day.")
    workouts: int = strawberry.field(description="Workouts with a strain, all data.")
    hard_workouts: int = strawberry.field(description="Of these the hard ones.")
    mean_strain: float | None = strawberry.field(
        description="Mean strain of the workouts, 0 to 21; null without any."
    )
    difference_strain_low: float | None = strawberry.field(
        description="Lower end of the 90 % interval of its strain against the usual mixture, all "
        "parts drawn towards one another; null where parts cannot be compared."
    )
    difference_strain_high: float | None = strawberry.field(
        description="Upper end, likewise; null likewise."
    )


@strawberry.type(
    description="When this person chooses to train hard, and the recovery that follows. Strain is "
    "effort chosen, not output: it does not say when somebody is at their best."
)
class HardSessions:
    """When this person trains hard, and what follows."""

    hard_from_strain: float = strawberry.field(
        description="Workouts of this strain or more count as hard: the person's own top quarter."
    )
    blocks: list[EffortBlock] = strawberry.field(description="Parts of the day, in order.")
    hardest: ClockBlock | None = strawberry.field(
        description="The part in which workouts are harder than at other times with a probability "
        "of .80 or more; null where none stands out."
    )
    hardest_probability: float | None = strawberry.field(
        description="Probability (0 to 1) that it has the hardest; null where `hardest` is."
    )
    next_day_points: float | None = strawberry.field(
        description="Recovery points of mornings after a day with a hard session against mornings "
        "after other days, comparing similar days; null with under 10 of either. A lower recovery "
        "after hard training is normal."
    )
    next_day_interval90: Interval | None = strawberry.field(
        description="90 % interval of it, points; null where `nextDayPoints` is."
    )
    nights_after: int = strawberry.field(description="Nights after a day with a hard session.")
    nights_other: int = strawberry.field(description="Nights after other days.")


@strawberry.type(
    description="When more is put out at the same heart rate: speed per heartbeat by the part of "
    "the day, within one kind of workout, where distances are recorded. WHOOP measures no output "
    "otherwise, and strain and energy are effort chosen; so without distances this describes when "
    "this person trains hard and what follows, and says nothing of when they perform."
)
class PerformanceWindows:
    """When more is put out at the same heart rate."""

    activities: list[ActivitySpeed] = strawberry.field(
        description="Kinds of workout with 30 or more with distances and heart rate, and 8 in two "
        "parts of the day; most workouts first. Empty where no output is recorded."
    )
    hard_sessions: HardSessions | None = strawberry.field(
        description="Null where no workout has a strain."
    )
