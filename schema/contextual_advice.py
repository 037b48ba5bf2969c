"""Finding: which of a few actions goes with the best next morning, as things stand today."""

from enum import Enum

import strawberry

from schema.interval import Interval
from schema.recovery_colour import RecoveryColour
from schema.weekday import Weekday


@strawberry.enum(description="What may be advised for today and tonight.")
class AdviceAction(Enum):
    """What may be advised for today and tonight."""

    EARLIER_BEDTIME = strawberry.enum_value(
        "EARLIER_BEDTIME", description="Going to bed 30 minutes earlier than usual."
    )
    EASY_DAY = strawberry.enum_value(
        "EASY_DAY", description="A day of up to 5 units less strain than usual."
    )
    EARLIER_WORKOUT = strawberry.enum_value(
        "EARLIER_WORKOUT", description="Ending the workout 4 hours earlier, if there is one."
    )
    SKIP_ALCOHOL = strawberry.enum_value("SKIP_ALCOHOL", description="No alcohol tonight.")
    NAP = strawberry.enum_value("NAP", description="A short nap before 15:00.")
    KEEP = strawberry.enum_value("KEEP", description="Carrying on as planned.")


@strawberry.enum(description="What is known of an action.")
class AdviceEvidence(Enum):
    """What is known of an action."""

    OWN = strawberry.enum_value("OWN", description="An ESTABLISHED effect in this person's data.")
    POPULATION = strawberry.enum_value(
        "POPULATION", description="What is known of other people, or a general rule."
    )


@strawberry.type(description="What the advice takes into account, as of the last day.")
class AdviceContext:
    """What the advice takes into account."""

    recovery_percent: float | None = strawberry.field(
        description="Recovery of the last morning, percent; null where it is not known."
    )
    colour: RecoveryColour | None = strawberry.field(description="Its colour; null likewise.")
    debt_minutes: float | None = strawberry.field(
        description="Sleep debt lately, minutes; null where it is not known."
    )
    load_share: float | None = strawberry.field(
        description="Share (0 to 1) of own weeks with less strain than the last 7 days; null "
        "under 12 weeks."
    )
    weekday: Weekday = strawberry.field(description="The day advised on.")
    month: int = strawberry.field(description="Its month, 1 to 12, for the season.")
    travelled: bool = strawberry.field(
        description="Whether the time zone changed by over an hour within the last week."
    )
    stressed: bool | None = strawberry.field(
        description="What the journal says of stress beside the last night; null where nothing."
    )


@strawberry.type(description="What one action would go with the next morning.")
class AdviceOption:
    """What one action would go with the next morning."""

    action: AdviceAction = strawberry.field(description="The action.")
    evidence: AdviceEvidence = strawberry.field(description="What is known of it.")
    gain_points: float = strawberry.field(
        description="Expected recovery points against what is usual on such a day: an action that "
        "would be taken anyway gains nothing."
    )
    gain_interval90: Interval = strawberry.field(description="90 % interval of it, points.")
    given_up_points: float = strawberry.field(
        description="What it costs otherwise, in recovery points: training that is left out is "
        "worth what it usually costs (1.7 points a unit of strain), but for red days and very "
        "hard weeks. The action is chosen by the gain less this."
    )
    best_probability: float = strawberry.field(
        description="Probability (0 to 1) that it is the best of those possible today."
    )


@strawberry.type(description="An action that is not advised today, and why.")
class RefusedAdvice:
    """An action that is not advised today."""

    action: AdviceAction = strawberry.field(description="The action.")
    reason: str = strawberry.field(description="Why it is not advised.")


@strawberry.type(
    description="What always taking the best action so far would have gained a day, estimated "
    "from suggestions whose chance was known when they were made."
)
class AdviceValue:
    """What the best actions would have gained."""

    self_normalised_points: float | None = strawberry.field(
        description="By importance weights that sum to one, recovery points a day less what was "
        "given up; null where no suggestion was of the best action."
    )
    self_normalised_interval90: Interval | None = strawberry.field(
        description="90 % interval of it, points; null likewise."
    )
    doubly_robust_points: float = strawberry.field(
        description="By the model, corrected by what it missed, recovery points likewise."
    )
    doubly_robust_interval90: Interval = strawberry.field(
        description="90 % interval of it, points."
    )


@strawberry.type(description="What became of earlier advice.")
class AdviceRecord:
    """What became of earlier advice."""

    suggestions: int = strawberry.field(description="Suggestions made so far.")
    answered: int = strawberry.field(
        description="Those that the person answered to and whose next morning is known."
    )
    followed_share: float | None = strawberry.field(
        description="Share (0 to 1) of those that were followed, half for partly; null for none."
    )
    value: AdviceValue | None = strawberry.field(
        description="What the best actions would have gained; null under 100 answered."
    )
    text: str = strawberry.field(description="How far the advice itself has been tested.")


@strawberry.type(
    description="Which of six actions goes with the best next morning as things stand today, rest "
    "being one of them and not the answer to everything. Effects ESTABLISHED in own data count as "
    "they are, others as in other people; how they differ with the day is learned from own nights "
    "and from answers to earlier advice, drawn towards no difference. On up to 15 days of 100 an "
    "action within one point of the best is tried instead."
)
class ContextualAdvice:
    """Which action goes with the best next morning."""

    action: AdviceAction = strawberry.field(description="What is advised.")
    text: str = strawberry.field(description="What to do and why, with the numbers used.")
    evidence: AdviceEvidence = strawberry.field(description="What it rests on.")
    explored: bool = strawberry.field(
        description="Whether it is nearly the best so far, tried so that more is learned of it."
    )
    context: AdviceContext | None = strawberry.field(
        description="What was taken into account; null without any day."
    )
    options: list[AdviceOption] = strawberry.field(
        description="What is possible today, best first; empty where a general rule decides."
    )
    refused: list[RefusedAdvice] = strawberry.field(description="What is not, and why.")
    expected_recovery_percent: float | None = strawberry.field(
        description="Recovery of the next morning as `recoveryPrediction` has it, with nothing "
        "changed, percent; null where it has none."
    )
    nights: int = strawberry.field(
        description="Nights from which it was learned how gains differ with the day; 0 for a rule."
    )
    record: AdviceRecord = strawberry.field(description="What became of earlier advice.")
    suggestion_id: strawberry.ID | None = strawberry.field(
        description="By which to say what became of it; null while a rule stands in."
    )
