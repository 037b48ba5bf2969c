"""Rows of each kind of file as records of the tables."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import NamedTuple, TypeAlias

from storage.importers.activities import activity_key
from storage.importers.cells import Cells
from storage.importers.kinds import (
    CYCLES,
    DAY_NUMBERS,
    JOURNAL,
    MORNING_NUMBERS,
    SLEEP_NUMBERS,
    SLEEPS,
    WORKOUT_NUMBERS,
    WORKOUTS,
)
from storage.importers.questions import question_key
from storage.importers.values import AbsurdValue, UnreadableRow

Value: TypeAlias = float | int | str | bool | datetime | date | None
Values: TypeAlias = dict[str, Value]
Key: TypeAlias = tuple[Value, ...]

# No sleep is longer than its day; two days hold any race; WHOOP's longest cycle seen is 53 h.
LONGEST_SLEEP = timedelta(hours=24)
LONGEST_WORKOUT = timedelta(hours=48)
LONGEST_CYCLE = timedelta(days=7)

# Zone 0 is not exported, so that the five sum to less than 100; each is rounded, by half at most.
MOST_OF_ZONES_PERCENT = 102.5
ZONES = tuple(f"zone_{zone}_percent" for zone in range(1, 6))

BORROWED_SLEEP = (
    "the sleep was over before the cycle began, so that it and its recovery are another night's; "
    "only the strain is kept"
)


class Record(NamedTuple):
    """What one row says of one row of a table; a column that its file lacks is not in it."""

    table: str
    key: Key
    values: Values


class Entry(NamedTuple):
    """What one row of a file says; `cycle` is made if no other row tells of it."""

    records: tuple[Record, ...]
    cycle: Record | None = None


Reader = Callable[[list[str]], Entry]


def reader(cells: Cells, dropped_questions: frozenset[str], *, keep_notes: bool) -> Reader:
    """Return what reads one row of a sheet, raising `UnreadableRow` for one to set aside."""
    if cells.kind is JOURNAL:
        return _journal(cells, dropped_questions, keep_notes=keep_notes)
    return {CYCLES: _cycles, SLEEPS: _sleeps, WORKOUTS: _workouts}[cells.kind](cells)


def _cycles(cells: Cells) -> Reader:
    morning_of = cells.numbers(MORNING_NUMBERS)
    day_of = cells.numbers(DAY_NUMBERS)
    sleep_of = cells.numbers(SLEEP_NUMBERS)

    def read(row: list[str]) -> Entry:
        offset = cells.offset_minutes(row)
        cycle = _cycle(cells, row, offset)
        morning, day = morning_of(row), day_of(row)
        onset = None
        with cells.setting_aside():
            onset = cells.instant("sleep_onset", row, offset)
        if onset is None and _blank(morning) and _blank(day):
            raise UnreadableRow("no data in this row")
        cycle.values.update(morning | day)
        if onset is None:
            return Entry((cycle,))
        sleep = _sleep(cells, row, cycle, onset, offset)
        if _before(sleep, cycle):
            # Its recovery is that of the other night as well; the strain is its own.
            cycle.values.update(dict.fromkeys(morning))
            cells.remarks[BORROWED_SLEEP] += 1
            return Entry((cycle,))
        sleep.values.update(sleep_of(row))
        return Entry((cycle, sleep))

    return read


def _sleeps(cells: Cells) -> Reader:
    sleep_of = cells.numbers(SLEEP_NUMBERS)

    def read(row: list[str]) -> Entry:
        offset = cells.offset_minutes(row)
        cycle = _cycle(cells, row, offset)
        onset = cells.required_instant("sleep_onset", row, offset)
        sleep = _sleep(cells, row, cycle, onset, offset)
        if _before(sleep, cycle):
            raise UnreadableRow("this sleep ends before its cycle starts: it is another night's")
        sleep.values.update(sleep_of(row))
        nap = cells.truth("nap", row)
        if nap is not None:
            sleep.values["is_nap"] = nap
        return Entry((sleep,), cycle)

    return read


def _workouts(cells: Cells) -> Reader:
    numbers_of = cells.numbers(WORKOUT_NUMBERS)

    def read(row: list[str]) -> Entry:
        offset = cells.offset_minutes(row)
        started_at = cells.required_instant("workout_start", row, offset)
        ended_at = cells.required_instant("workout_end", row, offset)
        if not timedelta() <= ended_at - started_at <= LONGEST_WORKOUT:
            raise UnreadableRow(*_too_long("workout", ended_at - started_at, LONGEST_WORKOUT))
        values: Values = {
            "started_at": started_at,
            "ended_at": ended_at,
            "utc_offset_minutes": offset,
            "activity": activity_key(cells.text("activity", row)),
            **numbers_of(row),
        }
        _set_zones_aside(cells, values)
        if "cycle_start" in cells.columns:
            with cells.setting_aside():
                values["cycle_started_at"] = cells.instant("cycle_start", row, offset)
        if "gps_enabled" in cells.columns:
            values["gps_enabled"] = cells.truth("gps_enabled", row)
        return Entry((Record("workouts", (started_at, ended_at), values),))

    return read


def _journal(cells: Cells, dropped_questions: frozenset[str], *, keep_notes: bool) -> Reader:
    def read(row: list[str]) -> Entry:
        offset = cells.offset_minutes(row)
        night = cells.required_instant("cycle_start", row, offset)
        question = question_key(cells.text("question", row))
        if not question:
            raise UnreadableRow("no question in this row")
        if question in dropped_questions:
            raise UnreadableRow("the settings drop this question")
        answered_yes = cells.truth("answered_yes", row)
        if answered_yes is None:
            raise UnreadableRow("not answered: neither yes nor no")
        values: Values = {
            "night_started_at": night,
            "question": question,
            "answered_yes": answered_yes,
        }
        if not keep_notes:
            values["notes"] = None
        elif "notes" in cells.columns:
            values["notes"] = cells.text("notes", row) or None
        return Entry((Record("journal_answers", (night, question), values),))

    return read


def _cycle(cells: Cells, row: list[str], offset: int) -> Record:
    started_at = cells.required_instant("cycle_start", row, offset)
    values: Values = {"started_at": started_at, "utc_offset_minutes": offset}
    if "cycle_end" in cells.columns:
        with cells.setting_aside():
            ended_at = cells.instant("cycle_end", row, offset)
            if ended_at and not timedelta() < ended_at - started_at <= LONGEST_CYCLE:
                header = cells.columns["cycle_end"][0]
                length = ended_at - started_at
                raise AbsurdValue(header, *_too_long("cycle", length, LONGEST_CYCLE))
            values["ended_at"] = ended_at
    return Record("cycles", (started_at,), values)


def _sleep(cells: Cells, row: list[str], cycle: Record, onset_at: datetime, offset: int) -> Record:
    values: Values = {
        "cycle_started_at": cycle.key[0],
        "onset_at": onset_at,
        "utc_offset_minutes": offset,
    }
    if "wake_onset" in cells.columns:
        with cells.setting_aside():
            wake_at = cells.instant("wake_onset", row, offset)
            if wake_at and not timedelta() < wake_at - onset_at <= LONGEST_SLEEP:
                header = cells.columns["wake_onset"][0]
                raise AbsurdValue(header, *_too_long("sleep", wake_at - onset_at, LONGEST_SLEEP))
            values["wake_at"] = wake_at
    return Record("sleeps", (onset_at,), values)


def _before(sleep: Record, cycle: Record) -> bool:
    """Tell whether a sleep was over when its cycle began.

    Conversions from the API copy the night before into a cycle without sleep.
    """
    wake_at, started_at = sleep.values.get("wake_at"), cycle.key[0]
    return (
        isinstance(wake_at, datetime) and isinstance(started_at, datetime) and wake_at <= started_at
    )


def _blank(values: Mapping[str, Value]) -> bool:
    return all(value is None for value in values.values())


def _set_zones_aside(cells: Cells, values: Values) -> None:
    """Set the five zones aside where together they are more than the workout."""
    shares = [value for zone in ZONES if isinstance(value := values.get(zone), float)]
    if sum(shares) <= MOST_OF_ZONES_PERCENT:
        return
    header = cells.columns[next(zone for zone in ZONES if values.get(zone) is not None)][0]
    expected = "expected 100 at most"
    cells.absurd.append(
        AbsurdValue(header, f"the zones sum to {sum(shares):g} %: {expected}", f"zones: {expected}")
    )
    for zone in ZONES:
        values.pop(zone, None)


def _too_long(what: str, length: timedelta, longest: timedelta) -> tuple[str, str]:
    """Return the reason and the rule."""
    expected = f"expected 0 to {longest / timedelta(hours=1):g} hours"
    hours = length / timedelta(hours=1)
    return f"the {what} lasts {hours:.1f} hours: {expected}", f"{what}: {expected}"
