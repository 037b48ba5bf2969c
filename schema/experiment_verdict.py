"""Finding: what a self-test by lot has shown."""

from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Annotated

import strawberry

from schema import global_id
from schema.arguments import BadArgument
from schema.interval import Interval


@dataclass(frozen=True)
class ExperimentVerdictArguments:
    """Which experiment."""

    experiment: Annotated[
        strawberry.ID | None,
        strawberry.argument(description="Id of the experiment; the last begun unless given."),
    ] = None

    def __post_init__(self) -> None:
        """Refuse what is no id of an experiment."""
        if self.experiment is not None and self.key is None:
            raise BadArgument(
                f"experiment: {self.experiment!r} is no id of an experiment; `experiments` of the "
                "person lists them"
            )

    @property
    def key(self) -> str | None:
        """The experiment's own key."""
        try:
            kind, key = global_id.decode(self.experiment or "")
        except global_id.UnknownId:
            return None
        return key[0] if kind == "Experiment" and len(key) == 1 else None


@strawberry.enum(description="What came out of an experiment.")
class ExperimentOutcome(Enum):
    """What came out of an experiment."""

    NOT_YET = strawberry.enum_value(
        "NOT_YET", description="It is not over; looking before its end would spoil the test."
    )
    STOPPED = strawberry.enum_value(
        "STOPPED", description="It was stopped before its end; there is no verdict."
    )
    DIFFERENCE = strawberry.enum_value(
        "DIFFERENCE", description="A difference that the lot alone rarely makes: p at most .05."
    )
    NO_DIFFERENCE = strawberry.enum_value(
        "NO_DIFFERENCE",
        description="No difference shown; one under `detectablePoints` may be there all the same.",
    )


@strawberry.type(
    description="How recovery differed between the days drawn to do it and the days drawn to "
    "leave it, as drawn, whether or not they were followed."
)
class ExperimentDifference:
    """How recovery differed by lot."""

    points: float = strawberry.field(
        description="Mean recovery after days drawn to do it, less that after the others, points."
    )
    p_value: float = strawberry.field(
        description="Share of plans that might have been drawn with as large a difference, 0 to 1."
    )
    mean_done_percent: float = strawberry.field(description="Mean recovery after days to do it.")
    mean_left_percent: float = strawberry.field(description="Mean recovery after days to leave it.")
    nights_done: int = strawberry.field(description="Recoveries after days to do it.")
    nights_left: int = strawberry.field(description="Recoveries after days to leave it.")
    adjusted_points: float | None = strawberry.field(
        description="The same comparing similar days; null where they are too few."
    )
    adjusted_interval90: Interval | None = strawberry.field(
        description="90 % interval of `adjustedPoints`; null where that is."
    )


@strawberry.type(
    description="What a self-test has shown: days were drawn by lot, so that a difference is the "
    "behaviour's and not that of what mostly comes with it. One test, laid down before it began."
)
class ExperimentVerdict:
    """What a self-test has shown."""

    experiment_id: strawberry.ID = strawberry.field(description="Id of the experiment.")
    behaviour: str = strawberry.field(description="What was done or left.")
    outcome: ExperimentOutcome = strawberry.field(description="What came out of it.")
    first_on: date = strawberry.field(description="Its first day.")
    last_on: date = strawberry.field(description="Its last day as planned.")
    days: int = strawberry.field(description="How many days were drawn.")
    days_over: int = strawberry.field(description="How many of them are over.")
    followed_share: float | None = strawberry.field(
        description="Share of the days written down that went as drawn; null with none."
    )
    detectable_points: float = strawberry.field(
        description="Difference that it shows 8 times in 10 if it is there."
    )
    difference: ExperimentDifference | None = strawberry.field(
        description="The difference; null until it is over."
    )
