"""Contextual advice: which of a few actions goes with the best next morning."""

from collections.abc import Mapping

from ml.conclusion import Conclusion
from ml.enough import recovery_nights
from ml.history import History
from ml.insight import Insight
from ml.insights.recommendations import DEBT_MINUTES
from ml.noticed import WATCHES
from ml.possible_actions import Possible, possible_actions, rest_first, rest_is_due
from ml.state import State, state
from ml.wording import signed
from schema.answer import Basis, CaveatCode
from schema.arguments import NoArguments
from schema.contextual_advice import (
    AdviceAction,
    AdviceContext,
    AdviceEvidence,
    AdviceOption,
    AdviceRecord,
    ContextualAdvice,
    RefusedAdvice,
)
from schema.weekday import Weekday

FEWEST_NIGHTS = 60
# Before that many answers, chance decides more than the advice does.
FEWEST_ANSWERED = 100
TOLD = {
    AdviceAction.EARLIER_BEDTIME: "go to bed 30 minutes earlier than usual tonight",
    AdviceAction.EASY_DAY: "make it an easy day",
    AdviceAction.EARLIER_WORKOUT: "if you train, end about 4 hours earlier than usual",
    AdviceAction.SKIP_ALCOHOL: "leave out alcohol tonight",
    AdviceAction.NAP: "take a short nap before 15:00",
    AdviceAction.KEEP: "carry on as planned",
}
CAVEATS = (CaveatCode.NOT_MEDICAL, CaveatCode.POPULATION, CaveatCode.TRUST_YOURSELF)


def general_action(now: State | None, possible: Mapping[AdviceAction, Possible]) -> AdviceAction:
    """Return what the general rules advise, in their fixed order."""

    def may(action: AdviceAction) -> bool:
        return possible[action].refusal is None

    if now is None:
        return AdviceAction.KEEP
    if rest_first(now) or (rest_is_due(now) and may(AdviceAction.EASY_DAY)):
        return AdviceAction.EASY_DAY
    if now.debt_minutes is not None and now.debt_minutes >= DEBT_MINUTES:
        bed = may(AdviceAction.EARLIER_BEDTIME)
        return AdviceAction.EARLIER_BEDTIME if bed else AdviceAction.NAP
    return AdviceAction.KEEP


def generally(history: History, now: State | None) -> ContextualAdvice:
    """Return what the general rules advise on the last day."""
    possible = possible_actions(history, now) if now else {}
    action = general_action(now, possible)
    return ContextualAdvice(
        action=action,
        text=f"{standing(now)}: {to_do(now, action)}.",
        evidence=AdviceEvidence.POPULATION,
        explored=False,
        context=context_of(now) if now else None,
        options=[],
        refused=refused(possible),
        expected_recovery_percent=None,
        nights=0,
        record=unanswered(0, 0),
        suggestion_id=None,
    )


def refused(possible: Mapping[AdviceAction, Possible]) -> list[RefusedAdvice]:
    """Return what is not advised, with the reasons."""
    return [
        RefusedAdvice(action=action, reason=each.refusal)
        for action, each in possible.items()
        if each.refusal is not None
    ]


def unanswered(suggestions: int, answered: int) -> AdviceRecord:
    """Return the record of advice that too few answers are known of."""
    return AdviceRecord(
        suggestions=suggestions,
        answered=answered,
        followed_share=None,
        value=None,
        text=f"{answered} of the {FEWEST_ANSWERED} answers are there that it takes to estimate "
        "what this advice gains; until then only what it loses on simulated people is known.",
    )


def context_of(now: State) -> AdviceContext:
    """Return what is taken into account, as it is shown."""
    return AdviceContext(
        recovery_percent=now.recovery_percent,
        colour=now.colour,
        debt_minutes=now.debt_minutes,
        load_share=round(now.load.share, 3) if now.load else None,
        weekday=list(Weekday)[now.on.weekday()],
        month=now.on.month,
        travelled=now.travelled,
        stressed=now.stressed,
    )


def standing(now: State | None) -> str:
    """Say from where the advice starts."""
    if now is None or now.recovery_percent is None or now.colour is None:
        return "Your last recovery is not known"
    debt = ""
    if now.debt_minutes is not None and now.debt_minutes >= DEBT_MINUTES:
        debt = f", and your sleep debt is {now.debt_minutes:.0f} minutes"
    noticed = f", and {now.noticed}" if now.noticed else ""
    recovery = f"{now.recovery_percent:.0f}, {now.colour.name.lower()}"
    return f"Your last recovery was {recovery}{debt}{noticed}"


def to_do(now: State | None, action: AdviceAction) -> str:
    """Say what to do; an easy day that is due comes first, whatever else is chosen."""
    rest = now is not None and rest_first(now) is not None
    if rest and action is not AdviceAction.EASY_DAY:
        return f"{TOLD[AdviceAction.EASY_DAY]}, and {TOLD[action]}"
    return TOLD[action]


def sentence(now: State, option: AdviceOption, nights: int, *, explored: bool) -> str:
    """Say what to do, what it is expected to go with, and on what that rests."""
    tried = " It is nearly the best so far, and tried to learn more of it." * explored
    if option.action is AdviceAction.KEEP:
        nothing = "nothing else is expected to be worth it"
        return f"{standing(now)}: {TOLD[option.action]}; {nothing}.{tried}"
    low, high = (
        signed(end, 1) for end in (option.gain_interval90.low, option.gain_interval90.high)
    )
    points = signed(option.gain_points, 1)
    rests = {
        AdviceEvidence.OWN: f"by an effect established in your data; {nights} nights compared",
        AdviceEvidence.POPULATION: f"as in other people; {nights} of your nights compared",
    }[option.evidence]
    return (
        f"{standing(now)}: {to_do(now, option.action)}. Tomorrow's recovery is expected to differ "
        f"by {points} points from the mean after such days, whatever you did on them "
        f"(90 % interval {low} to {high}; {rests}).{tried}"
    )


def rule(history: History, arguments: NoArguments) -> Conclusion[ContextualAdvice]:
    """Apply the general rules to the last day."""
    del arguments
    return Conclusion(generally(history, state(history)), Basis.RULE, caveats=CAVEATS)


def headline(conclusion: Conclusion[ContextualAdvice]) -> str:
    """Say what is advised."""
    return conclusion.finding.text if conclusion.finding else "Nothing is known of today yet."


INSIGHT = Insight(
    stem="contextual_advice",
    about="Which of six actions goes with the best next morning as things stand today: recovery, "
    "sleep debt, load, weekday, travel, stress and season.",
    finding=ContextualAdvice,
    arguments=NoArguments,
    have=recovery_nights,
    need=FEWEST_NIGHTS,
    unit="nights with a recovery",
    rule=rule,
    headline=headline,
    cost_ms=30,
    learned=True,
    model_format=2,  # with cross products of single precision
    uses=(
        "habit_impact",
        "sleep_window",
        "workout_timing",
        "strain_tolerance",
        "sleep_quality",
        "recovery_prediction",
        *WATCHES,
    ),
)
