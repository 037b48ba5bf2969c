"""Activity patterns: hard weekdays, and how training and rest take turns."""

import math
from dataclasses import dataclass

from ml.conclusion import Conclusion
from ml.history import History
from ml.insight import Insight
from schema.activity_patterns import ActivityPatterns, TrainingRuns, WeekdayCounts, WeekdayStrain
from schema.answer import Basis
from schema.arguments import NoArguments
from schema.weekday import WEEKDAYS, Weekday

# Half a year: 26 days of each weekday, and still the week as it is lived now.
WINDOW_DAYS = 26 * 7
WEEK_DAYS = 7
DRAWN_SURELY = 0.99


@dataclass(frozen=True)
class RecordedDay:
    """A day with a known strain."""

    day: int
    strain: float
    trained: bool

    @property
    def weekday(self) -> int:
        """Monday 0."""
        return (self.day - 1) % WEEK_DAYS


def recorded_days(history: History) -> list[RecordedDay]:
    """Return the days with a known strain of the last 26 weeks, oldest first."""
    nights, workouts = history.nights, history.workouts
    if not nights.day:
        return []
    first = nights.day[-1] - WINDOW_DAYS + 1
    # Zero-minute workouts exist; one of unknown length was one.
    trained = {
        day
        for day, minutes in zip(workouts.day, workouts.duration_minutes, strict=True)
        if minutes != 0
    }
    return [
        RecordedDay(day, strain, day in trained)
        for day, strain in zip(nights.day, nights.strain, strict=True)
        if day >= first and not math.isnan(strain)
    ]


def have(history: History) -> int:
    """Return the number of days with a known strain in the last 26 weeks."""
    return len(recorded_days(history))


def describe(days: list[RecordedDay]) -> ActivityPatterns:
    """Return what was recorded on each weekday of at least one day, without comparing them."""
    of_weekday = [
        (name, [day for day in days if day.weekday == place]) for place, name in enumerate(WEEKDAYS)
    ]
    seen = [(name, those) for name, those in of_weekday if those]
    counts = WeekdayCounts(
        weekdays=[name for name, _ in seen],
        days=[len(those) for _, those in seen],
        training_days=[sum(day.trained for day in those) for _, those in seen],
        mean_strain=[round(sum(day.strain for day in those) / len(those), 2) for _, those in seen],
    )
    return ActivityPatterns(
        days=len(days),
        weeks=round((days[-1].day - days[0].day + 1) / WEEK_DAYS),
        counts=counts,
        profile=None,
        hardest_weekdays=[],
        runs=None,
    )


def rule(history: History, arguments: NoArguments) -> Conclusion[ActivityPatterns]:
    """Count what was recorded on each weekday."""
    del arguments
    days = recorded_days(history)
    return Conclusion(describe(days) if days else None, Basis.RULE)


def headline(conclusion: Conclusion[ActivityPatterns]) -> str:
    """Say which weekdays are hardest, or that none can be told to be, and the longest runs."""
    finding = conclusion.finding
    if finding is None:
        return "No day with a known strain yet."
    if conclusion.basis is Basis.RULE:
        trained = sum(finding.counts.training_days)
        return f"You trained on {trained} of your last {finding.days} recorded days."
    return f"{_weekly(finding)}{_turns(finding.runs)}"


def _weekly(finding: ActivityPatterns) -> str:
    profile, hardest = finding.profile, finding.hardest_weekdays
    if profile is None or not hardest:
        return (
            f"No fixed weekly pattern: over {finding.weeks} weeks no weekday can be told to be "
            "among your two hardest."
        )
    means = dict(zip(profile.weekdays, profile.strain, strict=True))
    others = [strain for day, strain in means.items() if day not in hardest]
    least = min(_probability(profile, day) for day in hardest)
    # Of 1,000 draws: none against does not make it certain.
    sure = f"{least:.2f}" if least < DRAWN_SURELY else f"above {DRAWN_SURELY}"
    return (
        f"Over {finding.weeks} weeks your hardest "
        f"{'days were' if len(hardest) > 1 else 'day was'} "
        f"{' and '.join(day.name.title() for day in hardest)}, with a strain of "
        f"{' and '.join(f'{means[day]:.1f}' for day in hardest)} on average against "
        f"{sum(others) / len(others):.1f} on other days (probability of being "
        f"among your two hardest: {sure}{' for each or more' if len(hardest) > 1 else ''})."
    )


def _probability(profile: WeekdayStrain, day: Weekday) -> float:
    return profile.top_two_probability[profile.weekdays.index(day)]


def _turns(runs: TrainingRuns | None) -> str:
    if runs is None:
        return ""
    return (
        f" Your longest run of training days was {runs.longest_training_days} "
        f"({runs.longest_training_by_chance_days} if the same days are shuffled), of rest days "
        f"{runs.longest_rest_days} ({runs.longest_rest_by_chance_days})."
    )


INSIGHT = Insight(
    stem="activity_patterns",
    about="On which weekdays this person goes hard, and how training and rest take turns. It "
    "describes what was chosen, and says nothing about benefit.",
    finding=ActivityPatterns,
    arguments=NoArguments,
    have=have,
    need=28,
    unit="days with a known strain in the last 26 weeks",
    rule=rule,
    headline=headline,
    cost_ms=12,
    learned=False,
)
