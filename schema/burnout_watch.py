"""Finding: whether recovery, HRV and resting heart rate have stayed worse than their own level."""

from datetime import date
from enum import Enum

import strawberry

from schema.interval import Interval
from schema.signal import Signal


@strawberry.enum(description="How low the last nights are, beside the person's own level.")
class LowState(Enum):
    """How low the last nights are."""

    NORMAL = strawberry.enum_value("NORMAL", description="Neither of the others.")
    WATCH = strawberry.enum_value(
        "WATCH",
        description="Two of three signals are worse by .3 SD or more with a probability of .8 or "
        "more, for the third night in a row or longer.",
    )
    SUSTAINED_LOW = strawberry.enum_value(
        "SUSTAINED_LOW",
        description="The same with a probability of .9 or more; or the third red recovery in a "
        "row or more.",
    )


@strawberry.type(description="The last 7 nights of one signal against the 60 nights before them.")
class WatchedSignal:
    """The last 7 nights of one signal."""

    signal: Signal = strawberry.field(description="The signal.")
    unit: str = strawberry.field(description="Unit of the two means.")
    week_mean: float = strawberry.field(description="Mean of the last 7 nights.")
    usual_mean: float = strawberry.field(description="Mean of the 60 nights before them.")
    week_nights: int = strawberry.field(description="Known nights among these 7.")
    usual_nights: int = strawberry.field(description="Known nights among these 60.")
    difference: float = strawberry.field(
        description="The first less the second, in `differenceUnit`."
    )
    interval90: Interval = strawberry.field(
        description="90 % interval of the difference, allowing for nights that resemble the "
        "nights before them."
    )
    difference_unit: str = strawberry.field(
        description="Unit of the difference: percent for HRV, else that of the means."
    )
    worse_probability: float = strawberry.field(
        description="Probability (0 to 1) that the level is worse by .3 SD of single nights or "
        "more."
    )


@strawberry.type(
    description="How often nights were not NORMAL before; a spell is a stretch of such nights."
)
class LowSpells:
    """How often nights were not normal before."""

    spells: int = strawberry.field(description="Spells, the present one among them.")
    nights: int = strawberry.field(description="Nights in them.")
    assessed_nights: int = strawberry.field(description="Nights that could be told.")
    text: str = strawberry.field(description="The same in a sentence.")


@strawberry.type(
    description="Whether recovery, HRV and resting heart rate have stayed worse than the person's "
    "own level by more than noise. It is no probability of burnout, and none can be told from "
    "these numbers."
)
class BurnoutWatch:
    """Whether signals have stayed worse than their own level."""

    state: LowState = strawberry.field(description="How low the last nights are.")
    since_on: date | None = strawberry.field(
        description="Since when the state is what it is; null in a rule's answer."
    )
    days_in_state: int | None = strawberry.field(
        description="Days of it so far; null in a rule's answer."
    )
    red_nights: int = strawberry.field(
        description="Red recoveries in a row, up to the last night; 33 or less is red."
    )
    week_recovery_percent: float | None = strawberry.field(
        description="Mean recovery of the last 7 nights, 0 to 100; null where none is known."
    )
    signals: list[WatchedSignal] = strawberry.field(
        description="Recovery, HRV and resting heart rate, as far as known; empty in a rule's "
        "answer."
    )
    own_history: LowSpells | None = strawberry.field(
        description="The own base rate; null in a rule's answer."
    )
