"""One sheet, read row by row: what is kept of each, and what is set aside."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import NamedTuple

from storage.importers.cells import Cells
from storage.importers.records import Entry, Key, Record, reader
from storage.importers.report import FileReport, UnreadableExport
from storage.importers.sheet import Sheet
from storage.importers.timestamps import Clock, DateOrder, date_order
from storage.importers.values import AbsurdValue, UnreadableRow

# Ten years of sixty answers a day are 219,000; the rows of one import are held in memory.
MOST_ROWS = 250_000
PROGRESS_ROWS = 1000

DATE_FIELDS = (
    "cycle_start",
    "cycle_end",
    "sleep_onset",
    "wake_onset",
    "workout_start",
    "workout_end",
)

Progress = Callable[[str, int, int], None]


@dataclass
class Terms:
    """How the files of one import are read, and how many rows of them have been."""

    now: datetime
    keep_notes: bool
    dropped_questions: frozenset[str]
    progress: Progress
    first_on: date | None = None  # the first day that is kept
    rows: int = 0


class Kept(NamedTuple):
    row: int
    entry: Entry
    absurd: Sequence[AbsurdValue] = ()


class ReadSheet(NamedTuple):
    """The rows kept of one file, by their first record's key, and its report so far."""

    report: FileReport
    kept: dict[Key, Kept]
    notes: list[str]
    to_the_minute: bool

    def records(self) -> Iterator[Record]:
        """Yield what all kept rows say."""
        return (record for _, entry, _ in self.kept.values() for record in entry.records)


def read_sheet(sheet: Sheet, terms: Terms) -> ReadSheet:
    """Read a file from its header to its end."""
    report, notes = FileReport(sheet.name, sheet.kind.name), sheet.notes()
    kept: dict[Key, Kept] = {}
    clock = Clock(_order(sheet, notes), terms.now)
    cells = Cells(sheet, clock)
    read = reader(cells, terms.dropped_questions, keep_notes=terms.keep_notes)
    for number, row in sheet.rows():
        count(report, sheet.contents.lines, terms)
        cells.absurd = []
        try:
            entry = read(cells.whole(row))
            _keep(kept, report, Kept(number, entry, cells.absurd or ()))
        except UnreadableRow as error:
            reasons = (error.reason, *(value.reason for value in cells.absurd))
            report.skip(number, "; ".join(reasons), error.rule)
    for row, _, absurd in kept.values():
        for value in absurd:
            report.set_aside(row, value.column, value.reason, value.rule)
    terms.progress(sheet.name, report.read, report.read)
    notes += [f"{sheet.name}: {rows} rows: {remark}" for remark, rows in cells.remarks.items()]
    return ReadSheet(report, kept, notes, clock.to_the_minute)


def count(report: FileReport, lines: int, terms: Terms) -> None:
    """Count a row of a file of so many lines, and refuse one too many."""
    report.read += 1
    terms.rows += 1
    if report.read % PROGRESS_ROWS == 0:
        terms.progress(report.name, report.read, max(lines, report.read))
    if terms.rows > MOST_ROWS:
        raise UnreadableExport(
            f"{report.name}: the export has over {MOST_ROWS:,} rows; expected one person's. "
            "Import its years one after another."
        )


def _keep(kept: dict[Key, Kept], report: FileReport, new: Kept) -> None:
    key = new.entry.records[0].key
    before = kept.get(key)
    if before is not None:
        if before.entry == new.entry:
            report.skip(new.row, f"repeats row {before.row}", "repeats another row")
            return
        rule = "says otherwise, and the last one counts"
        report.skip(before.row, f"row {new.row} {rule}", f"another row {rule}")
    kept[key] = new


def _order(sheet: Sheet, notes: list[str]) -> Callable[[], DateOrder]:
    """Return what settles the order of day and month, by a pass of its own, when asked."""

    @cache
    def order() -> DateOrder:
        positions = [sheet.fields[field] for field in DATE_FIELDS if field in sheet.fields]
        cells = (
            (number, row[position])
            for number, row in sheet.rows()
            for position in positions
            if position < len(row)
        )
        settled = date_order(sheet.name, cells)
        if settled is None:
            settled = DateOrder.DAY_FIRST if sheet.delimiter == ";" else DateOrder.MONTH_FIRST
            notes.append(f"{sheet.name}: no date settles the order, so read as {settled.value}")
        return settled

    return order
