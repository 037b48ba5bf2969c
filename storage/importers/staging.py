"""All that one import says, brought together by table before anything is written."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from storage.importers.days import day_on
from storage.importers.reading import ReadSheet
from storage.importers.records import Key, Value, Values
from storage.importers.stored import ANSWERS, CYCLES, SLEEPS, TABLES, WORKOUTS, Changes, Rows

# The column of each table that names the cycle its rows belong to.
CYCLE_COLUMNS = {
    SLEEPS.name: "cycle_started_at",
    WORKOUTS.name: "cycle_started_at",
    ANSWERS.name: "night_started_at",
}


@dataclass
class Staged:
    """The rows of each table by their keys, and the cycles that sleeps belong to."""

    tables: dict[str, Rows] = field(
        default_factory=lambda: {table.name: dict[Key, Values]() for table in TABLES}
    )
    bare_cycles: Rows = field(default_factory=dict[Key, Values])


def staged(sheets: Iterable[ReadSheet]) -> Staged:
    """Bring files together; where two tell of the same row, the later one has the last word."""
    result = Staged()
    for sheet in sheets:
        for _, entry, _ in sheet.kept.values():
            for record in entry.records:
                rows = result.tables[record.table]
                before = rows.get(record.key)
                rows[record.key] = before | record.values if before else record.values
            if entry.cycle:
                result.bare_cycles[entry.cycle.key] = entry.cycle.values
    return result


def place_days(rows: Staged, stored_cycles: Rows, stored_sleeps: Rows) -> None:
    """Add the cycles that are only known from their sleeps, and the day of each touched cycle."""
    cycles, sleeps = rows.tables[CYCLES.name], rows.tables[SLEEPS.name]
    for key, values in rows.bare_cycles.items():
        if key not in stored_cycles:
            cycles.setdefault(key, values)
    by_cycle = _sleeps_by_cycle(sleeps, stored_sleeps)
    known = cycles.keys() | stored_cycles.keys()
    for key in cycles.keys() | _cycles_of_sleeps(sleeps, stored_sleeps) & known:
        cycle = stored_cycles.get(key, {}) | cycles.get(key, {})
        cycles.setdefault(key, {})["day_on"] = day_on(cycle, by_cycle.get(key, []))


def earliest_changed_on(changes: Mapping[str, Changes], cycles: Rows) -> date:
    """Return the first day that a changed row belongs to, or belonged to; far off for none."""
    changed = changes[CYCLES.name]
    days = {row["day_on"] for rows in _each(changed) for row in rows.values()}
    started = {
        row.get(column) or row.get("started_at")
        for table, column in CYCLE_COLUMNS.items()
        for rows in _each(changes[table])
        for row in rows.values()
    }
    days |= {_day_of(started_at, cycles) for started_at in started}
    return min((day for day in days if isinstance(day, date)), default=date.max)


def _each(changes: Changes) -> tuple[Rows, Rows, Rows]:
    return changes.new, changes.before, changes.after


def _day_of(started_at: Value, cycles: Rows) -> Value:
    cycle = cycles.get((started_at,))
    if cycle is None and isinstance(started_at, datetime):
        # An unknown cycle's local day is at most one before its UTC date: rather a day too many.
        return started_at.date() - timedelta(days=1)
    return cycle["day_on"] if cycle else None


def _sleeps_by_cycle(sleeps: Rows, stored: Rows) -> dict[Key, list[Values]]:
    by_cycle: dict[Key, list[Values]] = {}
    for key in stored.keys() | sleeps.keys():
        sleep = stored.get(key, {}) | sleeps.get(key, {})
        by_cycle.setdefault((sleep["cycle_started_at"],), []).append(sleep)
    return by_cycle


def _cycles_of_sleeps(sleeps: Rows, stored: Rows) -> set[Key]:
    moved = (stored[key] for key in sleeps.keys() & stored.keys())
    return {(sleep["cycle_started_at"],) for rows in (sleeps.values(), moved) for sleep in rows}
