"""A self-test whose days were drawn by lot."""

from datetime import date
from enum import Enum

import strawberry

from schema.node import Node


@strawberry.enum(description="How the days of an experiment are drawn.")
class ExperimentSchedule(Enum):
    """How days are drawn."""

    BLOCKS_OF_FOUR = strawberry.enum_value(
        "BLOCKS_OF_FOUR", description="Two days of each four, in an order drawn by lot."
    )
    WEEKS = strawberry.enum_value(
        "WEEKS", description="One week of each two; for what takes days to tell."
    )


@strawberry.enum(description="How a day of an experiment went.")
class ExperimentDay(Enum):
    """How a day of an experiment went."""

    AS_DRAWN = strawberry.enum_value("AS_DRAWN", description="As it was drawn.")
    OTHERWISE = strawberry.enum_value("OTHERWISE", description="Not as it was drawn.")
    UNKNOWN = strawberry.enum_value("UNKNOWN", description="Nothing was written down.")


@strawberry.type(description="The days of an experiment, as columns of equal length.")
class ExperimentDays:
    """The days of an experiment, as columns."""

    day_on: list[date] = strawberry.field(description="Each day of the plan.")
    do_it: list[bool] = strawberry.field(
        description="True to do it on that day, false to leave it, as drawn."
    )
    went: list[ExperimentDay] = strawberry.field(description="How it went.")


@strawberry.type(
    description="A self-test: on each day a lot decided whether to do it, so that a difference in "
    "recovery is the behaviour's and not that of what comes with it. `experimentVerdict` judges it."
)
class Experiment(Node):
    """A self-test whose days were drawn by lot."""

    behaviour: str = strawberry.field(description="What is done or left.")
    schedule: ExperimentSchedule = strawberry.field(description="How its days were drawn.")
    first_on: date = strawberry.field(description="Its first day.")
    last_on: date = strawberry.field(description="Its last day.")
    detectable_points: float = strawberry.field(
        description="The difference in recovery, points, that it shows 8 times in 10 if it is "
        "there; known before it begins."
    )
    stopped_on: date | None = strawberry.field(
        description="The day it was stopped on, of which no verdict is given; null if it was not."
    )
    days: ExperimentDays = strawberry.field(description="The plan, and how it went.")
