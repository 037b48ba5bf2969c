"""Finding: how recovery goes on after low days, beside what chance alone brings back."""

import strawberry

from schema.interval import Interval


@strawberry.type(
    description="Mean recovery on the days after low days, less the person's own mean, beside what "
    "their day-to-day correlation alone would bring back; lists run in parallel, at most 5 long."
)
class PathAfterLow:
    """Mean recovery on the days after low days."""

    days_after: list[int] = strawberry.field(description="Days after the low one, from 1 on.")
    events: list[int] = strawberry.field(description="Low days with a recovery known then.")
    gap_points: list[float] = strawberry.field(
        description="Mean recovery then less the own mean, recovery points; 0 is back at it."
    )
    low: list[float] = strawberry.field(
        description="Lower end of the 90 % interval of the gap, recovery points."
    )
    high: list[float] = strawberry.field(
        description="Upper end of the 90 % interval of the gap, recovery points."
    )
    chance_gap_points: list[float] = strawberry.field(
        description="The gap that chance alone would leave, recovery points: the low day's own, "
        "shrinking by the day-to-day correlation."
    )


@strawberry.type(
    description="How many days after a low one recovery is within 5 points of the own mean, beside "
    "what chance alone would take. No time that anybody needs: most of it is chance."
)
class DaysUntilUsual:
    """How many days recovery takes to be within 5 points of the own mean."""

    of_the_mean: int | None = strawberry.field(
        description="Days until the mean over low days is within 5 points; null: over 5."
    )
    of_the_mean_by_chance: int | None = strawberry.field(
        description="The same by chance alone, days; null: over 5."
    )
    median: int | None = strawberry.field(
        description="Days until half of the low days were followed by a recovery within 5 points "
        "or above; null: over 5."
    )
    median_by_chance: int | None = strawberry.field(
        description="The same by chance alone, days; null: over 5."
    )


@strawberry.type(
    description="The morning after low days that were rested on (strain under the own median) "
    "against those that were not, comparing similar days. Described and not tested: people rest "
    "when they feel worst."
)
class RestContrast:
    """The morning after low days, rested on or not."""

    difference_points: float = strawberry.field(
        description="Recovery points after rest less those without, drawn towards zero."
    )
    interval90: Interval = strawberry.field(
        description="90 % interval of the difference, recovery points."
    )
    rested: int = strawberry.field(description="Low days with a strain under the own median.")
    not_rested: int = strawberry.field(description="Low days with a strain of it or above.")
    median_strain: float = strawberry.field(description="The own median strain, 0 to 21.")


@strawberry.type(
    description="How recovery goes on after low days. A low recovery is mostly followed by a "
    "higher one by chance alone, since the next is about average; so a speed of recovering, or "
    "days that somebody needs from a given recovery, cannot be told from changes. What is shown "
    "is the path after low days beside the path of chance."
)
class RecoveryVelocity:
    """How recovery goes on after low days."""

    low_days: int = strawberry.field(
        description="Low days so far that began a run of low days; runs count once."
    )
    low_at_most_percent: float | None = strawberry.field(
        description="Recovery up to which a day is low: 33, or the own lowest fifth where that is "
        "higher. Null where no recovery is known."
    )
    usual_recovery_percent: float | None = strawberry.field(
        description="Own mean recovery, 0 to 100; null where none is known."
    )
    path: PathAfterLow | None = strawberry.field(
        description="Null under 10 low days; each day after needs 10."
    )
    next_day_50_share: float | None = strawberry.field(
        description="Share (0 to 1) of low days followed by a recovery of 50 or more, 61 % in "
        "other people; null under 10 low days."
    )
    days_until_usual: DaysUntilUsual | None = strawberry.field(
        description="Null under 50 low days: fewer cannot tell one day from two."
    )
    rest: RestContrast | None = strawberry.field(
        description="Null under 20 low days, or where too few were rested on, or not."
    )
