"""Finding: recovery over the coming days, as planned and as it might be planned."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

import strawberry

from schema.arguments import BadArgument
from schema.horizon import MOST_DAYS, ForecastPattern, HorizonSkill, checked_days
from schema.interval import Interval
from schema.strain_tolerance import HIGHEST_STRAIN, STEP


@dataclass(frozen=True)
class RecoveryForecastArguments:
    """How far to look, and a strain to try."""

    days: Annotated[int, strawberry.argument(description="How many mornings ahead, 1 to 7.")] = (
        MOST_DAYS
    )
    planned_strain: Annotated[
        float | None,
        strawberry.argument(
            description="A strain to try on each day that is not over yet, 0 to 21, rounded to "
            "0.5. It is answered within the strains that this person has lived."
        ),
    ] = None

    def __post_init__(self) -> None:
        """Refuse what cannot be forecast, and round to half a unit."""
        checked_days(self.days)
        if self.planned_strain is None:
            return
        if not 0 <= self.planned_strain <= HIGHEST_STRAIN:
            raise BadArgument(
                f"plannedStrain: {self.planned_strain:g} is outside 0 to 21; give a day's strain, "
                "such as 14.5"
            )
        object.__setattr__(self, "planned_strain", round(self.planned_strain / STEP) * STEP)


@strawberry.type(
    description="The coming mornings; lists run in parallel, recovery in percent, 1 to 99. Ranges "
    "hold 5, 8 and 9 of 10 mornings."
)
class RecoveryPath:
    """The coming mornings."""

    mornings_on: list[date] = strawberry.field(description="The mornings.")
    recovery_percent: list[float] = strawberry.field(description="Expected recovery.")
    low50: list[float] = strawberry.field(description="Lower end of the 50 % range.")
    high50: list[float] = strawberry.field(description="Upper end of the 50 % range.")
    low80: list[float] = strawberry.field(description="Lower end of the 80 % range.")
    high80: list[float] = strawberry.field(description="Upper end of the 80 % range.")
    low90: list[float] = strawberry.field(description="Lower end of the 90 % range.")
    high90: list[float] = strawberry.field(description="Upper end of the 90 % range.")
    red_probability: list[float] = strawberry.field(description="P(recovery 33 or less), 0 to 1.")
    yellow_probability: list[float] = strawberry.field(description="P(recovery 34 to 66), 0 to 1.")
    green_probability: list[float] = strawberry.field(description="P(recovery 67 or more), 0 to 1.")
    any_red_probability: float | None = strawberry.field(
        description="P(at least one of these mornings is red), 0 to 1, with what one morning "
        "leaves to the next; null for the general rule."
    )


@strawberry.type(
    description="The days before the mornings; lists run in parallel with the path's. Strain is a "
    "day's, 0 to 21."
)
class DayPlan:
    """The days before the mornings."""

    strain: list[float] = strawberry.field(
        description="What the day is reckoned with: lived, planned, or what is usual on that "
        "weekday; empty where none is known."
    )
    planned: list[bool] = strawberry.field(description="Whether that day was planned for.")


@strawberry.type(
    description="The same mornings if every day that is not over had the strain asked about "
    "(plan B) instead of as planned (plan A). Each morning differs by the day before it alone; "
    "about a fifth of that is left the morning after, and is not counted. Lists run in parallel."
)
class StrainPlan:
    """The same mornings with another strain."""

    strain: float = strawberry.field(description="The strain asked about, 0 to 21.")
    refusal: str | None = strawberry.field(
        description="Why nothing is said of it, such as that it lies outside what was lived; the "
        "path is then null and the lists are empty."
    )
    path: RecoveryPath | None = strawberry.field(
        description="The mornings after such days; null where it is refused."
    )
    difference_points: list[float] = strawberry.field(
        description="Recovery points against plan A; goes with, not causes."
    )
    difference_low90: list[float] = strawberry.field(
        description="Lower end of its 90 % interval, points."
    )
    difference_high90: list[float] = strawberry.field(
        description="Upper end of its 90 % interval, points."
    )


@strawberry.type(
    description="Recovery over the coming mornings. The first is that of `recoveryPrediction`; "
    "after it the forecast is the own weekly pattern, moved by the strain planned for the day "
    "before. A plan hardly matters for longer than a day or two."
)
class RecoveryForecast:
    """Recovery over the coming mornings."""

    path: RecoveryPath = strawberry.field(
        description="Plan A: as usual, or as the person has planned."
    )
    plan: DayPlan = strawberry.field(description="What plan A is reckoned with.")
    plan_b: StrainPlan | None = strawberry.field(
        description="The strain asked about; null without one."
    )
    points_per_unit: float | None = strawberry.field(
        description="How recovery differs for each unit of strain, points, from "
        "`strainTolerance`; null for the general rule."
    )
    lived: Interval | None = strawberry.field(
        description="The strains lived: the middle nine tenths of the person's days. Nothing is "
        "said beyond. Null where none is known."
    )
    usual_recovery_percent: float = strawberry.field(description="Own mean recovery.")
    nights: int = strawberry.field(description="Nights that it was learned from.")
    pattern: ForecastPattern = strawberry.field(
        description="Where the numbers after the first morning come from."
    )
    skill: HorizonSkill | None = strawberry.field(
        description="How it did on the own past; null for the general rule. That of the first "
        "morning is of this forecast's own, not of `recoveryPrediction`."
    )
