"""Finding: the coming days of one measured quantity."""

from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Annotated

import strawberry

from schema.horizon import MOST_DAYS, ForecastPattern, HorizonSkill, checked_days


@strawberry.enum(description="What can be forecast.")
class ForecastMetric(Enum):
    """What can be forecast."""

    RECOVERY = strawberry.enum_value("RECOVERY", description="Recovery, percent.")
    HRV = strawberry.enum_value("HRV", description="Heart rate variability (rMSSD), ms.")
    RESTING_HEART_RATE = strawberry.enum_value(
        "RESTING_HEART_RATE", description="Resting heart rate, beats a minute."
    )
    ASLEEP = strawberry.enum_value("ASLEEP", description="Time asleep, minutes.")


@dataclass(frozen=True)
class MetricForecastArguments:
    """What to forecast, and how far."""

    metric: Annotated[ForecastMetric, strawberry.argument(description="What to forecast.")] = (
        ForecastMetric.RECOVERY
    )
    days: Annotated[int, strawberry.argument(description="How many days ahead, 1 to 7.")] = (
        MOST_DAYS
    )

    def __post_init__(self) -> None:
        """Refuse what cannot be forecast."""
        checked_days(self.days)


@strawberry.type(
    description="The coming days; lists run in parallel, in the unit of the metric. 8 of 10 days "
    "lie from `low` to `high`."
)
class MetricPath:
    """The coming days."""

    days_on: list[date] = strawberry.field(description="The mornings.")
    expected: list[float] = strawberry.field(description="Expected value.")
    low: list[float] = strawberry.field(description="Lower end of the 80 % band.")
    high: list[float] = strawberry.field(description="Upper end of the 80 % band.")


@strawberry.type(
    description="The coming days of one quantity, from its own past alone. After tomorrow a "
    "forecast is the weekly pattern or the level: what was yesterday is forgotten within a day or "
    "two. `recoveryForecast` knows more of recovery, such as the strain planned."
)
class MetricForecast:
    """The coming days of one quantity."""

    metric: ForecastMetric = strawberry.field(description="What is forecast.")
    unit: str = strawberry.field(description="Unit of all values: percent, ms, bpm or minutes.")
    path: MetricPath = strawberry.field(description="The coming days, to plot.")
    usual: float = strawberry.field(
        description="Own average, in the unit of the metric; of HRV the geometric one."
    )
    nights: int = strawberry.field(
        description="Nights with a value since it has been measured as now."
    )
    pattern: ForecastPattern = strawberry.field(description="Where the numbers come from.")
    skill: HorizonSkill | None = strawberry.field(
        description="How it did on the own past; null for the general rule."
    )
