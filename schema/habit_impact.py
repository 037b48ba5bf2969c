"""Finding: how recovery differs on nights after each habit."""

import strawberry

from schema.answer import Claim
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
    claim: Claim = strawberry.field(description="How strong a statement the data support.")
    headline: str = strawberry.field(description="One sentence to read.")
    effect: Effect = strawberry.field(description="The difference in recovery points.")


@strawberry.type(description="A habit with too few answers on one side.")
class ThinHabit:
    """A habit with too few answers on one side."""

    habit: str = strawberry.field(description="Stable key of the journal question.")
    nights_with: int = strawberry.field(description="Nights answered yes.")
    nights_without: int = strawberry.field(description="Nights answered no.")


@strawberry.type(
    description="How recovery differs on nights after each logged habit, comparing nights with "
    "similar recovery and strain before, weekday and other habits. All habits are tested "
    "together, so that looking at many does not find some by chance."
)
class HabitImpact:
    """How recovery differs on nights after each habit."""

    tested: int = strawberry.field(description="Habits tested.")
    found: int = strawberry.field(description="Habits whose effect is ESTABLISHED.")
    habits: list[HabitEffect] = strawberry.field(description="Strongest evidence first.")
    too_few_answers: list[ThinHabit] = strawberry.field(
        description="Habits with under 10 nights on one side: counts only, no difference."
    )
    left_out: list[str] = strawberry.field(
        description="Habits left out because they cannot be told from another that was kept."
    )
