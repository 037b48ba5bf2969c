"""Finding: the energy that a planned workout, or a whole day, would be credited with."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

import strawberry

from schema.arguments import BadArgument
from schema.interval import Interval

LONGEST_NAME = 60  # WHOOP's longest names of activities have 37 letters
# WHOOP's scale of strain, in its own steps.
HIGHEST_STRAIN, STRAIN_DIGITS = 21, 1
LONGEST_MINUTES = 24 * 60


@dataclass(frozen=True)
class CalorieEstimateArguments:
    """The workout to try."""

    activity: Annotated[
        str | None,
        strawberry.argument(
            description="An activity from this person's workouts, such as running; the most "
            "frequent of the last 90 days unless given."
        ),
    ] = None
    minutes: Annotated[
        int | None,
        strawberry.argument(description="Its duration, minutes; the usual one unless given."),
    ] = None
    strain: Annotated[
        float | None,
        strawberry.argument(
            description="Its planned strain, 0 to 21 in tenths; left open unless given. Without "
            "`activity` and `minutes` it is the planned strain of the whole day."
        ),
    ] = None

    @property
    def day_strain(self) -> float | None:
        """The planned strain of the whole day, which no workout is named for."""
        return self.strain if self.activity is None and self.minutes is None else None

    @property
    def workout_strain(self) -> float | None:
        """The planned strain of a workout."""
        return self.strain if self.day_strain is None else None

    def __post_init__(self) -> None:
        """Refuse what is no workout, and write names and strains in one way."""
        if self.activity is not None:
            object.__setattr__(self, "activity", _key(self.activity))
        if self.minutes is not None and not 1 <= self.minutes <= LONGEST_MINUTES:
            raise BadArgument(
                f"minutes: {self.minutes} is outside 1 to {LONGEST_MINUTES}; give a duration in "
                "minutes, such as 45"
            )
        if self.strain is not None:
            if not 0 <= self.strain <= HIGHEST_STRAIN:
                raise BadArgument(
                    f"strain: {self.strain:g} is outside 0 to {HIGHEST_STRAIN}; give the strain of "
                    "a workout, such as 9.5"
                )
            object.__setattr__(self, "strain", round(self.strain, STRAIN_DIGITS))


def _key(name: str) -> str:
    key = "_".join(name.casefold().split())
    if not 1 <= len(key) <= LONGEST_NAME:
        raise BadArgument(
            f"activity: {name[:LONGEST_NAME]!r} has {len(key)} letters; give the name of an "
            f"activity with 1 to {LONGEST_NAME}, such as running"
        )
    return key


@strawberry.type(description="The energy of one workout, as the device would reckon it.")
class ExpectedEnergy:
    """The energy of one workout."""

    activity: str = strawberry.field(description="Stable name of the activity.")
    minutes: float = strawberry.field(description="Duration reckoned with, minutes.")
    strain: float | None = strawberry.field(
        description="Strain reckoned with, 0 to 21; null where it was left open, or where the "
        "activity's mean is shown, which knows of none."
    )
    energy_kcal: float = strawberry.field(
        description="Expected energy, kcal: as often more as less."
    )
    interval80: Interval = strawberry.field(
        description="80 % interval of the energy of one such workout, kcal; from the errors of "
        "past estimates, each made from the workouts before it."
    )
    energy_kcal_per_minute: float = strawberry.field(description="Expected energy, kcal a minute.")
    workouts: int = strawberry.field(description="Workouts of this activity that it rests on.")
    drawn_from_all: bool = strawberry.field(
        description="True under 5 workouts of this activity: it leans on those of all activities."
    )


@strawberry.type(
    description="The energy of the whole last day, as the device would reckon it: rest and all. "
    "From the weekday and, where it is planned or recorded, from the day's strain."
)
class ExpectedDayEnergy:
    """The energy of a whole day."""

    on: date = strawberry.field(description="The day, the last with data.")
    strain: float | None = strawberry.field(
        description="Strain of the day reckoned with, 0 to 21: the one planned, else the one "
        "recorded, moved to within what was lived, which while the day goes on is that so far; "
        "null where neither is there, or where the mean of all days is shown, which knows of none."
    )
    refusal: str | None = strawberry.field(
        description="Why there is no estimate: a planned strain outside what was lived; energy and "
        "interval are then null."
    )
    energy_kcal: float | None = strawberry.field(
        description="Expected energy of the day, kcal: as often more as less; "
        "null where it is refused."
    )
    interval80: Interval | None = strawberry.field(
        description="80 % interval of the energy of one such day, kcal; from the errors of past "
        "estimates, each made from the days before it; "
        "null where it is refused."
    )
    days: int = strawberry.field(description="Whole days that it rests on.")
    beats_average: bool = strawberry.field(
        description="Whether estimates from past days were nearer than the mean of all days so "
        "far; where not, that mean is shown."
    )


@strawberry.type(description="An activity that can be asked about, within what was lived of it.")
class KnownActivity:
    """An activity that can be asked about."""

    activity: str = strawberry.field(description="Stable name of the activity.")
    workouts: int = strawberry.field(description="Workouts of it.")
    minutes: Interval = strawberry.field(
        description="Shortest and longest duration that can be asked about, minutes: those of this "
        "activity, or of all activities under 5 workouts."
    )
    strain: Interval = strawberry.field(
        description="Lowest and highest strain that can be asked about, 0 to 21; likewise."
    )


@strawberry.type(
    description="The energy that WHOOP would credit a workout with. It foretells the device's own "
    "number and not what the body uses: energy and strain are both computed from heart rate, and "
    "estimates from the wrist can be off by tens of percent, which cannot be checked here. It is "
    "no ground on which to plan food."
)
class CalorieEstimate:
    """The energy that a workout would be credited with."""

    expected: ExpectedEnergy | None = strawberry.field(
        description="The estimate; null where the question was refused."
    )
    refusal: str | None = strawberry.field(
        description="Why there is no estimate: an activity that is not known, or a duration or "
        "strain outside what was lived, which no estimate can be learned from; "
        "null where there is one."
    )
    beats_average: bool = strawberry.field(
        description="Whether estimates from past workouts were nearer than the activity's mean "
        "kcal a minute; where not, that mean is shown."
    )
    day: ExpectedDayEnergy | None = strawberry.field(
        description="The whole day; null under 21 whole days with strain and energy, and in a "
        "rule's answer."
    )
    activities: list[KnownActivity] = strawberry.field(
        description="What can be asked about, most frequent first, at most 40."
    )
