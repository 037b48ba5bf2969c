"""What forecasts of several days share: where they come from, and how they did."""

from enum import Enum

import strawberry

from schema.arguments import BadArgument

MOST_DAYS = 7  # beyond a week a forecast only repeats the weekly pattern


@strawberry.enum(description="Where the numbers of a forecast of several days come from.")
class ForecastPattern(Enum):
    """Where the numbers of a forecast of several days come from."""

    WEEK_AND_LAST_NIGHT = strawberry.enum_value(
        "WEEK_AND_LAST_NIGHT",
        description="The own weekly pattern, and what the last night leaves over, which is mostly "
        "gone after a day or two.",
    )
    WEEKLY_PATTERN = strawberry.enum_value(
        "WEEKLY_PATTERN", description="The own weekly pattern alone."
    )
    LEVEL = strawberry.enum_value(
        "LEVEL", description="The level of the last days or weeks, the same for each day."
    )
    AVERAGE = strawberry.enum_value(
        "AVERAGE",
        description="The plain average: nothing else has done better on this person's own past.",
    )


@strawberry.type(
    description="How the forecast did on this person's own past, for each number of days ahead; "
    "lists run in parallel. Where the average is shown it is the skill of what would have been."
)
class HorizonSkill:
    """How the forecast did for each number of days ahead."""

    days_ahead: list[int] = strawberry.field(description="1 is the morning after `asOf`.")
    origins: list[int] = strawberry.field(description="How many past days were forecast.")
    percent_against_mean: list[float] = strawberry.field(
        description="How much smaller the mean absolute error was than the running mean's, "
        "percent; negative: larger."
    )
    percent_against_last: list[float] = strawberry.field(
        description="The same against the last value."
    )


def checked_days(days: int) -> int:
    """Return a number of days ahead that can be forecast."""
    if not 1 <= days <= MOST_DAYS:
        raise BadArgument(f"days: {days} is outside 1 to {MOST_DAYS}; give how many days ahead")
    return days
