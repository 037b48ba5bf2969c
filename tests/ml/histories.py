"""Histories that real life holds and no analysis may stumble over."""

import math
from array import array
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, replace
from datetime import date
from typing import TypeVar

from ml.history import Floats, History, Journal, Nights, Workouts, empty

_Table = TypeVar("_Table", Nights, Workouts, Journal)


def with_nights(history: History, **columns: Iterable[float]) -> History:
    """Return the history with columns of its nights replaced."""
    changed: dict[str, Floats] = {name: array("d", values) for name, values in columns.items()}
    return replace(history, nights=replace(history.nights, **changed))


def with_workouts(history: History, **columns: Iterable[float]) -> History:
    """Return the history with columns of its workouts replaced."""
    changed: dict[str, Floats] = {name: array("d", values) for name, values in columns.items()}
    return replace(history, workouts=replace(history.workouts, **changed))


def with_answers(history: History, answers: Iterable[tuple[int, int, int]]) -> History:
    """Return the history with other (day, question, yes) in its journal."""
    ordered = sorted(answers)
    columns = list(zip(*ordered, strict=True)) if ordered else [(), (), ()]
    day, question, yes = (array("q", column) for column in columns)
    return replace(history, journal=Journal(day=day, question=question, answered_yes=yes))


def answers(history: History) -> list[tuple[int, int, int]]:
    """Return (day, question, yes) of each answer."""
    journal = history.journal
    return list(zip(journal.day, journal.question, journal.answered_yes, strict=True))


def rows(table: _Table, kept: Iterable[int]) -> _Table:
    """Return the rows of a table at the given places."""
    places = list(kept)
    columns = {
        field.name: array(getattr(table, field.name).typecode, _at(table, field.name, places))
        for field in fields(table)
    }
    return replace(table, **columns)


def first_days(history: History, count: int) -> History:
    """Return the history up to its day number `count`."""
    days = history.nights.day
    return history.until(date.fromordinal(days[count - 1] if count else days[0] - 1))


def _at(table: object, name: str, places: list[int]) -> list[float]:
    column = getattr(table, name)
    return [column[place] for place in places]


def _numbers() -> list[str]:
    return [field.name for field in fields(Nights) if field.name != "day"]


def _missing(history: History) -> History:
    gone = [math.nan] * len(history.nights.day)
    return with_nights(history, **dict.fromkeys(_numbers(), gone))


def _constant(history: History) -> History:
    def first(column: Floats) -> float:
        return next((value for value in column if not math.isnan(value)), math.nan)

    nights, count = history.nights, len(history.nights.day)
    return with_nights(
        history, **{name: [first(getattr(nights, name))] * count for name in _numbers()}
    )


def _gaps(history: History) -> History:
    kept = [row for row in range(len(history.nights.day)) if row % 3 == 0 and not 60 < row < 110]
    return replace(history, nights=rows(history.nights, kept))


def _a_third_missing(history: History) -> History:
    def thinned(column: Floats, offset: int) -> list[float]:
        return [
            math.nan if (7 * row + offset) % 10 < 3 else value for row, value in enumerate(column)
        ]

    nights = history.nights
    return with_nights(
        history,
        **{name: thinned(getattr(nights, name), place) for place, name in enumerate(_numbers())},
    )


def _without(*names: str) -> Callable[[History], History]:
    def change(history: History) -> History:
        gone = [math.nan] * len(history.nights.day)
        return with_nights(history, **dict.fromkeys(names, gone))

    return change


def _around_the_clock(history: History) -> History:
    count = len(history.nights.day)
    onset = [(7.3 * row) % 24 - 12 for row in range(count)]
    return with_nights(
        history, sleep_onset_hours=onset, wake_onset_hours=[hour + 7.5 for hour in onset]
    )


def _extremes(history: History) -> History:
    count = len(history.nights.day)
    return with_nights(
        history,
        recovery_percent=[1 if row * row % 7 < 3 else 99 for row in range(count)],
        hrv_rmssd_ms=[0 if row % 5 == 0 else 250 for row in range(count)],
        strain=[0 if row % 2 else 21 for row in range(count)],
        sleep_debt_minutes=[127] * count,
    )


def _short_nights(history: History) -> History:
    return with_nights(history, asleep_minutes=[90] * len(history.nights.day))


def _always_yes(history: History) -> History:
    return with_answers(history, [(day, question, 1) for day, question, _ in answers(history)])


def _answered_alike(history: History) -> History:
    """Answer every question as alcohol was."""
    of_day = {day: yes for day, question, yes in answers(history) if question == 0}
    places = range(len(history.questions))
    return with_answers(
        history, [(day, place, yes) for day, yes in of_day.items() for place in places]
    )


def _as_weekend(history: History) -> History:
    """Answer one question yes on weekends alone, which the controls explain wholly."""
    days = history.nights.day
    return with_answers(history, [(day, 0, int((day - 1) % 7 >= 5)) for day in days])


def _journal_alone(history: History) -> History:
    return replace(history, nights=empty().nights, workouts=empty().workouts)


def _nights_alone(history: History) -> History:
    return replace(
        history, workouts=empty().workouts, journal=empty().journal, activities=(), questions=()
    )


def _another_zone_each_day(history: History) -> History:
    count = len(history.nights.day)
    return with_nights(history, utc_offset_minutes=[60 * (row % 24) - 720 for row in range(count)])


def _alternating(history: History) -> History:
    """Let every number be explained wholly by the one before it."""
    count = len(history.nights.day)
    return with_nights(
        history,
        recovery_percent=[99 if row % 2 else 1 for row in range(count)],
        hrv_rmssd_ms=[90 if row % 2 else 30 for row in range(count)],
        resting_heart_rate_bpm=[45 if row % 2 else 65 for row in range(count)],
    )


def _workout_numbers() -> list[str]:
    return [field.name for field in fields(Workouts) if field.name not in {"day", "activity"}]


def _workouts_missing(history: History) -> History:
    gone = [math.nan] * len(history.workouts.day)
    kept = {"start_hours"}
    return with_workouts(history, **{name: gone for name in _workout_numbers() if name not in kept})


def _workouts_alike(history: History) -> History:
    count = len(history.workouts.day)
    alike = with_workouts(history, **{name: [20.0] * count for name in _workout_numbers()})
    return replace(alike, activities=alike.activities[:1], workouts=_of_one_activity(alike))


def _of_one_activity(history: History) -> Workouts:
    return replace(history.workouts, activity=array("q", [0] * len(history.workouts.day)))


def _workouts_extreme(history: History) -> History:
    places = range(len(history.workouts.day))
    return with_workouts(
        history,
        duration_minutes=[0 if row % 3 == 0 else 700 for row in places],
        strain=[0 if row % 2 else 21 for row in places],
        energy_kcal=[0 if row % 5 == 0 else 2500 for row in places],
        distance_meters=[0 if row % 2 else 100_000 for row in places],
        average_heart_rate_bpm=[0 if row % 7 == 0 else 200 for row in places],
        start_hours=[(5.3 * row) % 30 - 3 for row in places],
    )


def _one_workout(history: History) -> History:
    return replace(history, workouts=rows(history.workouts, range(len(history.workouts.day))[:1]))


# What becomes of an ordinary history; the ordinary one holds a trip and 10 questions.
ODD: Mapping[str, Callable[[History], History]] = {
    "empty": lambda history: first_days(history, 0),
    "single-day": lambda history: first_days(history, 1),
    "five-days": lambda history: first_days(history, 5),
    "all-missing": _missing,
    "constant": _constant,
    "gaps": _gaps,
    "a-third-missing": _a_third_missing,
    "no-recovery": _without("recovery_percent"),
    "no-sleep-times": _without("sleep_onset_hours", "wake_onset_hours"),
    "no-wake-times": _without("wake_onset_hours"),
    "no-strain": _without("strain"),
    "no-heart": _without("hrv_rmssd_ms", "resting_heart_rate_bpm"),
    "no-sleep-need": _without("sleep_need_minutes"),
    "around-the-clock": _around_the_clock,
    "extremes": _extremes,
    "short-nights": _short_nights,
    "always-yes": _always_yes,
    "answered-alike": _answered_alike,
    "yes-on-weekends": _as_weekend,
    "journal-alone": _journal_alone,
    "nights-alone": _nights_alone,
    "another-zone-each-day": _another_zone_each_day,
    "alternating": _alternating,
    "workouts-missing": _workouts_missing,
    "workouts-alike": _workouts_alike,
    "workouts-extreme": _workouts_extreme,
    "one-workout": _one_workout,
}
