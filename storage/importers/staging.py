"""All that one import says, brought together by table before anything is written."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from storage.importers.days import day_on
from storage.importers.reading import ReadSheet
from storage.importers.records import Key, Value, Values
from storage.importers.stored import ANSWERS, CYCLES, SLEEPS, TABLES, WORKOUTS, Rows, StoredRows

Stored = Mapping[str, StoredRows]


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
        for _, entry in sheet.kept.values():
            for record in entry.records:
                result.tables[record.table].setdefault(record.key, {}).update(record.values)
            if entry.cycle:
                result.bare_cycles[entry.cycle.key] = entry.cycle.values
    return result


def place_days(rows: Staged, stored: Stored) -> None:
    """Add the cycles that are only known from their sleeps, and the day of each touched cycle."""
    cycles, sleeps = rows.tables[CYCLES.name], rows.tables[SLEEPS.name]
    for key, values in rows.bare_cycles.items():
        if key not in stored[CYCLES.name]:
            cycles.setdefault(key, values)
    by_cycle = _sleeps_by_cycle(sleeps, stored[SLEEPS.name])
    for key in cycles.keys() | _cycles_of_sleeps(sleeps, stored[SLEEPS.name]):
        cycle = {**stored[CYCLES.name].get(key, {}), **cycles.get(key, {})}
        if cycle:
            cycles.setdefault(key, {})["day_on"] = day_on(cycle, by_cycle.get(key, []))


def earliest_changed_on(changed: Mapping[str, Rows], staged: Staged, stored: Stored) -> date:
    """Return the first day that any changed row belongs to, or belonged to."""
    days: list[date] = []
    for key, values in changed[CYCLES.name].items():
        days += _days(values, stored[CYCLES.name].get(key, {}))
    cycles = {**stored[CYCLES.name], **staged.tables[CYCLES.name]}
    for table, column in _CYCLE_COLUMNS.items():
        for key, values in changed[table].items():
            for row in (values, stored[table].get(key, {})):
                started_at = row.get(column)
                days += _days(cycles.get((started_at,), {})) or _before(started_at)
    return min(days)


# The column of each table that names the cycle it belongs to.
_CYCLE_COLUMNS = {
    SLEEPS.name: "cycle_started_at",
    WORKOUTS.name: "cycle_started_at",
    ANSWERS.name: "night_started_at",
}


def _days(*cycles: Mapping[str, Value]) -> list[date]:
    return [day for cycle in cycles if isinstance(day := cycle.get("day_on"), date)]


def _before(started_at: Value) -> list[date]:
    # The local day of an unknown cycle is at most one before its UTC date: rather a day too many.
    return [started_at.date() - timedelta(days=1)] if isinstance(started_at, datetime) else []


def _sleeps_by_cycle(sleeps: Rows, stored: StoredRows) -> dict[Key, list[Mapping[str, Value]]]:
    by_cycle: dict[Key, list[Mapping[str, Value]]] = {}
    for key in stored.keys() | sleeps.keys():
        sleep = {**stored.get(key, {}), **sleeps.get(key, {})}
        by_cycle.setdefault((sleep["cycle_started_at"],), []).append(sleep)
    return by_cycle


def _cycles_of_sleeps(sleeps: Rows, stored: StoredRows) -> set[Key]:
    return {
        (row["cycle_started_at"],)
        for key, values in sleeps.items()
        for row in (values, stored.get(key))
        if row is not None
    }
