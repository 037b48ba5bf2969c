"""Workout summary: what, when and how much this person trains."""

import math
import statistics
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date

from ml.conclusion import Conclusion
from ml.history import Floats, History, Workouts
from ml.insight import Insight
from ml.wording import counted, listed
from schema.answer import Basis
from schema.arguments import NoArguments
from schema.workout_summary import (
    ActivityCount,
    WeeklyMean,
    WorkoutHours,
    WorkoutMean,
    WorkoutSummary,
    WorkoutWeeks,
)

WEEK_DAYS = 7
# Half a year: enough for every hour and kind to have counts, and still today's routine.
PERIOD_WEEKS = 26
PERIOD_DAYS = PERIOD_WEEKS * WEEK_DAYS
# A week with the strap off for three days is not a week of little training.
FEWEST_RECORDED_DAYS = 5
MOST_ACTIVITIES = 20
ZONES = range(1, 6)

Averager = Callable[[Sequence[float]], WeeklyMean]


def recorded_days(history: History) -> int:
    """Return the number of days with any data."""
    return len(history.nights.day)


def plain_mean(values: Sequence[float]) -> WeeklyMean:
    """Return the mean of one or more weeks, without an interval."""
    return WeeklyMean(mean=round(statistics.fmean(values), 1), interval90=None, weeks=len(values))


def describe(history: History, average: Averager = plain_mean) -> WorkoutSummary | None:
    """Return what was trained over the last 26 weeks, with means a week from `average`."""
    if history.last_on is None:
        return None
    last = history.last_on.toordinal()
    first = max(history.nights.day[0], last - PERIOD_DAYS + 1)
    done = history.workouts
    places = [place for place, day in enumerate(done.day) if first <= day <= last]
    weeks = _weeks(history, first, places)

    def weekly(sums: Sequence[float]) -> WeeklyMean | None:
        return average(_for_seven_days(history, weeks, sums)) if sums else None

    return WorkoutSummary(
        first_on=date.fromordinal(first),
        last_on=history.last_on,
        recorded_days=sum(day >= first for day in history.nights.day),
        training_days=len({done.day[place] for place in places}),
        workouts=len(places),
        minutes=_mean(done.duration_minutes, places),
        strain=_mean(done.strain, places),
        energy_kcal=_mean(done.energy_kcal, places),
        activities=_activities(history, places),
        by_hour=_hours(done, places),
        weekly_workouts=weekly(weeks.workouts),
        weekly_minutes=weekly(weeks.minutes),
        weekly_energy_kcal=weekly(weeks.energy_kcal),
        weekly_training_impulse=weekly(weeks.training_impulse),
        weeks=weeks,
    )


def _mean(column: Floats, places: Iterable[int]) -> WorkoutMean | None:
    known = [column[place] for place in places if not math.isnan(column[place])]
    if not known:
        return None
    sd = round(statistics.stdev(known), 1) if len(known) > 1 else None
    return WorkoutMean(mean=round(statistics.fmean(known), 1), sd=sd, workouts=len(known))


def _activities(history: History, places: list[int]) -> list[ActivityCount]:
    done, of_activity = history.workouts, defaultdict[str, list[int]](list)
    for place in places:
        of_activity[history.activities[done.activity[place]]].append(place)
    most = sorted(of_activity.items(), key=lambda item: (-len(item[1]), item[0]))
    return [
        ActivityCount(
            activity=activity,
            workouts=len(own),
            minutes=_mean(done.duration_minutes, own),
            strain=_mean(done.strain, own),
            energy_kcal=_mean(done.energy_kcal, own),
        )
        for activity, own in most[:MOST_ACTIVITIES]
    ]


def _hours(done: Workouts, places: list[int]) -> WorkoutHours:
    counts = Counter(int(done.start_hours[place] % 24) for place in places)
    hours = list(range(24))
    return WorkoutHours(hours=hours, workouts=[counts[hour] for hour in hours])


def _weeks(history: History, first: int, places: list[int]) -> WorkoutWeeks:
    done = history.workouts
    impulse = _impulses(done)
    mondays = _whole_weeks(history, first)
    of_week: dict[int, list[int]] = {monday: [] for monday in mondays}
    for place in places:
        of_week.get(_monday(done.day[place]), []).append(place)

    def sums(column: Sequence[float]) -> list[float]:
        return [
            round(sum((column[p] for p in own if not math.isnan(column[p])), 0.0), 1)
            for own in of_week.values()
        ]

    return WorkoutWeeks(
        monday_on=[date.fromordinal(monday) for monday in mondays],
        workouts=[len(own) for own in of_week.values()],
        minutes=sums(done.duration_minutes),
        energy_kcal=sums(done.energy_kcal),
        training_impulse=sums(impulse),
    )


def _whole_weeks(history: History, first: int) -> list[int]:
    """Return the Mondays of the weeks that lie within the days used and are recorded."""
    days = history.nights.day
    recorded = Counter(_monday(day) for day in days if day >= first)
    return sorted(
        monday
        for monday, n_days in recorded.items()
        if monday >= first and monday + WEEK_DAYS - 1 <= days[-1] and n_days >= FEWEST_RECORDED_DAYS
    )


def _for_seven_days(history: History, weeks: WorkoutWeeks, sums: Sequence[float]) -> list[float]:
    """Return the sums of weeks as if all of their days were recorded like those that were.

    What was done on a day without the strap is not known, and is not nothing.
    """
    recorded = Counter(_monday(day) for day in history.nights.day)
    return [
        each * WEEK_DAYS / recorded[monday.toordinal()]
        for monday, each in zip(weeks.monday_on, sums, strict=True)
    ]


def _monday(day: int) -> int:
    # Day 1 of the proleptic calendar is a Monday.
    return day - (day - 1) % WEEK_DAYS


def _impulses(done: Workouts) -> list[float]:
    """Return Edwards' training impulse of each: minutes in each zone times the zone's number."""
    columns: Iterable[Floats] = (getattr(done, f"zone_{zone}_percent") for zone in ZONES)
    weighted = (
        sum(zone * percent for zone, percent in zip(ZONES, percents, strict=True))
        for percents in zip(*columns, strict=True)
    )
    return [
        minutes * each / 100 for minutes, each in zip(done.duration_minutes, weighted, strict=True)
    ]


def rule(history: History, arguments: NoArguments) -> Conclusion[WorkoutSummary]:
    """Describe, without intervals."""
    del arguments
    return Conclusion(describe(history), Basis.RULE)


def headline(conclusion: Conclusion[WorkoutSummary]) -> str:
    """Say how often, how long and what the person trains."""
    finding = conclusion.finding
    if finding is None:
        return "No day is recorded yet."
    days = (finding.last_on - finding.first_on).days + 1
    if not finding.workouts:
        return f"No workout is recorded in your last {days} days."
    kinds = finding.activities[0]
    recorded = f" ({finding.recorded_days} recorded)" * (finding.recorded_days < days)
    return (
        f"Over your last {days} days{recorded} you trained on {finding.training_days}: "
        f"{counted(finding.workouts, 'workout')}{_often(finding.weekly_workouts)}"
        f"{_long(finding.minutes)}, "
        f"most often {listed([kinds.activity])} ({kinds.workouts})."
    )


def _often(weekly: WeeklyMean | None) -> str:
    if weekly is None:
        return ""
    interval = weekly.interval90
    between = (
        f"90 % interval of the mean {interval.low:.1f} to {interval.high:.1f}; " if interval else ""
    )
    return f", {weekly.mean:.1f} a week ({between}{counted(weekly.weeks, 'whole week')})"


def _long(minutes: WorkoutMean | None) -> str:
    return "" if minutes is None else f", of {minutes.mean:.0f} minutes on average"


INSIGHT = Insight(
    stem="workout_summary",
    about="What, when and how much this person trains: counts by kind and hour, minutes, strain, "
    "energy and weekly numbers over the last 26 weeks.",
    finding=WorkoutSummary,
    arguments=NoArguments,
    have=recorded_days,
    need=WEEK_DAYS,
    unit="days with any data",
    rule=rule,
    headline=headline,
    cost_ms=4,
    learned=False,
)
