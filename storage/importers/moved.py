"""Rows that an export tells at other times than the one before it did.

WHOOP moves the start of a night when it scores it anew, and a spreadsheet cuts every time to the
minute; rows are told apart by their start. Nobody sleeps twice at once: what is kept, not told
again, and shares most of its time with what is told is the same thing. It takes the new time, so
that its answers and workouts follow it, or goes where the new one is kept already.
"""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, bindparam, delete, select, update

from storage.importers.records import Key, Value, Values
from storage.importers.staging import Staged
from storage.importers.stored import ANSWERS, CYCLES, METADATA, SLEEPS, SOURCE, WORKOUTS, Rows
from storage.people import FROM_THE_START

# Of the longer of two: a night moved by minutes shares nearly all; of one that was split, only the
# larger part can be it.
SHARED = 0.5
# What is still open is as long as a day.
OPEN = timedelta(days=1)


@dataclass(frozen=True)
class Timed:
    """A table, the columns of its start and end, and one that two rows of one thing agree in."""

    name: str
    start: str
    end: str
    alike: str | None = None


TIMED = (
    Timed(CYCLES.name, "started_at", "ended_at"),
    Timed(SLEEPS.name, "onset_at", "wake_at", alike="is_nap"),
    Timed(WORKOUTS.name, "started_at", "ended_at", alike="activity"),
)


@dataclass
class Moved:
    """How many rows of each table have moved, their new keys, and the first day they touch."""

    counts: dict[str, int] = field(default_factory=dict[str, int])
    keys: dict[str, set[Key]] = field(default_factory=dict[str, set[Key]])
    earliest_on: date = date.max

    def notes(self) -> list[str]:
        """Return what a person should know of it."""
        return [
            f"{name}: {count} kept rows are told at another time now, and were moved there"
            for name, count in self.counts.items()
        ]


def follow(connection: Connection, person_id: int, told: Staged, kept: dict[str, Rows]) -> Moved:
    """Move the kept rows of cycles, sleeps and workouts to where they are told now."""
    moved = Moved()
    for timed in TIMED:
        rows = told.tables[timed.name]
        if timed.name == CYCLES.name:
            rows = told.bare_cycles | rows
        pairs = list(_pairs(timed, rows, kept[timed.name]))
        if not pairs:
            continue
        moved.counts[timed.name] = len(pairs)
        moved.keys[timed.name] = {new for _, new in pairs}
        days = [_day(kept[timed.name][old]) for old, _ in pairs]
        moved.earliest_on = min([moved.earliest_on, *days])
        if timed.name == CYCLES.name:
            _bring_along(connection, person_id, [(old[0], new[0]) for old, new in pairs])
        _move(connection, timed, pairs, kept[timed.name])
    return moved


def _pairs(timed: Timed, told: Rows, kept: Rows) -> Iterable[tuple[Key, Key]]:
    """Yield the key of each kept row that has moved, and its new one."""
    spans = sorted(
        (start, end, key)
        for key, values in told.items()
        for start, end in [_span(timed, values)]
        if start and end
    )
    starts = [start for start, _, _ in spans]
    for old in sorted(kept.keys() - told.keys(), key=str):
        start, end = _span(timed, kept[old])
        if start is None or end is None:
            continue
        place = bisect_left(starts, start)
        near = spans[max(0, place - 1) : place + 1]
        shares = [(_shared((start, end), (s, e)), key) for s, e, key in near]
        share, new = max(shares, default=(0.0, old), key=lambda pair: pair[0])
        if share >= SHARED and _alike(timed, kept[old], told[new]):
            yield old, new


def _span(timed: Timed, values: Values) -> tuple[datetime | None, datetime | None]:
    start, end = values.get(timed.start), values.get(timed.end)
    if not isinstance(start, datetime):
        return None, None
    return start, end if isinstance(end, datetime) else start + OPEN


def _shared(one: tuple[datetime, datetime], other: tuple[datetime, datetime]) -> float:
    together = min(one[1], other[1]) - max(one[0], other[0])
    longer = max(one[1] - one[0], other[1] - other[0])
    return together / longer if longer else 0.0


def _alike(timed: Timed, kept: Values, told: Values) -> bool:
    column = timed.alike
    return column is None or column not in told or told[column] == kept[column]


def _day(row: Values) -> date:
    day = row.get("day_on")
    start = row.get("cycle_started_at") or row.get("started_at")
    if isinstance(day, date):
        return day
    return start.date() - timedelta(days=1) if isinstance(start, datetime) else FROM_THE_START


def _move(connection: Connection, timed: Timed, pairs: list[tuple[Key, Key]], kept: Rows) -> None:
    """Give each row its new key, or remove it where that is taken."""
    table = METADATA.tables[timed.name]
    names = (timed.start,) if timed.name != WORKOUTS.name else (timed.start, timed.end)
    for old, new in pairs:
        row = kept.pop(old)
        of_row = table.c.id == row["id"]
        if new in kept:
            connection.execute(delete(table).where(of_row))
            continue
        changed = dict(zip(names, new, strict=True))
        connection.execute(update(table).where(of_row).values(changed))
        kept[new] = row | changed


def _bring_along(connection: Connection, person_id: int, pairs: list[tuple[Value, Value]]) -> None:
    """Bring what belongs to cycles to where they start now."""
    starts = [{"person": person_id, "old": old, "new": new} for old, new in pairs]
    for name in (SLEEPS.name, WORKOUTS.name):
        table = METADATA.tables[name]
        connection.execute(
            update(table)
            .where(table.c.person_id == bindparam("person"))
            .where(table.c.cycle_started_at == bindparam("old"))
            .values(cycle_started_at=bindparam("new")),
            starts,
        )
    answers = METADATA.tables[ANSWERS.name]
    there = answers.alias()
    of_old = (
        (answers.c.person_id == bindparam("person"))
        & (answers.c.source == SOURCE)
        & (answers.c.night_started_at == bindparam("old"))
    )
    told_anew = select(there.c.question).where(
        there.c.person_id == bindparam("person"),
        there.c.source == SOURCE,
        there.c.night_started_at == bindparam("new"),
    )
    connection.execute(delete(answers).where(of_old, answers.c.question.in_(told_anew)), starts)
    connection.execute(
        update(answers).where(of_old).values(night_started_at=bindparam("new")), starts
    )
