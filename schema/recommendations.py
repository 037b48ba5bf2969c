"""Finding: up to three things worth doing next."""

from enum import Enum

import strawberry

from schema.interval import Interval


@strawberry.enum(description="What a recommendation rests on.")
class RecommendationSource(Enum):
    """What a recommendation rests on."""

    OWN_EVIDENCE = strawberry.enum_value(
        "OWN_EVIDENCE", description="An ESTABLISHED effect in this person's data."
    )
    GENERAL_RULE = strawberry.enum_value(
        "GENERAL_RULE", description="A general rule, applied to this person's numbers."
    )


@strawberry.enum(description="Which rule made a recommendation.")
class RecommendationRule(Enum):
    """Which rule made a recommendation."""

    EASY_DAY = strawberry.enum_value(
        "EASY_DAY",
        description="Three of the last four recoveries are 33 or less; or `recoveryAnomaly` calls "
        "the last night unusual, or `burnoutWatch` says that nights have stayed low.",
    )
    PAY_SLEEP_DEBT = strawberry.enum_value(
        "PAY_SLEEP_DEBT", description="Sleep debt is an hour or more."
    )
    HOLD_LOAD = strawberry.enum_value(
        "HOLD_LOAD", description="The last week's strain is above 90 % of own weeks."
    )
    REGULAR_BEDTIME = strawberry.enum_value(
        "REGULAR_BEDTIME", description="Bedtimes vary by over an hour."
    )
    HABIT = strawberry.enum_value(
        "HABIT", description="A habit goes with a lower or higher recovery."
    )
    BEDTIME_WINDOW = strawberry.enum_value(
        "BEDTIME_WINDOW", description="A span of bedtimes goes with a higher recovery."
    )
    LONGER_SLEEP = strawberry.enum_value(
        "LONGER_SLEEP",
        description="More time asleep goes with a higher HRV and recovery, and is within reach.",
    )
    WORKOUT_HOURS = strawberry.enum_value(
        "WORKOUT_HOURS",
        description="A span of time between training and bedtime goes with a higher recovery.",
    )
    STRAIN_COST = strawberry.enum_value(
        "STRAIN_COST",
        description="What a harder day goes with the next morning, to know when planning; no "
        "advice to train less.",
    )


@strawberry.type(description="One thing worth doing, and why.")
class Recommendation:
    """One thing worth doing, and why."""

    rule: RecommendationRule = strawberry.field(description="Which rule made it.")
    source: RecommendationSource = strawberry.field(description="What it rests on.")
    text: str = strawberry.field(description="What to do and why, with the numbers used.")
    habit: str | None = strawberry.field(
        description="Stable key of the journal question; null unless the rule is HABIT."
    )
    expected_points: float | None = strawberry.field(
        description="Recovery points that go with it in own data, of STRAIN_COST those that a "
        "harder day goes with losing; null for a general rule."
    )
    expected_interval90: Interval | None = strawberry.field(
        description="90 % interval of these points; null for a general rule."
    )
    suggestion_id: strawberry.ID | None = strawberry.field(
        description="By which to say what became of it; null for STRAIN_COST, which asks for "
        "nothing, and while a rule stands in."
    )


@strawberry.type(
    description="Up to three things worth doing, own established effects first, no two of which "
    "contradict each other; what is there to be known rather than done comes last. Rest is not "
    "the answer to everything: where nothing stands out, the list is empty."
)
class Recommendations:
    """Up to three things worth doing."""

    items: list[Recommendation] = strawberry.field(description="Most worthwhile first.")
