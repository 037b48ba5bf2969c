"""Finding: on which weekdays this person goes hard, and how training and rest take turns."""

import strawberry

from schema.weekday import Weekday


@strawberry.type(
    description="Counts by weekday, Monday first; lists run in parallel, at most 7 long, and "
    "weekdays without a recorded day are left out."
)
class WeekdayCounts:
    """Counts by weekday."""

    weekdays: list[Weekday] = strawberry.field(description="The weekdays.")
    days: list[int] = strawberry.field(description="Days with a known strain.")
    training_days: list[int] = strawberry.field(description="Those of them with a workout.")
    mean_strain: list[float] = strawberry.field(
        description="Plain mean of the day's strain, 0 to 21; half of its range between weekdays "
        "is usually noise."
    )


@strawberry.type(
    description="Strain by weekday, drawn towards the weekdays' common level as far as they "
    "cannot be told apart; lists run in parallel, at most 7 long."
)
class WeekdayStrain:
    """Strain by weekday."""

    weekdays: list[Weekday] = strawberry.field(description="The weekdays, Monday first.")
    strain: list[float] = strawberry.field(description="Mean strain of the day, 0 to 21.")
    low: list[float] = strawberry.field(description="Lower end of its 90 % interval, strain.")
    high: list[float] = strawberry.field(description="Upper end of its 90 % interval, strain.")
    top_two_probability: list[float] = strawberry.field(
        description="Probability (0 to 1) that the weekday is among the two hardest."
    )


@strawberry.type(
    description="Runs of training days (with a workout) and rest days (recorded, without one), "
    "beside what the same days give in a shuffled order. A day that was not recorded ends a run."
)
class TrainingRuns:
    """Runs of training and rest days."""

    longest_training_days: int = strawberry.field(description="Longest run of training days.")
    longest_training_by_chance_days: int = strawberry.field(
        description="Median of the longest run of training days in shuffled orders."
    )
    longest_rest_days: int = strawberry.field(description="Longest run of rest days.")
    longest_rest_by_chance_days: int = strawberry.field(
        description="Median of the longest run of rest days in shuffled orders."
    )
    training_after_training_share: float | None = strawberry.field(
        description="Of the days after a training day, the share (0 to 1) with training; "
        "null without such days."
    )
    training_after_rest_share: float | None = strawberry.field(
        description="Of the days after a rest day, the share (0 to 1) with training; "
        "null without such days."
    )
    rest_spacing_days: float | None = strawberry.field(
        description="Median number of days from one rest day to the next; null under two rest days."
    )
    order_p_value: float = strawberry.field(
        description="How often 999 shuffled orders are as far from their usual number of like "
        "neighbours; for display, nothing is decided by it."
    )
    weekday_p_value: float = strawberry.field(
        description="How often training is as uneven over the weekdays in 999 shuffled orders; "
        "for display, nothing is decided by it."
    )


@strawberry.type(
    description="On which weekdays this person goes hard, and how training and rest take turns, "
    "over the last 26 weeks. It describes what was chosen; that a pattern does any good is not "
    "in it."
)
class ActivityPatterns:
    """On which weekdays this person goes hard, and how training and rest take turns."""

    days: int = strawberry.field(description="Days with a known strain.")
    weeks: int = strawberry.field(description="Weeks from the first to the last of them.")
    counts: WeekdayCounts = strawberry.field(description="What was recorded, by weekday.")
    profile: WeekdayStrain | None = strawberry.field(
        description="For plotting; null in a rule's answer and where strain never differs."
    )
    hardest_weekdays: list[Weekday] = strawberry.field(
        description="Weekdays that are among the two hardest with a probability of .8 or more, "
        "hardest first; empty where there is no fixed weekly pattern."
    )
    runs: TrainingRuns | None = strawberry.field(
        description="Null in a rule's answer, and unless there are training days and rest days."
    )
