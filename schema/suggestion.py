"""One thing that a finding told a person to do."""

from datetime import datetime

import strawberry

from schema.feedback import FeedbackVerdict
from schema.node import Node


@strawberry.type(
    description="Something that a finding told the person to do, as it was first told, and what "
    "became of it."
)
class Suggestion(Node):
    """One thing that a finding told a person to do."""

    insight: str = strawberry.field(description="Field of the insight in `Insights`.")
    action: str = strawberry.field(description="Stable key of what to do.")
    text: str = strawberry.field(description="What to do and why, as it was told.")
    told_at: datetime = strawberry.field(description="When it was first told.")
    variant: str | None = strawberry.field(
        description="Which wording or ranking it was, where two are on trial; null otherwise."
    )
    verdict: FeedbackVerdict | None = strawberry.field(
        description="What became of it; null while `feedbackGive` has said nothing."
    )
    note: str | None = strawberry.field(
        description="The person's own words about it; null where they left none."
    )
    feedback_given_at: datetime | None = strawberry.field(
        description="When that was said; null while `verdict` is."
    )
