"""Finding: how the next recovery differs with a day's strain."""

from dataclasses import dataclass
from typing import Annotated

import strawberry

from schema.answer import Basis
from schema.arguments import BadArgument
from schema.interval import Interval

HIGHEST_STRAIN = 21.0  # the top of WHOOP's scale
STEP = 0.5  # finer than anybody plans a day


@dataclass(frozen=True)
class StrainToleranceArguments:
    """A day's strain to try."""

    strain: Annotated[
        float | None,
        strawberry.argument(
            description="A day's strain to try, 0 to 21, rounded to 0.5. It is answered within "
            "the strains that this person has lived."
        ),
    ] = None

    def __post_init__(self) -> None:
        """Refuse what is no strain, and round to half a unit."""
        if self.strain is None:
            return
        if not 0 <= self.strain <= HIGHEST_STRAIN:
            raise BadArgument(
                f"strain: {self.strain:g} is outside 0 to 21; give a day's strain, such as 14.5"
            )
        object.__setattr__(self, "strain", round(self.strain / STEP) * STEP)


@strawberry.type(
    description="How the next recovery differs for each unit more of strain, comparing similar "
    "days. It is drawn towards what is usual among people (1.7 points lower, give or take 1), "
    "the more the fewer nights there are."
)
class StrainSlope:
    """How the next recovery differs for each unit of strain."""

    points_per_unit: float = strawberry.field(
        description="Recovery points per unit of strain; negative: lower after harder days."
    )
    interval90: Interval = strawberry.field(description="90 % interval of it, points per unit.")
    own_points_per_unit: float | None = strawberry.field(
        description="The same from own nights alone, recovery points per unit; null where they "
        "give none."
    )
    cost_of_five_points: float = strawberry.field(
        description="Recovery points for 5 units more of strain."
    )
    cost_of_five_interval90: Interval = strawberry.field(
        description="90 % interval of it, recovery points."
    )
    nights: int = strawberry.field(description="Nights compared.")
    e_value: float | None = strawberry.field(
        description="Evidence against no difference at all that holds however often one looks; "
        "the claim rests on it. 1 is none; capped at 1e15. Null under 30 nights."
    )
    robustness_value_share: float | None = strawberry.field(
        description="A hidden factor that explains this share (0 to 1) of what is left of both "
        "strain and recovery would be enough to erase the difference. "
        "Null under 30 nights."
    )
    days_to_answer: int | None = strawberry.field(
        description="More nights until a difference of the usual size, 1.7 points per unit, "
        "would show; null: over a year, or not known."
    )


@strawberry.type(
    description="The chance of a red recovery (33 or less) the next morning over a day's strain; "
    "lists run in parallel, at most 43 long."
)
class RedOverStrain:
    """The chance of a red recovery over a day's strain."""

    basis: Basis = strawberry.field(
        description="OWN_DATA: this person's, from the last recovery known. RULE: that of 14 "
        "people, where own red days are under 10."
    )
    strain: list[float] = strawberry.field(description="A day's strain, 0 to 21.")
    red_probability: list[float] = strawberry.field(
        description="Chance of a red recovery the next morning, 0 to 1."
    )
    low: list[float] = strawberry.field(
        description="Lower end of the 80 % band, 0 to 1; empty for that of other people."
    )
    high: list[float] = strawberry.field(
        description="Upper end of the 80 % band, 0 to 1; empty for that of other people."
    )


@strawberry.type(
    description="A strain at which the line from strain to recovery bends downwards. It is shown "
    "only where a bend describes the nights clearly better than a line and its place is known."
)
class StrainThreshold:
    """A strain at which the line bends downwards."""

    strain: float = strawberry.field(description="Where it bends, strain.")
    interval90: Interval = strawberry.field(description="90 % interval of the place, strain.")
    points_per_unit_below: float = strawberry.field(
        description="Recovery points per unit of strain below it."
    )
    points_per_unit_above: float = strawberry.field(
        description="Recovery points per unit of strain above it."
    )


@strawberry.type(
    description="The morning after a day of the strain asked about, from the last recovery known."
)
class StrainWhatIf:
    """The morning after a day of the strain asked about."""

    strain: float = strawberry.field(description="The strain asked about.")
    refusal: str | None = strawberry.field(
        description="Why nothing is said of it, such as that it lies outside what was lived; all "
        "else is then null."
    )
    recovery_percent: float | None = strawberry.field(
        description="Expected recovery, 1 to 99; null for the general rule."
    )
    recovery_interval80: Interval | None = strawberry.field(
        description="Where 8 of 10 such recoveries lie, recovery percent; "
        "null for the general rule."
    )
    difference_points: float | None = strawberry.field(
        description="Recovery points against a day of the usual strain; null where it is refused."
    )
    difference_interval90: Interval | None = strawberry.field(
        description="90 % interval of the difference, recovery points; null where it is refused."
    )
    red_probability: float | None = strawberry.field(
        description="Chance of a red recovery (33 or less), 0 to 1; null where it is refused."
    )
    red_interval80: Interval | None = strawberry.field(
        description="80 % interval of that chance, 0 to 1; null for that of other people."
    )


@strawberry.type(
    description="How the next recovery differs with a day's strain. There is no strain below "
    "which nothing happens and above which harm begins: in 12 of 14 people a straight line "
    "describes it best. A lower recovery after a hard day is normal. Chances are given as they "
    "are, never as changes of one another."
)
class StrainTolerance:
    """How the next recovery differs with a day's strain."""

    slope: StrainSlope | None = strawberry.field(
        description="Per unit of strain; null for the general rule."
    )
    red: RedOverStrain = strawberry.field(description="The chance of a red recovery, to plot.")
    threshold: StrainThreshold | None = strawberry.field(
        description="Null where none can be seen within the strains lived, as in most people."
    )
    lived: Interval | None = strawberry.field(
        description="The strains lived: the middle nine tenths of the person's days. Nothing is "
        "said beyond. Null where none is known."
    )
    usual_strain: float | None = strawberry.field(
        description="Mean strain of the person's days, 0 to 21; null where none is known."
    )
    red_days: int = strawberry.field(description="Recoveries of 33 or less so far.")
    what_if: StrainWhatIf | None = strawberry.field(
        description="The strain asked about; null without one."
    )
    withdrawn: bool = strawberry.field(
        description="True where it was ESTABLISHED lately and newer data no longer support it."
    )
