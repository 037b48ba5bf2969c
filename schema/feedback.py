"""What became of a suggestion."""

from enum import Enum

import strawberry


@strawberry.enum(description="What became of a suggestion.")
class FeedbackVerdict(Enum):
    """What became of a suggestion."""

    FOLLOWED = strawberry.enum_value("FOLLOWED", description="It was done.")
    PARTLY = strawberry.enum_value("PARTLY", description="Some of it was done.")
    SKIPPED = strawberry.enum_value("SKIPPED", description="It was not done.")
