"""Recommendations: up to three things worth doing, from plain rules on the current state."""

from ml.clock import DAY_HOURS, hours
from ml.conclusion import Conclusion
from ml.enough import recovery_nights
from ml.history import History
from ml.insight import Insight
from ml.insights.recovery_prediction import RED_AT_MOST
from ml.insights.sleep_window import describe
from ml.noticed import WATCHES
from ml.recent_sleep import recent_nights
from ml.state import debt_minutes, lately, load
from ml.trials import SLEEP_DEBT_WORDING, assign
from schema.answer import Basis, CaveatCode
from schema.arguments import NoArguments
from schema.recommendations import (
    Recommendation,
    RecommendationRule,
    Recommendations,
    RecommendationSource,
)

MOST = 3  # more would be a list nobody acts on
DEBT_MINUTES = 60  # under an hour, one ordinary night pays it
IRREGULAR_MINUTES = 60  # bedtimes that vary by more count as irregular in sleep research
HIGH_SHARE = 0.9
LAST_NIGHTS, RED_OF_THEM = 4, 3
# Adult guidance is 7 to 9 hours; no bedtime that leaves less is ever advised. One that seems to
# leave more than half a day lies after waking.
SHORTEST_NIGHT_HOURS, LONGEST_NIGHT_HOURS = 7.0, 12.0


def rule(history: History, arguments: NoArguments) -> Conclusion[Recommendations]:
    """Apply the general rules to the person's recent days, in their fixed order."""
    del arguments
    items = general(history)[:MOST]
    return Conclusion(
        Recommendations(items=items),
        Basis.RULE,
        caveats=(CaveatCode.NOT_MEDICAL, CaveatCode.POPULATION, CaveatCode.TRUST_YOURSELF),
    )


def general(history: History, noticed: str | None = None) -> list[Recommendation]:
    """Return what the general rules ask for, most pressing first.

    Parameters
    ----------
    history
        A person's history.
    noticed
        What a watch says that asks for an easy day.
    """
    return [
        item
        for item in (
            _easy_day(history, noticed),
            _debt(history),
            _load(history),
            _regularity(history),
        )
        if item is not None
    ]


def long_enough(bedtime: str, wake_time: str) -> bool:
    """Return whether a bedtime leaves a whole night, so that it may be advised."""
    night = (hours(wake_time) - hours(bedtime)) % DAY_HOURS
    return SHORTEST_NIGHT_HOURS <= night <= LONGEST_NIGHT_HOURS


def headline(conclusion: Conclusion[Recommendations]) -> str:
    """Say the first recommendation, or that nothing stands out."""
    items = conclusion.finding.items if conclusion.finding else []
    return items[0].text if items else "Nothing stands out; carry on as planned."


def _easy_day(history: History, noticed: str | None) -> Recommendation | None:
    last = lately(history, history.nights.recovery_percent, LAST_NIGHTS)
    red = sum(value <= RED_AT_MOST for value in last)
    why = noticed
    if red >= RED_OF_THEM:
        why = f"{red} of your last {LAST_NIGHTS} recoveries were {RED_AT_MOST} or less"
    if why is None:
        return None
    return _general(
        RecommendationRule.EASY_DAY,
        f"{why[0].upper()}{why[1:]}: an easy day today goes with most training advice.",
    )


def _debt(history: History) -> Recommendation | None:
    debt = debt_minutes(history)
    if debt is None or debt < DEBT_MINUTES:
        return None
    text = f"Your sleep debt is {debt:.0f} minutes: go to bed 30 minutes earlier tonight."
    if assign(history.choices.person, SLEEP_DEBT_WORDING) == "action_first":
        text = f"Go to bed 30 minutes earlier tonight: your sleep debt is {debt:.0f} minutes."
    return _general(RecommendationRule.PAY_SLEEP_DEBT, text)


def _load(history: History) -> Recommendation | None:
    week = load(history)
    if week is None or week.share < HIGH_SHARE:
        return None
    return _general(
        RecommendationRule.HOLD_LOAD,
        f"The strain of your last 7 days (about {week.strain:.0f} in sum) is above "
        f"{100 * week.share:.0f} % of your weeks: hold it there rather than add to it.",
    )


def _regularity(history: History) -> Recommendation | None:
    described = describe(history)
    if described is None or described.bedtime_sd_minutes <= IRREGULAR_MINUTES:
        return None
    enough = long_enough(described.usual_bedtime, described.usual_wake_time)
    around = f" around {described.usual_bedtime}" if enough else ""
    return _general(
        RecommendationRule.REGULAR_BEDTIME,
        f"Over your last {len(recent_nights(history))} nights your bedtimes spread{around} by give "
        f"or take {described.bedtime_sd_minutes:.0f} minutes (standard deviation): bring that "
        f"under {IRREGULAR_MINUTES}.",
    )


def _general(rule: RecommendationRule, text: str) -> Recommendation:
    return Recommendation(
        rule=rule,
        source=RecommendationSource.GENERAL_RULE,
        text=text,
        habit=None,
        expected_points=None,
        expected_interval90=None,
        suggestion_id=None,
    )


INSIGHT = Insight(
    stem="recommendations",
    about="Up to three things worth doing, each with the numbers and the source it rests on: own "
    "established effects first, then general rules.",
    finding=Recommendations,
    arguments=NoArguments,
    have=recovery_nights,
    need=3,
    unit="nights with a recovery",
    rule=rule,
    headline=headline,
    cost_ms=1,
    learned=False,
    uses=(
        "habit_impact",
        "sleep_window",
        "workout_timing",
        "strain_tolerance",
        "sleep_quality",
        *WATCHES,
    ),
)
