"""Day types: whether a person's days fall into distinct types."""

import math
from collections.abc import Sequence
from datetime import date

from ml.conclusion import Conclusion
from ml.history import History
from ml.insight import Insight
from schema.answer import Basis
from schema.arguments import NoArguments
from schema.day_types import DayGroup, DayTypes

SATURDAY = 5  # date.weekday()


def complete_days(history: History) -> list[int]:
    """Return the rows of the days whose strain, bedtime, sleep and energy are known."""
    nights = history.nights
    columns = zip(
        nights.strain,
        nights.sleep_onset_hours,
        nights.asleep_minutes,
        nights.energy_kcal,
        strict=True,
    )
    return [row for row, known in enumerate(columns) if all(map(math.isfinite, known))]


def workout_minutes(history: History) -> dict[int, float]:
    """Return the minutes in workouts of each day that has one."""
    table = history.workouts
    total: dict[int, float] = {}
    for day, minutes in zip(table.day, table.duration_minutes, strict=True):
        total[day] = total.get(day, 0.0) + (0.0 if math.isnan(minutes) else minutes)
    return total


def plain_table(history: History) -> list[DayGroup]:
    """Return weekdays and weekends, with and without training."""
    nights, trained_on = history.nights, workout_minutes(history)
    recovery = dict(zip(nights.day, nights.recovery_percent, strict=True))
    groups: dict[tuple[bool, bool], list[int]] = {}
    for row in complete_days(history):
        day = nights.day[row]
        weekend = date.fromordinal(day).weekday() >= SATURDAY
        groups.setdefault((weekend, day in trained_on), []).append(row)
    return [
        DayGroup(
            weekend=weekend,
            trained=trained,
            days=len(rows),
            strain=_mean([nights.strain[row] for row in rows]),
            asleep_minutes=_mean([nights.asleep_minutes[row] for row in rows]),
            next_recovery_percent=_mean(
                [recovery.get(nights.day[row] + 1, math.nan) for row in rows]
            ),
        )
        for weekend in (False, True)
        for trained in (True, False)
        for rows in [groups.get((weekend, trained), [])]
    ]


def rule(history: History, arguments: NoArguments) -> Conclusion[DayTypes]:
    """Count weekdays and weekends, with and without training."""
    del arguments
    finding = DayTypes(types=[], check=None, calendar=None, table=plain_table(history))
    return Conclusion(finding, Basis.RULE)


def headline(conclusion: Conclusion[DayTypes]) -> str:
    """Say which types there are, or that there are none."""
    finding = conclusion.finding
    if finding is None:
        return "No day with known strain, bedtime, sleep and energy is there yet."
    if conclusion.basis is Basis.OWN_DATA and finding.types:
        named = [f"{item.label} ({item.days} days)" for item in finding.types]
        listed = "; ".join(named)
        return f"Your days fall into {len(named)} types: {listed}."
    counts = _counts(finding.table)
    if conclusion.basis is Basis.OWN_DATA:
        return f"Your days form a continuum; no distinct types. Plainly counted: {counts}."
    return f"Your days so far, plainly counted: {counts}."


def _counts(table: Sequence[DayGroup]) -> str:
    told = [
        f"{group.days} {'weekend day' if group.weekend else 'weekday'}{'s' * (group.days != 1)} "
        f"with{'' if group.trained else 'out'} training"
        for group in table
        if group.days
    ]
    return ", ".join(told) or "none with known strain, bedtime, sleep and energy"


def _mean(values: Sequence[float]) -> float | None:
    known = [value for value in values if not math.isnan(value)]
    return round(sum(known) / len(known), 1) if known else None


INSIGHT = Insight(
    stem="day_types",
    about="Whether this person's days fall into distinct types by strain, training, bedtime, sleep "
    "and energy, or form a continuum; and a plain table of weekdays and weekends.",
    finding=DayTypes,
    arguments=NoArguments,
    have=lambda history: len(complete_days(history)),
    need=30,
    unit="days with known strain, bedtime, sleep and energy",
    rule=rule,
    headline=headline,
    cost_ms=100,
    learned=True,
)
