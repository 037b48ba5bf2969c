"""Times that a spreadsheet cut to the minute, put back to the second where that is known.

Excel saves 2022-08-28 22:03:41 as 8/28/22 22:03. Cycles are told apart by their start, so that such
a file would double every night of the export it came from, and its journal would join nothing.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from storage.importers.reading import ReadSheet
from storage.importers.records import Entry, Record, Value, Values

Exact = Mapping[Value, datetime]


def exact_times(rows: Iterable[Values]) -> Exact:
    """Return the instant to the second that is known of each minute."""
    return {
        value.replace(second=0): value
        for row in rows
        for value in row.values()
        if isinstance(value, datetime) and value.second
    }


def restored(sheet: ReadSheet, exact: Exact) -> ReadSheet:
    """Return the rows of a sheet with the seconds that are known."""
    kept = {
        tuple(exact.get(value, value) for value in key): row._replace(
            entry=_restored_entry(row.entry, exact)
        )
        for key, row in sheet.kept.items()
    }
    return sheet._replace(kept=kept)


def _restored_entry(entry: Entry, exact: Exact) -> Entry:
    return Entry(
        tuple(_restored_record(record, exact) for record in entry.records),
        _restored_record(entry.cycle, exact) if entry.cycle else None,
    )


def _restored_record(record: Record, exact: Exact) -> Record:
    return Record(
        record.table,
        tuple(exact.get(value, value) for value in record.key),
        {column: exact.get(value, value) for column, value in record.values.items()},
    )
