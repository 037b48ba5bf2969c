"""Parts of the day, by the clock."""

from enum import Enum

import strawberry


@strawberry.enum(description="A part of the day, by the local time at which something starts.")
class ClockBlock(Enum):
    """A part of the day by the local clock."""

    MORNING = strawberry.enum_value("MORNING", description="From 04:00 to before 10:00.")
    MIDDAY = strawberry.enum_value("MIDDAY", description="From 10:00 to before 14:00.")
    AFTERNOON = strawberry.enum_value("AFTERNOON", description="From 14:00 to before 18:00.")
    EVENING = strawberry.enum_value(
        "EVENING", description="From 18:00 to before 04:00 of the next day."
    )
