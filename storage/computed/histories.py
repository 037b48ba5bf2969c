"""Histories: a person's rows as the columns that analyses read, kept until the revision moves."""

from array import array
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta
from math import nan

import sqlalchemy
from sqlmodel import Session, col, select

from ml.history import FORMAT, Floats, History, Journal, Nights, Workouts, encode
from storage.chosen import choices
from storage.computed.kept_history import UnknownPerson
from storage.databases.database import Database
from storage.databases.faults import StorageFault
from storage.days import hours_after_midnight, main_cycle, nights
from storage.tables import Cycle, JournalAnswer, Person, Sleep, StoredHistory, Workout

_WORKOUT_NUMBERS = (
    "duration_minutes",
    "strain",
    "energy_kcal",
    "average_heart_rate_bpm",
    "max_heart_rate_bpm",
    "zone_1_percent",
    "zone_2_percent",
    "zone_3_percent",
    "zone_4_percent",
    "zone_5_percent",
    "distance_meters",
    "altitude_gain_meters",
)


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
    # In the order of their keys: what comes first among equals is no accident of a database.
    cycles = session.exec(
        select(Cycle).where(Cycle.person_id == person_id).order_by(col(Cycle.started_at))
    ).all()
    # One kind after the other, so that their rows are never all in memory.
    columns, second = _nights(session, person_id, cycles)
    workouts, activities = _workouts(session, person_id, cycles)
    journal, questions = _journal(session, person_id, cycles, second)
    chosen = choices.of_person(session, person_id)
    return History(columns, workouts, journal, activities, questions, chosen)


def _nights(
    session: Session, person_id: int, cycles: Sequence[Cycle]
) -> tuple[Nights, set[datetime]]:
    """Return the nights, and when those cycles began that are not the first of their day."""
    sleeps = session.exec(
        select(Sleep).where(Sleep.person_id == person_id).order_by(col(Sleep.onset_at))
    ).all()
    of_cycle: dict[datetime, list[Sleep]] = defaultdict(list)
    for sleep in sleeps:
        of_cycle[sleep.cycle_started_at].append(sleep)
    second = {
        cycle.started_at
        for day in _by_day(cycles).values()
        for cycle in day
        if cycle is not main_cycle(day, of_cycle)
    }
    return nights(cycles, sleeps), second


def _by_day(cycles: Sequence[Cycle]) -> dict[date, list[Cycle]]:
    days: dict[date, list[Cycle]] = defaultdict(list)
    for cycle in cycles:
        days[cycle.day_on].append(cycle)
    return days


def local_date(moment: datetime, offset_minutes: int) -> date:
    """Return the calendar date of an instant at a UTC offset."""
    return (moment + timedelta(minutes=offset_minutes)).date()


def _workouts(
    session: Session, person_id: int, cycles: Sequence[Cycle]
) -> tuple[Workouts, tuple[str, ...]]:
    recorded = session.exec(
        select(Workout)
        .where(Workout.person_id == person_id)
        .order_by(col(Workout.started_at), col(Workout.ended_at), col(Workout.source))
    ).all()
    day_of = {cycle.started_at: cycle.day_on for cycle in cycles}
    starts = [cycle.started_at for cycle in cycles]

    def day(workout: Workout) -> date:
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


def _is_during(moment: datetime, cycle: Cycle) -> bool:
    """Tell whether an instant falls into a cycle; an open one is taken for a day at most."""
    return moment < (cycle.ended_at or cycle.started_at + timedelta(days=1))


def _journal(
    session: Session, person_id: int, cycles: Sequence[Cycle], second: set[datetime]
) -> tuple[Journal, tuple[str, ...]]:
    """Lay answers on the nights that they precede.

    Of several on one night the person's own word stands; then one before the day's main sleep;
    then the later.
    """
    # There are some ten thousand, and so they pass one by one, as tuples and never as objects.
    answers = session.connection().execute(
        sqlalchemy.select(
            col(JournalAnswer.behaviour_on),
            col(JournalAnswer.night_started_at),
            col(JournalAnswer.question),
            col(JournalAnswer.answered_yes),
        )
        .where(col(JournalAnswer.person_id) == person_id)
        .order_by(
            col(JournalAnswer.night_started_at),
            col(JournalAnswer.question),
            col(JournalAnswer.source),
        )
    )
    night_of = {cycle.started_at: cycle.day_on.toordinal() for cycle in cycles}
    placed: dict[tuple[int, str], tuple[int, bool]] = {}
    once: dict[str, str] = {}  # a database tells a question as a text of its own each time
    for behaviour_on, night_started_at, question, answered_yes in answers:
        day = behaviour_on.toordinal() + 1 if behaviour_on else night_of.get(night_started_at)
        if day is not None:
            weight = 2 * (behaviour_on is not None) + (night_started_at not in second)
            key = day, once.setdefault(question, question)
            if weight >= placed.get(key, (0, False))[0]:
                placed[key] = weight, answered_yes
    questions = tuple(sorted({question for _, question in placed}))
    index = {question: number for number, question in enumerate(questions)}
    ordered = sorted(placed)
    return Journal(
        day=array("q", (day for day, _ in ordered)),
        question=array("q", (index[question] for _, question in ordered)),
        answered_yes=array("q", (int(placed[each][1]) for each in ordered)),
    ), questions


def _number(value: float | None) -> float:
    return nan if value is None else value
