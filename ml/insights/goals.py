"""Goals: what levels and behaviours can be aimed at, and how the person's own goals stand."""

import math
import statistics
from datetime import date, timedelta

from ml.conclusion import Conclusion
from ml.enough import recovery_nights
from ml.history import History
from ml.insight import Insight
from ml.level_signals import ASLEEP, HRV, RECOVERY, RESTING_HEART_RATE, LevelSignal
from ml.student_t import two_sided
from schema.answer import Basis, CaveatCode
from schema.goal import UNITS, GoalMetric
from schema.goals import BehaviourGoal, Goals, GoalsArguments, LevelGoal
from schema.interval import Interval

FEWEST_NIGHTS = 60
LEVEL_NIGHTS = 28
# A noise floor from fewer is a guess.
FEWEST_OF_THEM = 7
# Usual lag-1 autocorrelation of these signals (.20 to .36), until the own one can be told:
# n nights are then worth n (1 - .3) / (1 + .3).
USUAL_WORTH = 0.7 / 1.3
# By how much a mean strays, and how well one of few nights is known (by Student's t).
NORMAL_90, SHARE = 1.645, 0.9
LEVELS: dict[GoalMetric, LevelSignal] = {
    GoalMetric.RECOVERY: RECOVERY,
    GoalMetric.HRV: HRV,
    GoalMetric.RESTING_HEART_RATE: RESTING_HEART_RATE,
    GoalMetric.ASLEEP: ASLEEP,
}
CAVEATS = (CaveatCode.NOT_MEDICAL, CaveatCode.BOUNCES_BACK)


def rule(history: History, arguments: GoalsArguments) -> Conclusion[Goals]:
    """Tell the current 28-night means and their noise floor, at the usual autocorrelation."""
    levels = [_plain(metric, signal, history) for metric, signal in LEVELS.items()]
    known = [level for level in levels if level is not None]
    if history.last_on is None or not known:
        return Conclusion(None, Basis.RULE, caveats=CAVEATS)
    by_on = history.last_on + timedelta(days=arguments.days)
    finding = Goals(by_on=by_on, behaviours=[], levels=known, own=[])
    return Conclusion(finding, Basis.RULE, caveats=CAVEATS)


def headline(conclusion: Conclusion[Goals]) -> str:
    """Say what the first own goal, behaviour or level comes to."""
    finding = conclusion.finding
    if finding is None:
        return (
            f"Fewer than {FEWEST_OF_THEM} of your last {LEVEL_NIGHTS} nights are known, so there "
            "is no level to aim from."
        )
    if finding.own:
        return finding.own[0].text
    behaviour = "".join(f"{_behaviour(each)} " for each in finding.behaviours[:1])
    if not finding.levels:
        return behaviour.strip() or f"No level of your last {LEVEL_NIGHTS} nights is known."
    return f"{behaviour}{_level(finding.levels[0], finding.by_on)}"


def value(metric: GoalMetric, number: float) -> str:
    """Return a value of a metric with its unit, recovery in points."""
    if metric is GoalMetric.ENOUGH_SLEEP:
        return f"{number:.2f} of nights"
    unit = "points" if metric is GoalMetric.RECOVERY else UNITS[metric]
    return f"{number:.0f} {unit}"


def _behaviour(goal: BehaviourGoal) -> str:
    what = {
        GoalMetric.BEDTIME_SPREAD: "Your bedtimes spread by",
        GoalMetric.ENOUGH_SLEEP: "You slept as long as you needed in",
    }
    return (
        f"{what[goal.metric]} {value(goal.metric, goal.current)} over {goal.nights} nights (90 % "
        f"interval {_ends(goal.metric, goal.interval90)}); a first step would be "
        f"{value(goal.metric, goal.step)}."
    )


def _level(goal: LevelGoal, by_on: date) -> str:
    name = LEVELS[goal.metric].name
    now = (
        f"Your {name} over {goal.nights} nights is {value(goal.metric, goal.current)} (90 % "
        f"interval {_ends(goal.metric, goal.interval90)}); such a mean moves by "
        f"{value(goal.metric, goal.noise_floor)} by chance"
    )
    if goal.realistic is None or goal.stretch is None:
        return f"{now}."
    return (
        f"{now}. If all goes on as it does, it is {value(goal.metric, goal.realistic)} or better "
        f"by {by_on:%-d %B %Y} with an even chance, and {value(goal.metric, goal.stretch)} or "
        "better with a chance of 1 in 5."
    )


def _ends(metric: GoalMetric, interval: Interval) -> str:
    digits = 2 if metric is GoalMetric.ENOUGH_SLEEP else 0
    return f"{interval.low:.{digits}f} to {interval.high:.{digits}f}"


def _plain(metric: GoalMetric, signal: LevelSignal, history: History) -> LevelGoal | None:
    known = signal.known(history)
    last = history.nights.day[-1] if known else 0
    recent = [night for day, night in known if day > last - LEVEL_NIGHTS]
    if len(recent) < FEWEST_OF_THEM:
        return None
    values = [math.log(night) for night in recent] if signal.logarithmic else recent
    mean, sd = statistics.fmean(values), statistics.stdev(values)
    error = sd / math.sqrt(len(values) * USUAL_WORTH)
    half = two_sided(SHARE, len(values) - 1) * error
    current = signal.told(mean)
    return LevelGoal(
        metric=metric,
        unit=UNITS[metric],
        current=current,
        interval90=Interval(low=signal.told(mean - half), high=signal.told(mean + half)),
        nights=len(values),
        noise_floor=round(signal.told(mean + NORMAL_90 * error) - current, 1),
        realistic=None,
        stretch=None,
    )


INSIGHT = Insight(
    stem="goals",
    about="What levels of recovery, HRV, resting heart rate and sleep can be aimed at, with the "
    "chance of reaching them, which behaviours to aim at before, and how the person's own goals "
    "stand.",
    finding=Goals,
    arguments=GoalsArguments,
    have=recovery_nights,
    need=FEWEST_NIGHTS,
    unit="nights with a recovery",
    rule=rule,
    headline=headline,
    cost_ms=6,
    learned=False,
)
