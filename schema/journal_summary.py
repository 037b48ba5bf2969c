"""Finding: what this person logs in the journal, and how steadily."""

from datetime import date

import strawberry

from schema.answer import Claim


@strawberry.type(description="What `habitImpact` has decided about one habit, repeated.")
class HabitDecision:
    """What habit impact has decided about one habit."""

    claim: Claim = strawberry.field(description="How strong a statement the data support.")
    withdrawn: bool = strawberry.field(
        description="Whether it was ESTABLISHED lately and is no longer."
    )
    headline: str = strawberry.field(description="The sentence of `habitImpact`, unchanged.")


@strawberry.type(description="One question of the journal. What was not logged is neither.")
class JournalQuestion:
    """One question of the journal."""

    habit: str = strawberry.field(description="Stable key of the question.")
    nights_with: int = strawberry.field(description="Nights answered yes.")
    nights_without: int = strawberry.field(description="Nights answered no.")
    last_yes_on: date | None = strawberry.field(
        description="Morning of the last night answered yes; null where none was."
    )
    longest_yes_nights: int = strawberry.field(
        description="Longest run of nights answered yes; a night that was not logged ends it."
    )
    current_yes_nights: int = strawberry.field(
        description="Run of nights answered yes that reaches the last night or the one before."
    )
    decision: HabitDecision | None = strawberry.field(
        description="Null where `habitImpact` has not compared it: under 10 answers yes or no, or "
        "not to be told from another habit; and in a rule's answer."
    )


@strawberry.type(
    description="What this person logs in the journal, and how steadily. Counts alone: whether a "
    "habit goes with a different recovery is decided by `habitImpact`, and repeated here."
)
class JournalSummary:
    """What this person logs in the journal, and how steadily."""

    first_on: date = strawberry.field(description="Morning of the first night with an answer.")
    nights: int = strawberry.field(
        description="Calendar nights from that one to the last day of the data."
    )
    answered_nights: int = strawberry.field(description="Those of them with any answer.")
    longest_answered_nights: int = strawberry.field(
        description="Longest run of nights with any answer."
    )
    current_answered_nights: int = strawberry.field(
        description="Run of answered nights that reaches the last night or the one before."
    )
    tested: int = strawberry.field(description="Habits that `habitImpact` has compared.")
    found: int = strawberry.field(description="Those whose effect is ESTABLISHED.")
    questions: list[JournalQuestion] = strawberry.field(description="Most answered first.")
