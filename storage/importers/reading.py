"""One sheet, read row by row: what is kept of each, and what is set aside."""

from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import NamedTuple

from storage.importers.cells import Cells
from storage.importers.records import Entry, Key, reader
from storage.importers.report import FileReport, UnreadableExport
from storage.importers.sheet import Sheet
from storage.importers.timestamps import Clock, DateOrder, date_order
from storage.importers.values import UnreadableRow

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


class Kept(NamedTuple):
    row: int
    entry: Entry


class ReadSheet(NamedTuple):
    """The rows kept of one file, by their first record's key, and its report so far."""

    report: FileReport
    kept: dict[Key, Kept]
    notes: list[str]


def read_sheet(sheet: Sheet, now: datetime, progress: Progress, *, keep_notes: bool) -> ReadSheet:
    """Read a file from its header to its end."""
    result = ReadSheet(FileReport(sheet.name, sheet.kind.name), {}, sheet.notes())
    cells = Cells(sheet, Clock(_order(sheet, result.notes), now))
    read = reader(cells, keep_notes=keep_notes)
    for number, row in sheet.rows():
        _count(result.report, sheet, progress)
        try:
            entry = read(cells.whole(row))
        except UnreadableRow as error:
            result.report.skip(number, error.reason, error.rule)
            continue
        _keep(result, Kept(number, entry))
    progress(sheet.name, result.report.read, result.report.read)
    result.notes.extend(f"{sheet.name}: {n} rows: {remark}" for remark, n in cells.remarks.items())
    return result


def _count(report: FileReport, sheet: Sheet, progress: Progress) -> None:
    report.read += 1
    if report.read % PROGRESS_ROWS == 0:
        progress(sheet.name, report.read, max(sheet.contents.lines, report.read))
    if report.read > MOST_ROWS:
        raise UnreadableExport(
            f"{sheet.name} has over {MOST_ROWS:,} rows; expected one person's export. "
            "Import its years one after another."
        )


def _keep(result: ReadSheet, new: Kept) -> None:
    key = new.entry.records[0].key
    before = result.kept.get(key)
    if before is not None:
        if before.entry == new.entry:
            result.report.skip(new.row, f"repeats row {before.row}", "repeats another row")
            return
        rule = "says otherwise, and the last one counts"
        result.report.skip(before.row, f"row {new.row} {rule}", f"another row {rule}")
    result.kept[key] = new


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
