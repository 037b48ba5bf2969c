"""One answer of the journal."""

from datetime import date

import strawberry

from schema.node import Node
from schema.workout import Source


@strawberry.type(
    description="Yes or no to one question before one night. A question that was not answered "
    "has no entry, and is never taken for no."
)
class JournalAnswer(Node):
    """Yes or no to one question before one night."""

    source: Source = strawberry.field(description="Where the record comes from.")
    question: str = strawberry.field(description="Stable key of the question.")
    answered_yes: bool = strawberry.field(description="True for yes, false for no.")
    behaviour_on: date | None = strawberry.field(
        description="Day of the behaviour; the night that follows it is the one compared. Null "
        "for a WHOOP answer whose night is not known."
    )
    notes: str | None = strawberry.field(
        description="Free text of the export; null unless keeping it was chosen."
    )
