"""Finding: whether the last night was unusual for its person."""

from datetime import date
from enum import Enum

import strawberry


@strawberry.enum(description="A signal that is measured every night.")
class VitalSign(Enum):
    """A signal that is measured every night."""

    HEART_RATE_VARIABILITY = strawberry.enum_value(
        "HEART_RATE_VARIABILITY", description="rMSSD, ms; lower is towards strain."
    )
    RESTING_HEART_RATE = strawberry.enum_value(
        "RESTING_HEART_RATE", description="Beats a minute; higher is towards strain."
    )
    RESPIRATORY_RATE = strawberry.enum_value(
        "RESPIRATORY_RATE", description="Breaths a minute; higher is towards strain."
    )
    SKIN_TEMPERATURE = strawberry.enum_value(
        "SKIN_TEMPERATURE", description="Degrees Celsius; higher is towards strain."
    )


@strawberry.enum(description="How unusual a night was for its person, towards strain.")
class NightState(Enum):
    """How unusual a night was."""

    USUAL = strawberry.enum_value(
        "USUAL", description="Within what 29 of 30 nights are like when nothing is the matter."
    )
    UNUSUAL = strawberry.enum_value(
        "UNUSUAL", description="As 1 night in 30 is when nothing is the matter, or rarer."
    )
    STRONGLY_UNUSUAL = strawberry.enum_value(
        "STRONGLY_UNUSUAL", description="As 1 night in 60 is when nothing is the matter, or rarer."
    )
    UNKNOWN = strawberry.enum_value(
        "UNKNOWN", description="The night, or too many before it, were not measured."
    )


@strawberry.enum(description="Which way a night differs from the usual, all signals together.")
class NightDirection(Enum):
    """Which way a night differs from the usual."""

    TOWARDS_STRAIN = strawberry.enum_value(
        "TOWARDS_STRAIN", description="As after strain, alcohol, travel or bad nights."
    )
    TOWARDS_REST = strawberry.enum_value("TOWARDS_REST", description="The other way.")


@strawberry.enum(description="Something logged or recorded that often moves these signals.")
class LoggedCause(Enum):
    """Something logged or recorded that often moves these signals."""

    ALCOHOL = strawberry.enum_value("ALCOHOL", description="Logged for that night.")
    TRAVEL = strawberry.enum_value(
        "TRAVEL",
        description="A UTC offset over an hour from the night before's: more than clocks change.",
    )
    LATE_STRAIN = strawberry.enum_value(
        "LATE_STRAIN",
        description="A workout of strain 10 or more that ended within 4 hours of the usual "
        "bedtime.",
    )
    LUTEAL_PHASE = strawberry.enum_value("LUTEAL_PHASE", description="Logged for that night.")


@strawberry.type(description="One signal of the night beside its usual value.")
class SignalDeviation:
    """One signal of the night beside its usual value."""

    signal: VitalSign = strawberry.field(description="Which signal.")
    value: float = strawberry.field(description="That night, in `unit`.")
    usual: float = strawberry.field(description="Median of the nights compared with, in `unit`.")
    difference: float = strawberry.field(description="That night less the usual, in `unit`.")
    unit: str = strawberry.field(description="Unit of the three, such as bpm.")
    towards_strain_sd: float = strawberry.field(
        description="The difference in units of the person's own spread (robust SD), positive "
        "towards strain, -20 to 20."
    )
    contributes: bool = strawberry.field(
        description="Whether it lies a whole spread or more towards strain."
    )


@strawberry.type(
    description="Scores of the last nights, to plot; lists run in parallel, at most 90 long, "
    "oldest first. Each night was compared with the nights before it alone."
)
class NightScores:
    """Scores of the last nights."""

    nights_on: list[date] = strawberry.field(description="Mornings of nights that were compared.")
    scores: list[float] = strawberry.field(
        description="How unusual, in the person's own spreads; positive is towards strain, "
        "-20 to 20."
    )
    thresholds: list[float] = strawberry.field(
        description="Score from which that night counts as unusual, -20 to 20."
    )


@strawberry.type(
    description="How often this person has been alerted: 1 night in 30 is what is meant to happen "
    "when nothing is the matter. It is checked once a month."
)
class AlertRate:
    """How often this person has been alerted."""

    nights: int = strawberry.field(description="Nights compared so far.")
    unusual_nights: int = strawberry.field(description="Those of them that were unusual.")
    runs: int = strawberry.field(description="Runs of unusual nights in a row.")
    raised: bool = strawberry.field(
        description="True where the own past had more alerts than 1 night in 30, so that a night "
        "now has to be more unusual than for others."
    )


@strawberry.type(
    description="Whether the last night was unusual for this person, towards strain: lower heart "
    "rate variability, higher resting heart rate, faster breathing and warmer skin than on the "
    "person's last 90 nights, together. Training, alcohol, travel, heat and much else move these "
    "signals; which it was, they do not tell."
)
class RecoveryAnomaly:
    """Whether the last night was unusual."""

    night_on: date = strawberry.field(description="Morning of the night.")
    state: NightState = strawberry.field(description="How unusual it was.")
    direction: NightDirection | None = strawberry.field(
        description="Which way it differs; null where it was not compared."
    )
    rarity: str | None = strawberry.field(
        description="How rare such a night is, in words; null for a usual night, and in a rule's "
        "answer."
    )
    rarity_nights: int | None = strawberry.field(
        description="About one of so many own nights is like it or more so; null under 90 own "
        "nights to count."
    )
    nights_running: int = strawberry.field(
        description="Unusual nights in a row up to this one; 0 where it is usual."
    )
    nights_compared: int = strawberry.field(
        description="Nights that it was compared with, of the 90 before."
    )
    signals: list[SignalDeviation] = strawberry.field(
        description="The signals known, the furthest towards strain first; at most 4."
    )
    logged_causes: list[LoggedCause] = strawberry.field(
        description="What is known of that night that often moves these signals; at most 4."
    )
    alerts: AlertRate | None = strawberry.field(
        description="The person's own base rate; null in a rule's answer."
    )
    scores: NightScores | None = strawberry.field(
        description="For plotting; null in a rule's answer."
    )
