"""Finding: how recovery differs on nights after each habit."""

import strawberry

from schema.answer import Claim
from schema.difference import Difference
from schema.effect import Effect


@strawberry.type(description="Recovery on nights after one habit, compared with nights without.")
class HabitEffect:
    """Recovery on nights after one habit."""

    habit: str = strawberry.field(description="Stable key of the journal question.")
    merged_with: list[str] = strawberry.field(
        description="Habits that were nearly always answered alike, so that one effect stands "
        "for all of them."
    )
    inseparable_from: list[str] = strawberry.field(
        description="Habits left out because their effects cannot be told from this one's."
    )
    nights_with: int = strawberry.field(description="Nights answered yes.")
    nights_without: int = strawberry.field(
        description="Nights answered no; what was not logged is neither."
    )
    claim: Claim = strawberry.field(
        description="How strong a statement the data support, as of the last Monday."
    )
    withdrawn: bool = strawberry.field(
        description="Whether it was ESTABLISHED on one of the seven Mondays before, and is no "
        "longer."
    )
    headline: str = strawberry.field(description="One sentence to read.")
    effect: Effect = strawberry.field(description="The difference in recovery points.")
    hrv: Difference | None = strawberry.field(
        description="The difference in HRV of the night, percent; null where there is too little."
    )
    resting_heart_rate: Difference | None = strawberry.field(
        description="The difference in resting heart rate of the night, beats per minute; null "
        "where there is too little."
    )
    night_after: Difference | None = strawberry.field(
        description="What is left in the recovery of the night after the next, recovery points, "
        "comparing days on which the habit was repeated or not; only where an effect is claimed; "
        "null otherwise."
    )


@strawberry.type(description="A habit with too few answers on one side.")
class ThinHabit:
    """A habit with too few answers on one side."""

    habit: str = strawberry.field(description="Stable key of the journal question.")
    nights_with: int = strawberry.field(description="Nights answered yes.")
    nights_without: int = strawberry.field(description="Nights answered no.")


@strawberry.type(description="A habit whose effect cannot be estimated.")
class LeftOutHabit:
    """A habit whose effect cannot be estimated."""

    habit: str = strawberry.field(description="Stable key of the journal question.")
    inseparable_from: str | None = strawberry.field(
        description="What it cannot be told from: another habit, or something held equal such as "
        "`strain[t-1]`, the strain of the day; null where the nights are too few to tell all "
        "habits apart."
    )
    withdrawn: bool = strawberry.field(
        description="Whether its effect was ESTABLISHED on one of the last Mondays."
    )


@strawberry.type(
    description="How recovery differs on nights after each logged habit, comparing nights with "
    "similar recovery and strain before, weekday and other habits. All habits are tested "
    "together, so that looking at many does not find some by chance. The journal says yes or no "
    "and not how much, so nothing is said of amounts."
)
class HabitImpact:
    """How recovery differs on nights after each habit."""

    tested: int = strawberry.field(description="Habits tested.")
    found: int = strawberry.field(description="Habits whose effect is ESTABLISHED.")
    habits: list[HabitEffect] = strawberry.field(description="Strongest evidence first.")
    too_few_answers: list[ThinHabit] = strawberry.field(
        description="Habits with under 10 nights on one side: counts only, no difference."
    )
    left_out: list[LeftOutHabit] = strawberry.field(
        description="Habits with enough answers whose effect still cannot be estimated."
    )
    withdrawn: bool = strawberry.field(
        description="Whether the effect of any habit was ESTABLISHED on one of the seven Mondays "
        "before, and is no longer."
    )
