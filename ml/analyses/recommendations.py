"""Recommendations: what own established effects suggest, then what general rules do.

An established effect becomes advice only where it is likely to be worth acting on, and only for
what a person may safely change by themselves: never for medication, illness or mood.
"""

import math
from collections.abc import Mapping

from scipy.special import ndtr

from ml.conclusion import AnyConclusion, Conclusion
from ml.history import History
from ml.insights.recommendations import MOST, general, long_enough
from ml.wording import difference
from schema.answer import Basis, CaveatCode, Claim
from schema.arguments import NoArguments
from schema.effect import Effect
from schema.habit_impact import HabitEffect, HabitImpact
from schema.recommendations import (
    Recommendation,
    RecommendationRule,
    Recommendations,
    RecommendationSource,
)
from schema.sleep_window import BedtimeWindow, SleepWindow

# The smallest change worth acting on, and how likely it must be reached.
WORTHWHILE_POINTS = 3.0
WORTHWHILE_PROBABILITY = 0.8
NORMAL_90 = 1.645
# What anybody may do more or less of tomorrow without asking a doctor. Alcohol is only ever
# advised against: see `_habit`.
CHANGEABLE = frozenset(
    {
        "alcohol",
        "avoided_processed_food",
        "blue_light_glasses",
        "caffeine",
        "fruit_and_vegetables",
        "hydration",
        "late_meal",
        "meditation",
        "morning_sunlight",
        "reading_in_bed",
        "screen_in_bed",
        "stretching",
    }
)
NEVER_ADVISED_FOR = frozenset({"alcohol", "caffeine"})


def infer(
    history: History, used: Mapping[str, AnyConclusion], arguments: NoArguments
) -> Conclusion[Recommendations]:
    """Return up to three things worth doing, own established effects first.

    Parameters
    ----------
    history
        A person's history.
    used
        The conclusions of habit impact and sleep window.
    arguments
        None.

    Returns
    -------
    Conclusion
        Ranked by the recovery points that go with each, then the general rules in their order.
    """
    del arguments
    own = [*_habits(used["habit_impact"].finding), *_window(used["sleep_window"])]
    own.sort(key=lambda item: -(item.expected_points or 0))
    items = [*own, *general(history)][:MOST]
    return Conclusion(
        Recommendations(items=items),
        Basis.OWN_DATA if own else Basis.RULE,
        caveats=_caveats(items),
    )


def _caveats(items: list[Recommendation]) -> tuple[CaveatCode, ...]:
    """Return the limits of everything that is advised."""
    sources, rules = {item.source for item in items}, {item.rule for item in items}
    limits = (
        (CaveatCode.OBSERVED, RecommendationSource.OWN_EVIDENCE in sources),
        (CaveatCode.BUILT_IN, RecommendationRule.BEDTIME_WINDOW in rules),
        (CaveatCode.POPULATION, RecommendationSource.GENERAL_RULE in sources or not items),
    )
    told = (code for code, applies in limits if applies)
    return (CaveatCode.NOT_MEDICAL, *told, CaveatCode.TRUST_YOURSELF)


def _habits(impact: HabitImpact | None) -> list[Recommendation]:
    found = [_habit(habit) for habit in impact.habits] if impact else []
    return [item for item in found if item is not None]


def _habit(habit: HabitEffect) -> Recommendation | None:
    effect = habit.effect
    if habit.claim is not Claim.ESTABLISHED or habit.habit not in CHANGEABLE:
        return None
    if habit.merged_with or not _worthwhile(effect):
        return None
    if effect.estimate > 0 and habit.habit in NEVER_ADVISED_FOR:
        return None
    name = habit.habit.replace("_", " ")
    advice = f"Leave out {name!r}" if effect.estimate < 0 else f"Keep up {name!r}"
    return Recommendation(
        rule=RecommendationRule.HABIT,
        source=RecommendationSource.OWN_EVIDENCE,
        text=f"{advice} before days that matter to you. {habit.headline}",
        expected_points=abs(effect.estimate),
    )


def _window(conclusion: AnyConclusion) -> list[Recommendation]:
    finding: SleepWindow | None = conclusion.finding
    window = finding.window if finding else None
    if conclusion.claim is not Claim.ESTABLISHED or finding is None or window is None:
        return []
    if window.worthwhile_probability < WORTHWHILE_PROBABILITY:
        return []
    if not long_enough(window.end, finding.usual_wake_time):
        return []
    return [
        Recommendation(
            rule=RecommendationRule.BEDTIME_WINDOW,
            source=RecommendationSource.OWN_EVIDENCE,
            text=f"Fall asleep between {window.start} and {window.end}: on such nights your "
            f"recovery was on average {_gain(window)} than in your usual mixture.",
            expected_points=window.gain_points,
        )
    ]


def _gain(window: BedtimeWindow) -> str:
    among = f"{window.nights} nights, comparing similar days"
    return difference(window.gain_points, window.gain_interval90, among)


def _worthwhile(effect: Effect) -> bool:
    spread = (effect.interval90.high - effect.interval90.low) / (2 * NORMAL_90)
    if spread <= 0 or math.isinf(spread):
        return False
    below = float(ndtr((-WORTHWHILE_POINTS - effect.estimate) / spread))
    above = float(ndtr((effect.estimate - WORTHWHILE_POINTS) / spread))
    return below + above >= WORTHWHILE_PROBABILITY
