"""Finding: what longer, sounder and more regular sleep goes with."""

from enum import Enum

import strawberry

from schema.interval import Interval


@strawberry.enum(description="What is measured of a night.")
class SleepOutcome(Enum):
    """What is measured of a night."""

    HRV = strawberry.enum_value(
        "HRV", description="Heart rate variability (rMSSD), ms: not computed from sleep."
    )
    RESTING_HEART_RATE = strawberry.enum_value(
        "RESTING_HEART_RATE", description="Resting heart rate, bpm: not computed from sleep."
    )
    RECOVERY = strawberry.enum_value(
        "RECOVERY", description="Recovery, points: computed from sleep, among others."
    )


@strawberry.enum(description="In what a night differs.")
class SleepChange(Enum):
    """In what a night differs."""

    HALF_HOUR_LONGER = strawberry.enum_value(
        "HALF_HOUR_LONGER", description="30 minutes more asleep than lately."
    )
    EFFICIENCY_TWO_POINTS_HIGHER = strawberry.enum_value(
        "EFFICIENCY_TWO_POINTS_HIGHER",
        description="2 percentage points more of the time in bed asleep, as long asleep.",
    )
    BEDTIME_AN_HOUR_OFF = strawberry.enum_value(
        "BEDTIME_AN_HOUR_OFF",
        description="Falling asleep an hour further from the usual time, as long asleep.",
    )


@strawberry.type(description="What one change of a night goes with, comparing similar days.")
class SleepDifference:
    """What one change of a night goes with."""

    outcome: SleepOutcome = strawberry.field(description="What is measured.")
    change: SleepChange = strawberry.field(description="In what the night differs.")
    estimate: float = strawberry.field(description="The difference, in `unit`.")
    interval90: Interval = strawberry.field(description="90 % interval of it, in `unit`.")
    unit: str = strawberry.field(description="ms, bpm or recovery points.")
    nights: int = strawberry.field(description="Nights compared.")


@strawberry.type(
    description="One outcome over time asleep, within the middle nine tenths of the person's "
    "nights; lists run in parallel, at most 121 long."
)
class SleepCurve:
    """One outcome over time asleep."""

    outcome: SleepOutcome = strawberry.field(description="What is measured.")
    unit: str = strawberry.field(description="ms, bpm or recovery points.")
    asleep_minutes: list[float] = strawberry.field(description="Time asleep, minutes.")
    difference: list[float] = strawberry.field(
        description="Difference to the person's usual mixture of nights, in `unit`."
    )
    low: list[float] = strawberry.field(description="Lower end of the 90 % band, in `unit`.")
    high: list[float] = strawberry.field(description="Upper end of the 90 % band, in `unit`.")


@strawberry.type(
    description="What longer, sounder and more regular sleep goes with. The claim is about HRV "
    "and time asleep: recovery is computed from sleep, so that of it a part is built in. Sleep "
    "was not shortened on purpose, so nothing is said for less than was lived, and never for "
    "under 7 hours; more time in bed can make sleep worse."
)
class SleepQuality:
    """What longer, sounder and more regular sleep goes with."""

    usual_asleep_minutes: float | None = strawberry.field(
        description="Median time asleep of the last 28 nights, minutes; null where none is known."
    )
    needed_minutes: float | None = strawberry.field(
        description="Mean sleep need as WHOOP reckons it over the last 28 nights, minutes, with "
        "what strain and debt add: a general rule. Null where none is known."
    )
    differences: list[SleepDifference] = strawberry.field(
        description="One for each outcome and change that the nights carry; empty under 30 nights."
    )
    curves: list[SleepCurve] = strawberry.field(
        description="One for each outcome, to plot; empty under 30 nights."
    )
    diminishing_from_minutes: float | None = strawberry.field(
        description="Time asleep from which half an hour more goes with under 1 point of recovery, "
        "minutes; null where it is not reached within the nights lived."
    )
    suggested_minutes: Interval | None = strawberry.field(
        description="Time asleep, minutes, within what was lived and never under 7 h (420); null "
        "unless the claim is ESTABLISHED and more sleep goes with more HRV."
    )
    efficiency_depends_on_duration: bool = strawberry.field(
        description="True where what efficiency goes with clearly differs between short and long "
        "nights; it is then given for the usual time asleep."
    )
    e_value: float | None = strawberry.field(
        description="Evidence that HRV differs with time asleep at all, which holds however often "
        "one looks; 1 is none, capped at 1e15. Null where it was not tested."
    )
    days_to_answer_small: int | None = strawberry.field(
        description="More nights until 5 % of the own HRV for each hour would show; null: over a "
        "year, or not known."
    )
    days_to_answer_large: int | None = strawberry.field(
        description="More nights until 10 % of the own HRV for each hour would show; null: over a "
        "year, or not known."
    )
    usual_hrv_ms: float | None = strawberry.field(
        description="Geometric mean of HRV (rMSSD), ms; null where it was not tested."
    )
    withdrawn: bool = strawberry.field(
        description="True where it was ESTABLISHED lately and newer data no longer support it."
    )
