"""Histories: a person's rows as the columns that analyses read, kept until the revision moves."""

from array import array
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta
from math import nan
from typing import NamedTuple

from sqlalchemy import Connection, Date, text
from sqlmodel import Session

from ml.history import FORMAT, Floats, History, Journal, Nights, Workouts, encode
from storage import night_rows
from storage.chosen import choices
from storage.computed.kept_history import UnknownPerson
from storage.databases.database import Database
from storage.databases.faults import StorageFault
from storage.days import hours_after_midnight, main_cycle, nights
from storage.instants import UtcDateTime
from storage.night_rows import CycleRow, SleepRow
from storage.tables import Person, StoredHistory


class _WorkoutRow(NamedTuple):
    """Of a workout, what the history keeps or is ordered by; see `storage.tables.Workout`."""

    cycle_started_at: datetime | None
    started_at: datetime
    utc_offset_minutes: int
    activity: str
    duration_minutes: float | None
    strain: float | None
    energy_kcal: float | None
    average_heart_rate_bpm: float | None
    max_heart_rate_bpm: float | None
    zone_1_percent: float | None
    zone_2_percent: float | None
    zone_3_percent: float | None
    zone_4_percent: float | None
    zone_5_percent: float | None
    distance_meters: float | None
    altitude_gain_meters: float | None


_WORKOUTS = text(f"""
SELECT {", ".join(_WorkoutRow._fields)} FROM workouts WHERE person_id = :person_id
ORDER BY workouts.started_at, ended_at, source
""").columns(cycle_started_at=UtcDateTime, started_at=UtcDateTime)  # noqa: S608  names of ours
_JOURNAL = text("""
SELECT behaviour_on, night_started_at, question, answered_yes
FROM journal_answers WHERE person_id = :person_id
ORDER BY night_started_at, question, source
""").columns(behaviour_on=Date, night_started_at=UtcDateTime)
_WORKOUT_NUMBERS = _WorkoutRow._fields[4:]  # from `duration_minutes` on


def current(database: Database, person_id: int) -> StoredHistory:
    """Return the history as of the person's revision, building and keeping it where it is old."""
    with database.read() as session:
        stored = session.get(StoredHistory, person_id)
        person = session.get(Person, person_id)
        if person is None:
            raise UnknownPerson(person_id)
        if stored and (stored.revision, stored.format) == (person.revision, FORMAT):
            return stored
        revision = person.revision
        history = build(session, person_id)
    fresh = StoredHistory(
        person_id=person_id,
        revision=revision,
        format=FORMAT,
        last_on=history.last_on,
        blob=encode(history),
    )
    # It can be built again, so nobody waits behind another's write to keep it.
    with suppress(StorageFault), database.write(person_id, wait=False) as session:
        person = session.get(Person, person_id)
        # Meanwhile they may have been forgotten, or another have kept a later one.
        if person is not None and person.revision == revision:
            session.merge(fresh)
    return fresh


def build(session: Session, person_id: int) -> History:
    """Return the history of a person's rows."""
    connection = session.connection()
    cycles = night_rows.cycles(connection, person_id)
    # One kind after the other, so that their rows are never all in memory.
    columns, second = _nights(connection, person_id, cycles)
    workouts, activities = _workouts(connection, person_id, cycles)
    journal, questions = _journal(connection, person_id, cycles, second)
    chosen = choices.of_person(session, person_id)
    return History(columns, workouts, journal, activities, questions, chosen)


def _nights(
    connection: Connection, person_id: int, cycles: Sequence[CycleRow]
) -> tuple[Nights, set[datetime]]:
    """Return the nights, and when those cycles began that are not the first of their day."""
    sleeps = night_rows.sleeps(connection, person_id)
    of_cycle: dict[datetime, list[SleepRow]] = defaultdict(list)
    for sleep in sleeps:
        of_cycle[sleep.cycle_started_at].append(sleep)
    second = {
        cycle.started_at
        for day in _by_day(cycles).values()
        for cycle in day
        if cycle is not main_cycle(day, of_cycle)
    }
    return nights(cycles, sleeps), second


def _by_day(cycles: Sequence[CycleRow]) -> dict[date, list[CycleRow]]:
    days: dict[date, list[CycleRow]] = defaultdict(list)
    for cycle in cycles:
        days[cycle.day_on].append(cycle)
    return days


def local_date(moment: datetime, offset_minutes: int) -> date:
    """Return the calendar date of an instant at a UTC offset."""
    return (moment + timedelta(minutes=offset_minutes)).date()


def _workouts(
    connection: Connection, person_id: int, cycles: Sequence[CycleRow]
) -> tuple[Workouts, tuple[str, ...]]:
    recorded = [
        _WorkoutRow(*row) for row in connection.execute(_WORKOUTS, {"person_id": person_id})
    ]
    day_of = {cycle.started_at: cycle.day_on for cycle in cycles}
    starts = [cycle.started_at for cycle in cycles]

    def day(workout: _WorkoutRow) -> date:
        local = local_date(workout.started_at, workout.utc_offset_minutes)
        if workout.cycle_started_at is not None:
            return day_of.get(workout.cycle_started_at, local)
        # Written down here: which cycle it falls into may only come with a later export.
        before = bisect_right(starts, workout.started_at)
        cycle = cycles[before - 1] if before else None
        return cycle.day_on if cycle and _is_during(workout.started_at, cycle) else local

    ordered = sorted(recorded, key=lambda workout: (day(workout), workout.started_at))
    activities = tuple(sorted({workout.activity for workout in ordered}))
    columns: dict[str, Floats] = {
        name: array("d", (_number(getattr(workout, name)) for workout in ordered))
        for name in _WORKOUT_NUMBERS
    }
    hours = (
        hours_after_midnight(workout.started_at, day(workout), workout.utc_offset_minutes)
        for workout in ordered
    )
    return Workouts(
        day=array("q", (day(workout).toordinal() for workout in ordered)),
        activity=array("q", (activities.index(workout.activity) for workout in ordered)),
        start_hours=array("d", hours),
        **columns,
    ), activities


def _is_during(moment: datetime, cycle: CycleRow) -> bool:
    """Tell whether an instant falls into a cycle; an open one is taken for a day at most."""
    return moment < (cycle.ended_at or cycle.started_at + timedelta(days=1))


def _journal(
    connection: Connection, person_id: int, cycles: Sequence[CycleRow], second: set[datetime]
) -> tuple[Journal, tuple[str, ...]]:
    """Lay answers on the nights that they precede.

    Of several on one night the person's own word stands; then one before the day's main sleep;
    then the later.
    """
    night_of = {cycle.started_at: cycle.day_on.toordinal() for cycle in cycles}
    # There are some ten thousand: they pass one by one, and of each night a small table is kept,
    # of whole numbers that Python has but once: a question's place, and twice the weight and yes.
    places: dict[str, int] = {}
    placed: dict[int, dict[int, int]] = defaultdict(dict)
    for behaviour_on, night_started_at, question, answered_yes in connection.execute(
        _JOURNAL, {"person_id": person_id}
    ):
        day = behaviour_on.toordinal() + 1 if behaviour_on else night_of.get(night_started_at)
        if day is not None:
            weight = 2 * (behaviour_on is not None) + (night_started_at not in second)
            of_night, place = placed[day], places.setdefault(question, len(places))
            if weight >= of_night.get(place, 0) // 2:
                of_night[place] = 2 * weight + answered_yes
    questions = tuple(sorted(places))
    # By name, as they are told; the places are in the order of being met.
    ordered = [(places[question], number) for number, question in enumerate(questions)]
    journal = Journal(array("q"), array("q"), array("q"))
    for day in sorted(placed):
        of_night = placed[day]
        for place, number in ordered:
            if place in of_night:
                journal.day.append(day)
                journal.question.append(number)
                journal.answered_yes.append(of_night[place] % 2)
    return journal, questions


def _number(value: float | None) -> float:
    return nan if value is None else value
