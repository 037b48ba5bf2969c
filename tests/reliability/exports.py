"""Exports whose rows all tell which of them they are from, so that half of one shows."""

from datetime import date, datetime, timedelta
from pathlib import Path

from tests.storage.importers.exports import (
    CellsByColumn,
    answer,
    cycle,
    cycles_csv,
    journal_csv,
    zipped,
)

NIGHTS = 60
FIRST_ON = date(2024, 1, 1)
# The energy of every cycle of export 0; of export n it is n kcal more.
LEAST_KCAL = 1500


def write(path: Path, number: int) -> Path:
    """Write export `number`: the same nights as in any, each cell of energy naming the export."""
    days = [FIRST_ON + timedelta(days=day) for day in range(NIGHTS)]
    cycles = [_night(day, number) for day in days]
    answers = [
        answer(
            start=night["Cycle start time"], end=night["Cycle end time"], question=marker(number)
        )
        for night in cycles
    ]
    return zipped(
        path,
        {
            "physiological_cycles.csv": cycles_csv(*cycles),
            "journal_entries.csv": journal_csv(*answers),
        },
    )


def marker(number: int) -> str:
    """Return the question that export `number` alone has answers to."""
    return f"Marker {number}?"


def _night(day: date, number: int) -> CellsByColumn:
    start = datetime(day.year, day.month, day.day, 23, 10) - timedelta(days=1)  # noqa: DTZ001
    end, wake = start + timedelta(hours=23, minutes=40), start + timedelta(hours=8)
    return {
        **cycle(
            start=f"{start}",
            end=f"{end}",
            onset=f"{start}",
            wake=f"{wake}",
            recovery=f"{30 + (day.toordinal() * 37 + number) % 60}",
        ),
        "Energy burned (cal)": f"{LEAST_KCAL + number}",
    }
