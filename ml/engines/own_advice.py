"""Own advice: what a person's established effects suggest doing, each with its numbers.

An effect becomes advice only where it is ESTABLISHED and likely to be worth acting on, and only
for what a person may safely change by themselves: never for medication, illness or mood, never
for a night of under 7 hours, and never towards more load.
"""

import math
from collections.abc import Mapping

from scipy.special import ndtr

from ml.clock import text as clock_text
from ml.conclusion import AnyConclusion
from ml.engines.effect import NORMAL_90
from ml.insights.recommendations import long_enough
from ml.wording import difference
from schema.answer import Claim
from schema.habit_impact import HabitEffect, HabitImpact
from schema.interval import Interval
from schema.recommendations import Recommendation, RecommendationRule, RecommendationSource
from schema.sleep_quality import SleepChange, SleepOutcome, SleepQuality
from schema.sleep_window import SleepWindow
from schema.strain_tolerance import StrainTolerance
from schema.workout_timing import WorkoutTiming

# The smallest change worth acting on, and how likely it must be reached.
WORTHWHILE_POINTS = 3.0
WORTHWHILE_PROBABILITY = 0.8
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
# Whatever one's recovery was on such days: nobody is told to drink or eat worse.
NEVER_ADVISED_AGAINST = frozenset({"avoided_processed_food", "fruit_and_vegetables", "hydration"})
COMPARING = "comparing similar days"


def own_advice(used: Mapping[str, AnyConclusion]) -> list[Recommendation]:
    """Return what the established effects of a person suggest.

    Parameters
    ----------
    used
        The conclusions of habit impact, sleep window, workout timing, strain tolerance and sleep
        quality, by stem.

    Returns
    -------
    list of Recommendation
        By the recovery points that go with each, largest first; what a hard day goes with comes
        last, since it is there to be known rather than done.
    """
    to_do = [
        *_habits(used["habit_impact"].finding),
        *_window(used["sleep_window"]),
        *_hours(used["workout_timing"]),
        *_longer(used["sleep_quality"]),
    ]
    to_do.sort(key=lambda item: -(item.expected_points or 0))
    return [*to_do, *_strain(used["strain_tolerance"])]


def worthwhile(estimate: float, interval90: Interval) -> bool:
    """Return whether an effect is likely to be of 3 points or more, either way.

    Parameters
    ----------
    estimate, interval90
        Of the effect, recovery points.

    Notes
    -----
    P(|effect| >= 3) >= .8 for a normal posterior with the interval's width.

    Examples
    --------
    >>> worthwhile(-8.0, Interval(low=-12.0, high=-4.0)), worthwhile(3.0, Interval(low=1, high=5))
    (True, False)
    """
    spread = (interval90.high - interval90.low) / (2 * NORMAL_90)
    if spread <= 0 or math.isinf(spread):
        return False
    below = float(ndtr((-WORTHWHILE_POINTS - estimate) / spread))
    above = float(ndtr((estimate - WORTHWHILE_POINTS) / spread))
    return below + above >= WORTHWHILE_PROBABILITY


def _own(
    rule: RecommendationRule, text: str, points: float, interval: Interval, habit: str | None = None
) -> Recommendation:
    """Return advice on an effect of either sign: to leave out what costs points gains them."""
    gained = interval if points >= 0 else Interval(low=-interval.high, high=-interval.low)
    return Recommendation(
        rule=rule,
        source=RecommendationSource.OWN_EVIDENCE,
        text=text,
        habit=habit,
        expected_points=abs(points),
        expected_interval90=gained,
        suggestion_id=None,
    )


def _habits(impact: HabitImpact | None) -> list[Recommendation]:
    found = [_habit(habit) for habit in impact.habits] if impact else []
    return [item for item in found if item is not None]


def _habit(habit: HabitEffect) -> Recommendation | None:
    effect = habit.effect
    if habit.claim is not Claim.ESTABLISHED or habit.habit not in CHANGEABLE:
        return None
    if habit.merged_with or not worthwhile(effect.estimate, effect.interval90):
        return None
    never = NEVER_ADVISED_FOR if effect.estimate > 0 else NEVER_ADVISED_AGAINST
    if habit.habit in never:
        return None
    name = habit.habit.replace("_", " ")
    advice = f"Leave out {name!r}" if effect.estimate < 0 else f"Keep up {name!r}"
    text = f"{advice} before days that matter to you. {habit.headline}"
    return _own(RecommendationRule.HABIT, text, effect.estimate, effect.interval90, habit.habit)


def _window(conclusion: AnyConclusion) -> list[Recommendation]:
    finding: SleepWindow | None = conclusion.finding
    window = finding.window if finding else None
    if conclusion.claim is not Claim.ESTABLISHED or finding is None or window is None:
        return []
    if window.worthwhile_probability < WORTHWHILE_PROBABILITY:
        return []
    # Who sleeps around the clock has no usual wake time to reckon a whole night from.
    if finding.around_the_clock:
        return []
    if not long_enough(window.end, finding.usual_wake_time):
        return []
    gain = difference(
        window.gain_points, window.gain_interval90, f"{window.nights} nights, {COMPARING}"
    )
    text = (
        f"Fall asleep between {window.start} and {window.end}: on such nights your recovery was "
        f"on average {gain} than in your usual mixture."
    )
    return [
        _own(RecommendationRule.BEDTIME_WINDOW, text, window.gain_points, window.gain_interval90)
    ]


def _hours(conclusion: AnyConclusion) -> list[Recommendation]:
    finding: WorkoutTiming | None = conclusion.finding
    window = finding.window if finding else None
    if conclusion.claim is not Claim.ESTABLISHED or window is None:
        return []
    if window.worthwhile_probability < WORTHWHILE_PROBABILITY or not window.gain_points > 0:
        return []
    when = f"{window.from_hours:.0f} to {window.to_hours:.0f} hours before your usual bedtime"
    gain = difference(
        window.gain_points, window.gain_interval90, f"{window.nights} nights, {COMPARING}"
    )
    text = (
        f"On days with training, end the last workout {when}: on nights after such days your "
        f"recovery was on average {gain} than in your usual mixture."
    )
    return [
        _own(RecommendationRule.WORKOUT_HOURS, text, window.gain_points, window.gain_interval90)
    ]


def _longer(conclusion: AnyConclusion) -> list[Recommendation]:
    finding: SleepQuality | None = conclusion.finding
    if conclusion.claim is not Claim.ESTABLISHED or finding is None:
        return []
    suggested, usual = finding.suggested_minutes, finding.usual_asleep_minutes
    if suggested is None or usual is None or usual >= suggested.low:
        return []
    longer = next(
        (
            each
            for each in finding.differences
            if each.outcome is SleepOutcome.RECOVERY and each.change is SleepChange.HALF_HOUR_LONGER
        ),
        None,
    )
    if longer is None or longer.estimate < 0 or not worthwhile(longer.estimate, longer.interval90):
        return []
    low, high = (clock_text(minutes / 60) for minutes in (suggested.low, suggested.high))
    gain = difference(longer.estimate, longer.interval90, f"{longer.nights} nights, {COMPARING}")
    text = (
        f"Sleep {low} to {high} hours rather than your usual {clock_text(usual / 60)}: with half "
        f"an hour more asleep your recovery was on average {gain}."
    )
    return [_own(RecommendationRule.LONGER_SLEEP, text, longer.estimate, longer.interval90)]


def _strain(conclusion: AnyConclusion) -> list[Recommendation]:
    finding: StrainTolerance | None = conclusion.finding
    slope = finding.slope if finding else None
    if conclusion.claim is not Claim.ESTABLISHED or slope is None:
        return []
    cost, interval = slope.cost_of_five_points, slope.cost_of_five_interval90
    if cost >= 0 or not worthwhile(cost, interval):
        return []
    size = difference(cost, interval, f"{slope.nights} nights, {COMPARING}")
    text = (
        "When you plan a hard day, know what it goes with: on mornings after 5 units more of "
        f"strain your recovery was on average {size}. That is normal."
    )
    return [_own(RecommendationRule.STRAIN_COST, text, cost, interval)]
