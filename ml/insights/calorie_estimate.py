"""Calorie estimate: the energy that a planned workout, or a whole day, would be credited with."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import fmean, median, stdev

from ml.conclusion import Conclusion
from ml.history import History
from ml.insight import Insight
from ml.student_t import two_sided
from schema.answer import Basis, CaveatCode
from schema.calorie_estimate import (
    CalorieEstimate,
    CalorieEstimateArguments,
    ExpectedDayEnergy,
    ExpectedEnergy,
    KnownActivity,
)
from schema.interval import Interval
from schema.weekday import WEEKDAYS

# A shorter one is a button pressed twice; its kcal a minute is rounding.
SHORTEST_MINUTES = 5
# Fewer of an activity say little of its own: what can be asked follows from all workouts.
OWN_WORKOUTS = 5
# The usual workout is that of the last quarter of a year.
RECENT_DAYS = 90
MOST_ACTIVITIES = 40
INTERVAL_SHARE = 0.8
# Student's t makes of two workouts a range of a thousandfold, and of one none.
FEWEST_FOR_A_RANGE = 3
TOO_FEW = "It takes three workouts with known energy to tell how much another may differ."
PLAIN_AVERAGE = "That is your plain average; nothing known has told it better."


@dataclass(frozen=True)
class Plan:
    """A workout that can be estimated; strain is None where it is left open."""

    activity: str
    minutes: float
    strain: float | None


class OutsideWhatWasLived(ValueError):
    """A workout was asked about that nothing lived resembles."""


def energetic(history: History) -> list[int]:
    """Return the rows of the workouts whose energy, duration and strain are known."""
    table = history.workouts
    return [
        row
        for row, (minutes, kcal, strain) in enumerate(
            zip(table.duration_minutes, table.energy_kcal, table.strain, strict=True)
        )
        # What is missing is NaN, and no comparison holds for it.
        if SHORTEST_MINUTES <= minutes < math.inf and 0 < kcal < math.inf and strain >= 0
    ]


def known_activities(history: History) -> list[KnownActivity]:
    """Return the activities of those workouts with the ranges lived, most frequent first."""
    rows = energetic(history)
    of_activity: dict[str, list[int]] = {}
    for row in rows:
        name = history.activities[history.workouts.activity[row]]
        of_activity.setdefault(name, []).append(row)
    return [
        _known(history, name, own, own if len(own) >= OWN_WORKOUTS else rows)
        for name, own in sorted(of_activity.items(), key=lambda item: (-len(item[1]), item[0]))
    ]


def plan(
    history: History, known: Sequence[KnownActivity], asked: CalorieEstimateArguments
) -> Plan | None:
    """Return the workout asked about, the usual one for what was left open; None without any.

    Raises
    ------
    OutsideWhatWasLived
        If the activity is unknown, or duration or strain lie outside what was lived of it.
    """
    if not known:
        return None
    by_name = {activity.activity: activity for activity in known}
    name = asked.activity or _most_frequent_lately(history)
    if name not in by_name:
        names = ", ".join(activity.activity for activity in known[:MOST_ACTIVITIES])
        raise OutsideWhatWasLived(
            f"No workout {name!r} with known energy is there to learn from; known are {names}."
        )
    lived = by_name[name]
    _refuse_outside(name, "minutes", asked.minutes, lived.minutes)
    _refuse_outside(name, "strain", asked.workout_strain, lived.strain)
    minutes = asked.minutes or _usual_minutes(history, name)
    return Plan(name, float(minutes), asked.workout_strain)


def finding_without(known: list[KnownActivity], refusal: str | None) -> CalorieEstimate:
    """Return the finding that estimates nothing."""
    return CalorieEstimate(
        expected=None,
        refusal=refusal,
        beats_average=False,
        day=None,
        activities=known[:MOST_ACTIVITIES],
    )


def rule(history: History, arguments: CalorieEstimateArguments) -> Conclusion[CalorieEstimate]:
    """Estimate by the activity's mean kcal a minute, with the spread of its own past."""
    known = known_activities(history)
    try:
        planned = plan(history, known, arguments)
    except OutsideWhatWasLived as refused:
        return Conclusion(finding_without(known, str(refused)), Basis.RULE)
    finding = finding_without(known, None)
    if planned is not None and len(energetic(history)) < FEWEST_FOR_A_RANGE:
        finding = finding_without(known, TOO_FEW)
    elif planned is not None:
        finding = replace(finding, expected=_by_average(history, planned))
    return Conclusion(finding, Basis.RULE, caveats=(CaveatCode.NOT_MEDICAL,))


def headline(conclusion: Conclusion[CalorieEstimate]) -> str:
    """Say the energy to expect with its range, or why nothing can be said."""
    finding = conclusion.finding
    if finding is None or (finding.expected is None and finding.refusal is None):
        return "No workout with known duration, strain and energy is there yet."
    sentences = (
        _workout(conclusion, finding, finding.expected)
        if finding.expected
        else str(finding.refusal),
        _whole_day(finding.day) if finding.day else "",
    )
    return " ".join(filter(None, sentences))


def _workout(
    conclusion: Conclusion[CalorieEstimate], finding: CalorieEstimate, expected: ExpectedEnergy
) -> str:
    name = expected.activity.replace("_", " ")
    at_strain = "" if expected.strain is None else f" at strain {expected.strain:.1f}"
    of_it = f"{expected.workouts} workout{'s' * (expected.workouts != 1)} of it"
    leaning = ", so all activities count too" * expected.drawn_from_all
    learned = conclusion.basis is Basis.OWN_DATA and finding.beats_average
    averaged = "" if learned else f" {PLAIN_AVERAGE}"
    return (
        f"{expected.minutes:.0f} minutes of {name}{at_strain} would be about "
        f"{_tens(expected.energy_kcal)} kcal as WHOOP reckons it (8 times in 10 between "
        f"{_tens(expected.interval80.low)} and {_tens(expected.interval80.high)}; {of_it}"
        f"{leaning}).{averaged}"
    )


def _whole_day(day: ExpectedDayEnergy) -> str:
    if day.energy_kcal is None or day.interval80 is None:
        return str(day.refusal)
    name = WEEKDAYS[day.on.weekday()].name.capitalize()
    at_strain = "" if day.strain is None else f" at strain {day.strain:.1f}"
    averaged = "" if day.beats_average else f" {PLAIN_AVERAGE}"
    return (
        f"A whole {name}{at_strain} would be about {_tens(day.energy_kcal)} kcal (8 times in 10 "
        f"between {_tens(day.interval80.low)} and {_tens(day.interval80.high)}; {day.days} days)."
        f"{averaged}"
    )


def _tens(kcal: float) -> str:
    """Return an energy to ten kcal: its range is never as narrow as that."""
    return f"{round(kcal, -1):.0f}"


def _known(history: History, name: str, own: list[int], lived: list[int]) -> KnownActivity:
    table = history.workouts
    minutes = [table.duration_minutes[row] for row in lived]
    strain = [table.strain[row] for row in lived]
    return KnownActivity(
        activity=name,
        workouts=len(own),
        minutes=Interval(low=min(minutes), high=max(minutes)),
        strain=Interval(low=min(strain), high=max(strain)),
    )


def _most_frequent_lately(history: History) -> str:
    """Return the activity of most workouts in the 90 days up to the last; the later of equals."""
    table, rows = history.workouts, energetic(history)
    since = table.day[rows[-1]] - RECENT_DAYS
    recent = [table.activity[row] for row in reversed(rows) if table.day[row] > since]
    return history.activities[Counter(recent).most_common(1)[0][0]]


def _refuse_outside(name: str, what: str, asked: float | None, lived: Interval) -> None:
    if asked is not None and not lived.low <= asked <= lived.high:
        raise OutsideWhatWasLived(
            f"{what.capitalize()} {asked:g} lies outside what was lived of {name!r}, "
            f"{lived.low:g} to {lived.high:g}; nothing can be learned about it."
        )


def _usual_minutes(history: History, name: str) -> float:
    table = history.workouts
    return median(
        table.duration_minutes[row]
        for row in energetic(history)
        if history.activities[table.activity[row]] == name
    )


def _by_average(history: History, planned: Plan) -> ExpectedEnergy:
    table, rows = history.workouts, energetic(history)
    own = [row for row in rows if history.activities[table.activity[row]] == planned.activity]
    few = len(own) < OWN_WORKOUTS
    rates = [table.energy_kcal[row] / table.duration_minutes[row] for row in (rows if few else own)]
    mean = fmean(rates)
    low, high = _spread(rates)
    return ExpectedEnergy(
        activity=planned.activity,
        minutes=planned.minutes,
        strain=None,
        energy_kcal=round(mean * planned.minutes, 1),
        interval80=Interval(
            low=round(min(mean, low) * planned.minutes, 1),
            high=round(max(mean, high) * planned.minutes, 1),
        ),
        energy_kcal_per_minute=round(mean, 2),
        workouts=len(own),
        drawn_from_all=few,
    )


def _spread(rates: Sequence[float]) -> tuple[float, float]:
    """Return between which rates the next lies 8 times in 10.

    By Student's t on logarithms: of few workouts, ranks would leave out what has not come yet.
    """
    logarithms = [math.log(rate) for rate in rates]
    error = stdev(logarithms) * math.sqrt(1 + 1 / len(rates))
    half = two_sided(INTERVAL_SHARE, len(rates) - 1) * error
    return math.exp(fmean(logarithms) - half), math.exp(fmean(logarithms) + half)


INSIGHT = Insight(
    stem="calorie_estimate",
    about="The energy that WHOOP would credit a planned workout or a whole day with, from this "
    "person's own workouts and days. It foretells the device's number, which cannot be checked "
    "here, and refuses activities, durations and strains that this person has not lived.",
    finding=CalorieEstimate,
    arguments=CalorieEstimateArguments,
    have=lambda history: len(energetic(history)),
    need=10,
    unit="workouts with known energy",
    rule=rule,
    headline=headline,
    cost_ms=90,
    learned=True,
    model_format=3,  # with half-widths in the place of errors
)
