"""Finding: what levels can be aimed at, and how the person's own goals stand."""

from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Annotated

import strawberry

from schema.arguments import BadArgument
from schema.goal import GoalMetric
from schema.interval import Interval

# A drift is believed for half a year; over more it would promise anything.
SHORTEST_DAYS, LONGEST_DAYS = 28, 182


@dataclass(frozen=True)
class GoalsArguments:
    """How far ahead."""

    days: Annotated[
        int,
        strawberry.argument(
            description="In how many days to arrive, 28 to 182; own goals with a day of their own "
            "keep it."
        ),
    ] = 84

    def __post_init__(self) -> None:
        """Refuse what lies too near or too far."""
        if not SHORTEST_DAYS <= self.days <= LONGEST_DAYS:
            raise BadArgument(
                f"days: {self.days} is outside {SHORTEST_DAYS} to {LONGEST_DAYS}; give days, "
                "such as 84"
            )


@strawberry.enum(description="How a goal stands, by the interval of what is now.")
class GoalProgress(Enum):
    """How a goal stands."""

    REACHED = strawberry.enum_value(
        "REACHED", description="The whole 90 % interval is at the target or beyond."
    )
    UNDECIDED = strawberry.enum_value(
        "UNDECIDED", description="The target lies within the interval: noise cannot be told apart."
    )
    SHORT = strawberry.enum_value(
        "SHORT", description="The whole 90 % interval is short of the target."
    )


@strawberry.type(
    description="A level that this person can aim at: the mean of 28 nights, with the chance of "
    "reaching it if all goes on as it does."
)
class LevelGoal:
    """A level to aim at."""

    metric: GoalMetric = strawberry.field(description="What it is about.")
    unit: str = strawberry.field(description="Unit of all values here.")
    current: float = strawberry.field(description="Mean of the last 28 nights.")
    interval90: Interval = strawberry.field(description="90 % interval of the current level.")
    nights: int = strawberry.field(description="Known nights of these 28.")
    noise_floor: float = strawberry.field(
        description="A mean of 28 nights strays so far from its level by chance, up or down, nine "
        "times in ten; for HRV upwards."
    )
    realistic: float | None = strawberry.field(
        description="Target with an even chance (.50); null in a rule's answer."
    )
    stretch: float | None = strawberry.field(
        description="Target with a chance of .20; null in a rule's answer."
    )


@strawberry.type(
    description="A behaviour to aim at. It is up to the person, so it has no chance of being "
    "reached."
)
class BehaviourGoal:
    """A behaviour to aim at."""

    metric: GoalMetric = strawberry.field(description="BEDTIME_SPREAD or ENOUGH_SLEEP.")
    unit: str = strawberry.field(description="Unit of all values here.")
    current: float = strawberry.field(description="As it was over the last 28 nights.")
    interval90: Interval = strawberry.field(description="90 % interval of it.")
    nights: int = strawberry.field(description="Known nights of these 28.")
    step: float = strawberry.field(
        description="A step from there: a quarter less spread, down to 30 minutes; or one more "
        "night a week with enough sleep."
    )


@strawberry.type(description="How a goal that the person has set stands.")
class OwnGoal:
    """How an own goal stands."""

    metric: GoalMetric = strawberry.field(description="What it is about.")
    unit: str = strawberry.field(description="Unit of target and values.")
    target: float = strawberry.field(description="The value aimed at.")
    by_on: date = strawberry.field(description="The day asked about: its own, or `byOn` above.")
    current: float = strawberry.field(description="As it was over the last 28 nights.")
    interval90: Interval = strawberry.field(description="90 % interval of it.")
    progress: GoalProgress = strawberry.field(description="How it stands.")
    reach_probability: float | None = strawberry.field(
        description="Probability (0 to 1) that the 28 nights up to that day reach the target if "
        "all goes on as it does; null for behaviours, and once the day is past."
    )
    text: str = strawberry.field(description="The same in a sentence.")


@strawberry.type(
    description="What can be aimed at. Levels are judged by their interval, four weeks at a time; "
    "behaviours come first, since they are up to the person."
)
class Goals:
    """What can be aimed at."""

    by_on: date = strawberry.field(description="The day at which targets are to be reached.")
    behaviours: list[BehaviourGoal] = strawberry.field(description="As far as known, at most 2.")
    levels: list[LevelGoal] = strawberry.field(
        description="Recovery, HRV, resting heart rate and sleep, as far as known."
    )
    own: list[OwnGoal] = strawberry.field(
        description="Goals that the person has set for these; those of workouts are left out."
    )
