"""Finding: plain facts of load and recovery, by the person's own past; no injury prediction."""

from datetime import date
from enum import Enum

import strawberry


@strawberry.enum(description="A plain fact of load or recovery that is counted.")
class WatchFlag(Enum):
    """A plain fact of load or recovery that is counted."""

    HIGH_LOAD = strawberry.enum_value(
        "HIGH_LOAD", description="Acute load at or above the own 95th percentile."
    )
    LOW_HRV = strawberry.enum_value(
        "LOW_HRV",
        description="Mean HRV of the last 7 nights below the 90 % band of the 60 nights before.",
    )
    LOW_RECOVERIES = strawberry.enum_value(
        "LOW_RECOVERIES",
        description="Three or more low recoveries in the last 5 nights: of 33 or less, or of the "
        "own lowest fifth.",
    )
    MONOTONOUS_LOAD = strawberry.enum_value(
        "MONOTONOUS_LOAD",
        description="Monotony of the week at or above the own 90th percentile, with a week above "
        "the own median.",
    )


@strawberry.enum(description="What was logged in the journal.")
class LoggedEvent(Enum):
    """What was logged in the journal."""

    INJURY = strawberry.enum_value("INJURY", description="Answered yes to the injury question.")
    ILLNESS = strawberry.enum_value("ILLNESS", description="Answered yes to the illness question.")


@strawberry.type(description="One flag with its numbers.")
class FlagState:
    """One flag with its numbers."""

    flag: WatchFlag = strawberry.field(description="Which.")
    raised: bool | None = strawberry.field(
        description="Whether it is raised; null where too little is known, as own percentiles "
        "are under 90 days."
    )
    value: float | None = strawberry.field(
        description="The figure it goes by, in `unit`; null where it is not known."
    )
    threshold: float | None = strawberry.field(
        description="From where, or for HRV below where, it is raised, in `unit`; null where it "
        "is not known."
    )
    unit: str = strawberry.field(description="Unit of both.")
    text: str = strawberry.field(description="The same in a sentence.")


@strawberry.type(
    description="How often each combination of flags has occurred in the person's own past; lists "
    "run in parallel, at most 16 long, most frequent first."
)
class FlagCombinations:
    """How often each combination of flags has occurred."""

    combinations: list[str] = strawberry.field(
        description="Names of the flags raised, joined by '+'; 'NONE' for none."
    )
    days: list[int] = strawberry.field(description="Days with exactly these, today among them.")
    days_known: int = strawberry.field(
        description="Days on which all flags that are known today were known."
    )
    today: str = strawberry.field(description="Today's combination.")
    today_days: int = strawberry.field(
        description="Days with exactly today's combination, today among them."
    )


@strawberry.type(
    description="The load before each injury and illness that was logged, as a diary: a few days "
    "of one person, of which nothing follows. Lists run in parallel, at most 50 long, newest "
    "first."
)
class EventDiary:
    """The load before each injury and illness that was logged."""

    days_on: list[date] = strawberry.field(description="First day it was logged for.")
    events: list[LoggedEvent] = strawberry.field(description="What was logged.")
    acute_load: list[float] = strawberry.field(
        description="Acute load a day on the evening before that day, in the unit of "
        "`loadManagement`."
    )
    acute_share: list[float] = strawberry.field(
        description="Share (0 to 1) of own days with a lower one."
    )
    flags_raised: list[int] = strawberry.field(description="Flags raised on that evening, 0 to 4.")


@strawberry.type(
    description="Four plain facts of load and recovery, each by the person's own past, and how "
    "often they have occurred together before. This is not an injury prediction. Nobody can "
    "compute an injury risk from these data, and no probability is given."
)
class InjuryWatch:
    """Four plain facts of load and recovery."""

    days: int = strawberry.field(description="Days of known load so far.")
    flags_raised: int = strawberry.field(description="How many flags are raised, 0 to 4.")
    flags: list[FlagState] = strawberry.field(description="Each flag with its numbers; at most 4.")
    combinations: FlagCombinations | None = strawberry.field(
        description="The person's own base rate; null in a rule's answer, and where no flag is "
        "known."
    )
    diary: EventDiary | None = strawberry.field(
        description="Null where no injury and no illness has been logged."
    )
