"""Finding: how the present load compares with what this person is used to."""

from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Annotated

import strawberry

from schema.answer import Basis
from schema.arguments import BadArgument
from schema.interval import Interval
from schema.strain_tolerance import HIGHEST_STRAIN, STEP


@dataclass(frozen=True)
class LoadManagementArguments:
    """A day's strain to plan with."""

    planned_strain: Annotated[
        float | None,
        strawberry.argument(
            description="A day's strain that is planned, 0 to 21, rounded to 0.5: what it goes "
            "with for the next recovery. It is answered within the strains that this person has "
            "lived."
        ),
    ] = None

    def __post_init__(self) -> None:
        """Refuse what is no strain, and round to half a unit."""
        if self.planned_strain is None:
            return
        if not 0 <= self.planned_strain <= HIGHEST_STRAIN:
            raise BadArgument(
                f"plannedStrain: {self.planned_strain:g} is outside 0 to 21; give a day's strain, "
                "such as 14.5"
            )
        rounded = round(self.planned_strain / STEP) * STEP
        object.__setattr__(self, "planned_strain", rounded)


@strawberry.enum(description="What load is counted in.")
class LoadUnit(Enum):
    """What load is counted in."""

    TRAINING_IMPULSE = strawberry.enum_value(
        "TRAINING_IMPULSE",
        description="Edwards' training impulse of the workouts: minutes in each heart rate zone "
        "times the zone's number.",
    )
    STRAIN = strawberry.enum_value(
        "STRAIN",
        description="The day's strain, 0 to 21, where there are under two workouts a week or many "
        "lack heart rate zones.",
    )


@strawberry.enum(description="What the present load suggests, going by the person's own past.")
class LoadAdvice(Enum):
    """What the present load suggests."""

    AS_PLANNED = strawberry.enum_value(
        "AS_PLANNED", description="Up to the 75th own percentile: nothing to change."
    )
    HOLD = strawberry.enum_value(
        "HOLD", description="From the 75th own percentile on: rather no more than this."
    )
    EASE = strawberry.enum_value(
        "EASE", description="From the 90th own percentile on: rather less for a week."
    )


@strawberry.type(
    description="Where the present load lies among the person's own days so far, as shares (0 to "
    "1) of days with a lower figure."
)
class OwnShares:
    """Where the present load lies among the person's own days."""

    acute_share: float = strawberry.field(description="Of acute load.")
    week_share: float | None = strawberry.field(
        description="Of the load of 7 days; null where the last 7 are not known."
    )
    difference_share: float | None = strawberry.field(
        description="Of acute less chronic load; null where it is not known."
    )
    monotony_share: float | None = strawberry.field(
        description="Of monotony; null where it is not known."
    )
    training_strain_share: float | None = strawberry.field(
        description="Of training strain; null where it is not known."
    )


@strawberry.type(
    description="The coming 7 days as planned; lists run in parallel, at most 7 long. A day's load "
    "is that of own workouts like the planned one."
)
class PlannedWeek:
    """The coming 7 days as planned."""

    days_on: list[date] = strawberry.field(description="Days with a plan that can be counted.")
    loads: list[float] = strawberry.field(description="Load of each, in `unit`.")
    week_load: float = strawberry.field(
        description="Load of the coming 7 days, in `unit`; days without a plan count as the own "
        "days without a workout do."
    )
    acute_after: float = strawberry.field(
        description="Acute load a day at the end of them, in `unit`."
    )
    acute_after_share: float | None = strawberry.field(
        description="Share (0 to 1) of own days with a lower acute load; null under 84 days."
    )
    not_counted: int = strawberry.field(
        description="Plans for these days that nothing comparable was done before."
    )


@strawberry.type(
    description="What a day of the planned strain goes with for the next recovery, against a day "
    "of the usual strain, comparing similar days."
)
class PlannedStrainCost:
    """What a day of the planned strain goes with."""

    strain: float = strawberry.field(description="The strain planned.")
    refusal: str | None = strawberry.field(
        description="Why nothing is said of it; all else is then null."
    )
    basis: Basis | None = strawberry.field(
        description="OWN_DATA: this person's, drawn towards what is usual among people. RULE: that "
        "of other people. "
        "Null where it is refused."
    )
    recovery_points: float | None = strawberry.field(
        description="Recovery points against a day of the usual strain; null where it is refused."
    )
    interval90: Interval | None = strawberry.field(
        description="90 % interval of it, recovery points; null where it is refused."
    )


@strawberry.type(
    description="Load of the last days, to plot; lists run in parallel, at most 90 long, oldest "
    "first, days of unknown load left out."
)
class LoadSeries:
    """Load of the last days."""

    days_on: list[date] = strawberry.field(description="The days.")
    load: list[float] = strawberry.field(description="Load of the day, in `unit`.")
    acute: list[float] = strawberry.field(description="Acute load that day, in `unit` a day.")


@strawberry.type(
    description="How the present load compares with what this person is used to. No figure here "
    "tells of injuries: no ratio of loads does, and no range of it is better than another."
)
class LoadManagement:
    """How the present load compares with what this person is used to."""

    days: int = strawberry.field(description="Days of known load so far.")
    unit: LoadUnit = strawberry.field(description="What load is counted in.")
    acute: float | None = strawberry.field(
        description="Weighted mean load a day of about the last 7 days, in `unit`; null with "
        "fewer than 5 of them known, and in a rule's answer."
    )
    chronic: float | None = strawberry.field(
        description="Weighted mean load a day of about 28 days, as it was a week ago, so that the "
        "last 7 days are no part of it, in `unit`; null with fewer than 14 of those days known."
    )
    difference: float | None = strawberry.field(
        description="Acute less chronic load, in `unit` a day; null where either is."
    )
    acute_chronic_ratio: float | None = strawberry.field(
        description="Acute over chronic load, as description alone: no value of it is a sweet "
        "spot, and it tells nothing of injuries. Null under 35 days."
    )
    week_load: float | None = strawberry.field(
        description="Load of the last 7 days, in `unit`; null with fewer than 5 of them known."
    )
    week_change: float | None = strawberry.field(
        description="The same less that of the 7 days before, in `unit`; null where "
        "that is not known."
    )
    usual_week_load: float | None = strawberry.field(
        description="Mean load of 7 days over the last 28, in `unit`; null where none is known."
    )
    monotony: float | None = strawberry.field(
        description="Mean over standard deviation of the last 7 days' load, 4 at most; null where "
        "they are all alike."
    )
    training_strain: float | None = strawberry.field(
        description="The week's load times its monotony, in `unit`; null where `monotony` is."
    )
    own_shares: OwnShares | None = strawberry.field(
        description="Null under 84 days, before which there are no own weeks to speak of, and "
        "where `acute` is."
    )
    advice: LoadAdvice | None = strawberry.field(description="Null where `ownShares` is.")
    suggested_week_load: Interval | None = strawberry.field(
        description="Load of the coming 7 days that would bring the acute load down to between the "
        "person's own middle and its 75th percentile, in `unit`; null where `advice` is neither "
        "HOLD nor EASE, since nobody is told to do more."
    )
    planned_week: PlannedWeek | None = strawberry.field(
        description="Null without plans for the coming 7 days, and where `acute` is."
    )
    planned_strain: PlannedStrainCost | None = strawberry.field(
        description="The strain asked about; null without one."
    )
    series: LoadSeries | None = strawberry.field(
        description="For plotting; null in a rule's answer."
    )
