"""Finding: which kind of workout to do next, and how hard."""

import math
from dataclasses import dataclass
from enum import Enum
from typing import Annotated

import strawberry

from schema.arguments import BadArgument
from schema.goal import GoalMetric
from schema.interval import Interval
from schema.recovery_colour import RecoveryColour

HIGHEST_WEIGHT = 20.0  # recovery then counts for nearly all, and rest always wins
STEP = 0.1


@dataclass(frozen=True)
class WorkoutRecommendationArguments:
    """How much recovery counts."""

    recovery_weight: Annotated[
        float | None,
        strawberry.argument(
            description="How many hundredths of the goal one point of the next recovery is worth, "
            "0 to 20, rounded to 0.1; 1 where it is not given. 0: the goal alone counts."
        ),
    ] = None

    def __post_init__(self) -> None:
        """Refuse what is no weight, and round to a tenth."""
        if self.recovery_weight is None:
            return
        if not (math.isfinite(self.recovery_weight) and 0 <= self.recovery_weight <= 20):
            raise BadArgument(
                f"recoveryWeight: {self.recovery_weight:g} is outside 0 to {HIGHEST_WEIGHT:g}; "
                "give hundredths of the goal a point of recovery, such as 1"
            )
        object.__setattr__(self, "recovery_weight", round(self.recovery_weight / STEP) * STEP)


@strawberry.enum(description="How hard the next workout should be at most.")
class WorkoutIntensity(Enum):
    """How hard the next workout should be at most."""

    EASY = strawberry.enum_value("EASY", description="Mostly heart rate zones 1 and 2.")
    MODERATE = strawberry.enum_value("MODERATE", description="Mostly heart rate zones 1 to 3.")
    AS_PLANNED = strawberry.enum_value("AS_PLANNED", description="Whatever was planned.")


@strawberry.type(
    description="One kind of workout: what it usually is for this person, and the recovery that "
    "it goes with, comparing days of equal strain and duration."
)
class WorkoutOption:
    """One kind of workout and what goes with it."""

    activity: str = strawberry.field(description="Stable key of the activity.")
    workouts: int = strawberry.field(description="How often it was done.")
    nights: int = strawberry.field(
        description="Nights after days on which it was the last workout."
    )
    zone: int | None = strawberry.field(
        description="Its usual heart rate zone, 1 (lightest) to 5: the own mean over the minutes "
        "of it, what lies below the zones counted as 1; null where none is known."
    )
    usual_minutes: float | None = strawberry.field(
        description="Own median duration, minutes; null where none is known."
    )
    usual_strain: float | None = strawberry.field(
        description="Own median strain, 0 to 21; null where none is known."
    )
    usual_energy_kcal: float | None = strawberry.field(
        description="Own median energy as the device estimates it, kcal; null where none is known."
    )
    cost_points: float = strawberry.field(
        description="Recovery points by which the next recovery is lower than after the own usual "
        "mixture of workouts, all kinds drawn towards one another; negative: higher."
    )
    cost_interval90: Interval = strawberry.field(description="90 % interval of it, points.")
    goal_share: float | None = strawberry.field(
        description="How much of the goal a usual workout of it reaches, 0 to 1; null where its "
        "strain or energy is not known."
    )
    best_probability: float = strawberry.field(
        description="Probability (0 to 1) that it is the best of those that the state allows, "
        "recovery and goal weighed."
    )


@strawberry.type(
    description="Whether the next recovery differs with the kind of workout, comparing days of "
    "equal strain and duration."
)
class WorkoutKinds:
    """Whether recovery differs with the kind of workout."""

    best: str = strawberry.field(
        description="The kind with the highest recovery after it, of those with 8 nights."
    )
    best_probability: float = strawberry.field(
        description="Probability (0 to 1) that it is; from .8 it may be called so."
    )
    gap_points: float = strawberry.field(
        description="Recovery points after it less the mean of the other kinds'."
    )
    gap_interval90: Interval = strawberry.field(description="90 % interval of it, points.")
    nights_best: int = strawberry.field(description="Nights after the best kind.")
    nights_other: int = strawberry.field(description="Nights after the other kinds.")
    kinds: int = strawberry.field(description="Kinds compared, of 8 nights each or more.")
    e_value: float = strawberry.field(
        description="Evidence that recovery differs between kinds at all, as of the last day; 1 "
        "is none, capped at 1e15. The claim rests on that of the last Mondays."
    )
    days_to_answer_small: int | None = strawberry.field(
        description="More nights after training until 5 points would show; null: over a year."
    )
    days_to_answer_large: int | None = strawberry.field(
        description="More nights after training until 11 points would show; null: over a year."
    )


@strawberry.type(
    description="Which kind of workout to do next, and how hard. How hard is decided by the last "
    "recovery alone; which kind, by the goal less `recoveryWeight` times what the kind costs the "
    "next recovery, once kinds are ESTABLISHED to differ. Rest would win if recovery alone "
    "counted, so it never does."
)
class WorkoutRecommendation:
    """Which kind of workout to do next, and how hard."""

    recovery_percent: float | None = strawberry.field(
        description="Recovery of the last morning, percent; null where it is not known."
    )
    colour: RecoveryColour | None = strawberry.field(description="Its colour; null likewise.")
    intensity: WorkoutIntensity = strawberry.field(description="How hard at most.")
    activity: str | None = strawberry.field(
        description="Stable key of the activity recommended; null where any of the intensity will "
        "do."
    )
    zone: int | None = strawberry.field(
        description="The own usual heart rate zone of that activity, 1 to 5; "
        "null where no activity is named or its zones are not known."
    )
    minutes: float | None = strawberry.field(
        description="How long: as usual for it, or as long as an energy goal takes, never longer "
        "than it was ever done; minutes. "
        "Null where no activity is named or its duration is not known."
    )
    text: str = strawberry.field(description="What to do and why, with the numbers used.")
    explored: bool = strawberry.field(
        description="Whether this is nearly the best so far, tried so that more is learned of it."
    )
    options: list[WorkoutOption] = strawberry.field(
        description="The best two of those that the state allows, best first; empty where kinds "
        "cannot be compared."
    )
    comparison: WorkoutKinds | None = strawberry.field(
        description="Null under 30 workouts, or under two kinds with 8 nights each."
    )
    goal_metric: GoalMetric = strawberry.field(
        description="What counts as the value of a workout: the own goal, or else strain."
    )
    goal_target: float | None = strawberry.field(
        description="What is aimed at, in the metric's unit: the own goal, or else the own median "
        "workout; null where neither is known."
    )
    own_goal: bool = strawberry.field(
        description="Whether the person set that goal; false: the own median workout stands in."
    )
    recovery_weight: float = strawberry.field(
        description="Hundredths of the goal that one point of recovery counted for."
    )
    suggestion_id: strawberry.ID | None = strawberry.field(
        description="By which to say what became of it; null while a rule stands in."
    )
    withdrawn: bool = strawberry.field(
        description="Whether kinds were ESTABLISHED to differ at one of the last Mondays and no "
        "longer are."
    )
