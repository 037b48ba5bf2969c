"""Goals: chances of 28-night means from level and drift (E5), and behaviours as they are."""

from collections.abc import Mapping
from datetime import date, timedelta

import numpy as np

from ml.choices import Goal
from ml.conclusion import AnyConclusion, Conclusion
from ml.engines.behaviour_level import BehaviourLevel, bedtime_spread, share_of_nights
from ml.engines.level_outlook import LevelOutlook, level_outlook
from ml.engines.level_series import level_series
from ml.history import History
from ml.insight import TooLittleData
from ml.insights.goals import CAVEATS, LEVEL_NIGHTS, LEVELS, value
from ml.regimes import since
from schema.answer import Basis
from schema.goal import UNITS, GoalMetric
from schema.goals import BehaviourGoal, GoalProgress, Goals, GoalsArguments, LevelGoal, OwnGoal
from schema.interval import Interval

REALISTIC, STRETCH = 0.5, 0.2
# Below half an hour more regularity is hardly another life; judgement.
REGULAR_MINUTES = 30.0
LESS_SPREAD = 0.75
ONE_MORE_A_WEEK = 1 / 7
DIGITS = {GoalMetric.ENOUGH_SLEEP: 3}
NAMED = {
    **{metric: f"Your goal of {signal.name} at" for metric, signal in LEVELS.items()},
    GoalMetric.BEDTIME_SPREAD: "Your goal of bedtimes that spread by",
    GoalMetric.ENOUGH_SLEEP: "Your goal of enough sleep in",
}


def infer(
    history: History, used: Mapping[str, AnyConclusion], arguments: GoalsArguments
) -> Conclusion[Goals]:
    """Tell what can be aimed at, and how own goals stand.

    Parameters
    ----------
    history
        A person's history, with the goals that they have set.
    used
        Nothing.
    arguments
        How many days ahead.

    Returns
    -------
    Conclusion
        Descriptive.

    Raises
    ------
    TooLittleData
        Where no level has 56 nights of the last 90 since its present regime began.
    """
    del used
    found = {
        metric: level_outlook(level_series(history, signal).values)
        for metric, signal in LEVELS.items()
    }
    outlooks = {metric: each for metric, each in found.items() if each is not None}
    if history.last_on is None or not outlooks:
        raise TooLittleData
    behaviours = _behaviours(history)
    by_on = history.last_on + timedelta(days=arguments.days)
    own = [
        _own(goal, outlooks, behaviours, (history.last_on, goal.by_on or by_on))
        for goal in history.choices.goals
    ]
    finding = Goals(
        by_on=by_on,
        behaviours=[_behaviour(metric, each) for metric, each in behaviours.items()],
        levels=[_level(metric, each, arguments.days) for metric, each in outlooks.items()],
        own=[each for each in own if each is not None],
    )
    return Conclusion(finding, Basis.OWN_DATA, caveats=CAVEATS)


def _behaviours(history: History) -> dict[GoalMetric, BehaviourLevel]:
    """Return the behaviours of the last 28 calendar nights that are known."""
    nights = history.nights
    day = np.asarray(nights.day)
    recent = day > day[-1] - LEVEL_NIGHTS
    asleep = np.asarray(nights.asleep_minutes)
    need = np.asarray(nights.sleep_need_minutes)
    told = recent & np.isfinite(asleep + need) & (day >= since(history, "asleep_minutes"))
    found = {
        GoalMetric.BEDTIME_SPREAD: bedtime_spread(np.asarray(nights.sleep_onset_hours)[recent]),
        GoalMetric.ENOUGH_SLEEP: share_of_nights((asleep >= need)[told]),
    }
    return {metric: each for metric, each in found.items() if each is not None}


def _level(metric: GoalMetric, outlook: LevelOutlook, days: int) -> LevelGoal:
    signal = LEVELS[metric]
    mean, low, high = outlook.recent_interval
    current = signal.told(mean)
    return LevelGoal(
        metric=metric,
        unit=UNITS[metric],
        current=current,
        interval90=Interval(low=signal.told(low), high=signal.told(high)),
        nights=int(np.isfinite(outlook.recent).sum()),
        noise_floor=round(signal.told(mean + outlook.noise_floor) - current, 1),
        realistic=signal.told(outlook.target(REALISTIC, days, -signal.worse)),
        stretch=signal.told(outlook.target(STRETCH, days, -signal.worse)),
    )


def _behaviour(metric: GoalMetric, found: BehaviourLevel) -> BehaviourGoal:
    step = (
        min(found.value, max(REGULAR_MINUTES, LESS_SPREAD * found.value))
        if metric is GoalMetric.BEDTIME_SPREAD
        else min(1.0, found.value + ONE_MORE_A_WEEK)
    )
    return BehaviourGoal(
        metric=metric,
        unit=UNITS[metric],
        current=_rounded(metric, found.value),
        interval90=_interval(metric, found),
        nights=found.n_nights,
        step=_rounded(metric, step),
    )


def _own(
    goal: Goal,
    outlooks: Mapping[GoalMetric, LevelOutlook],
    behaviours: Mapping[GoalMetric, BehaviourLevel],
    days: tuple[date, date],
) -> OwnGoal | None:
    """Return how a goal stands from the first of the days to the second, None if unknown."""
    metric = GoalMetric[goal.metric]
    if metric in outlooks:
        signal = LEVELS[metric]
        mean, low, high = outlooks[metric].recent_interval
        current = signal.told(mean)
        interval = Interval(low=signal.told(low), high=signal.told(high))
        better = -signal.worse
        chance = _chance(goal.target, metric, outlooks[metric], days)
    elif metric in behaviours:
        found = behaviours[metric]
        current, interval = _rounded(metric, found.value), _interval(metric, found)
        better, chance = (-1 if metric is GoalMetric.BEDTIME_SPREAD else 1), None
    else:
        return None
    progress = _progress(goal.target, interval, better)
    return OwnGoal(
        metric=metric,
        unit=UNITS[metric],
        target=goal.target,
        by_on=days[1],
        current=current,
        interval90=interval,
        progress=progress,
        reach_probability=chance,
        text=_sentence(metric, goal.target, (current, interval, progress), (chance, days[1])),
    )


def _chance(
    target: float, metric: GoalMetric, outlook: LevelOutlook, days: tuple[date, date]
) -> float | None:
    signal, ahead = LEVELS[metric], (days[1] - days[0]).days
    if ahead < 1:
        return None
    if signal.logarithmic:
        # A level of nothing or less is reached by everybody who wants more, and by nobody else.
        target = float(np.log(target)) if target > 0 else -np.inf
    return round(outlook.chance(target, ahead, -signal.worse), 3)


def _progress(target: float, interval: Interval, better: int) -> GoalProgress:
    nearest, farthest = sorted((better * interval.low, better * interval.high))
    if nearest >= better * target:
        return GoalProgress.REACHED
    return GoalProgress.SHORT if farthest < better * target else GoalProgress.UNDECIDED


def _sentence(
    metric: GoalMetric,
    target: float,
    now: tuple[float, Interval, GoalProgress],
    outlook: tuple[float | None, date],
) -> str:
    current, interval, progress = now
    chance, by_on = outlook
    digits = 2 if metric is GoalMetric.ENOUGH_SLEEP else 0
    stands = {
        GoalProgress.REACHED: "is reached",
        GoalProgress.UNDECIDED: "cannot be told from where you are",
        GoalProgress.SHORT: "is not reached",
    }
    told = (
        f"{NAMED[metric]} {value(metric, target)} {stands[progress]}: the last {LEVEL_NIGHTS} "
        f"nights are at {value(metric, current)} (90 % interval {interval.low:.{digits}f} to "
        f"{interval.high:.{digits}f})"
    )
    if chance is None:
        return f"{told}."
    return (
        f"{told}; if all goes on as it does, the chance of it by {by_on:%-d %B %Y} is "
        f"{_of_100(chance)}."
    )


def _of_100(chance: float) -> str:
    if 0.01 <= chance <= 0.99:
        return f"{100 * chance:.0f} in 100"
    return "under 1 in 100" if chance < 0.5 else "over 99 in 100"


def _interval(metric: GoalMetric, found: BehaviourLevel) -> Interval:
    return Interval(low=_rounded(metric, found.low), high=_rounded(metric, found.high))


def _rounded(metric: GoalMetric, number: float) -> float:
    return round(number, DIGITS.get(metric, 1))
