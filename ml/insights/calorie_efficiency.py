"""Calorie efficiency: the energy credited at equal heart-rate load, by activity and over time."""

import math
from statistics import median

from ml.conclusion import Conclusion
from ml.history import History
from ml.insight import Insight
from ml.insights.calorie_estimate import SHORTEST_MINUTES
from ml.wording import signed
from schema.answer import Basis, CaveatCode
from schema.arguments import NoArguments
from schema.calorie_efficiency import ActivityEfficiency, CalorieEfficiency, EightWeekChange

# Fewer of an activity have no level of their own to tell.
OWN_WORKOUTS = 5
MOST_ACTIVITIES = 40


def loaded(history: History) -> list[int]:
    """Return the rows of the workouts whose energy, duration and heart rate zones are known."""
    table = history.workouts
    zones = zip(
        table.zone_1_percent,
        table.zone_2_percent,
        table.zone_3_percent,
        table.zone_4_percent,
        table.zone_5_percent,
        strict=True,
    )
    numbers = zip(table.duration_minutes, table.energy_kcal, map(sum, zones), strict=True)
    return [
        row
        for row, (minutes, kcal, zoned) in enumerate(numbers)
        # What is missing is NaN, and no comparison holds for it.
        if SHORTEST_MINUTES <= minutes < math.inf and 0 < kcal < math.inf and zoned >= 0
    ]


def rule(history: History, arguments: NoArguments) -> Conclusion[CalorieEfficiency]:
    """Take each activity's median kcal a minute, whatever its load."""
    del arguments
    table = history.workouts
    rates: dict[str, list[float]] = {}
    for row in loaded(history):
        name = history.activities[table.activity[row]]
        rates.setdefault(name, []).append(table.energy_kcal[row] / table.duration_minutes[row])
    activities = [
        ActivityEfficiency(
            activity=name,
            workouts=len(own),
            energy_kcal_per_minute=round(median(own), 2),
            interval90=None,
            at_lived_load=True,
        )
        for name, own in rates.items()
        if len(own) >= OWN_WORKOUTS
    ]
    finding = CalorieEfficiency(
        minutes=None,
        load=None,
        activities=ranked(activities),
        left_out=len(rates) - len(activities),
        change=None,
        weekly=None,
        aerobic=[],
    )
    return Conclusion(finding, Basis.RULE, caveats=(CaveatCode.NOT_MEDICAL,))


def ranked(activities: list[ActivityEfficiency]) -> list[ActivityEfficiency]:
    """Return activities with most energy a minute first, at most 40."""
    order = sorted(activities, key=lambda item: (-item.energy_kcal_per_minute, item.activity))
    return order[:MOST_ACTIVITIES]


def headline(conclusion: Conclusion[CalorieEfficiency]) -> str:
    """Say which activities are credited with most and least, and whether that moved."""
    finding = conclusion.finding
    if finding is None or not finding.activities:
        return "No activity has 5 workouts with known energy and heart rate zones yet."
    lived = [item for item in finding.activities if item.at_lived_load] or finding.activities
    most, least = lived[0], lived[-1]
    credited = f"{_credit(most)} for {_name(most)}"
    if least is not most:
        credited += f" and {_credit(least)} for {_name(least)}"
    if conclusion.basis is Basis.RULE:
        return f"WHOOP credits you with {credited}, whatever the load."
    return (
        f"At equal minutes and heart-rate load WHOOP credits you with {credited}."
        f"{_changed(finding.change)}"
    )


def _name(item: ActivityEfficiency) -> str:
    return item.activity.replace("_", " ")


def _credit(item: ActivityEfficiency) -> str:
    interval = item.interval90
    sure = f"90 % interval {interval.low:.1f} to {interval.high:.1f}; " if interval else ""
    return f"{item.energy_kcal_per_minute:.1f} kcal a minute ({sure}{item.workouts} workouts)"


def _changed(change: EightWeekChange | None) -> str:
    if change is None:
        return ""
    low, high = change.interval90.low, change.interval90.high
    noise = (
        "more than noise alone mostly does" if change.beyond_noise else "no more than noise does"
    )
    return (
        f" Over the last 8 weeks that moved by {signed(change.percent)} percent (90 % interval "
        f"{signed(low)} to {signed(high)}), {noise}."
    )


INSIGHT = Insight(
    stem="calorie_efficiency",
    about="The energy that WHOOP credits at equal minutes and heart-rate load, by activity and "
    "over the last 8 weeks; and speed at a heart rate where there is a distance. It describes the "
    "device's formula and this person's heart rate, not metabolism.",
    finding=CalorieEfficiency,
    arguments=NoArguments,
    have=lambda history: len(loaded(history)),
    need=15,
    unit="workouts with known energy and heart rate zones",
    rule=rule,
    headline=headline,
    cost_ms=10,
    learned=True,
)
