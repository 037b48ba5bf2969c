"""The cells of one sheet, read by field."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache

from storage.importers.kinds import COLUMN_OF, Range
from storage.importers.sheet import Row, Sheet
from storage.importers.timestamps import Clock
from storage.importers.values import (
    CACHED_VALUES,
    UnreadableRow,
    number_reader,
    truth,
    utc_offset_minutes,
)


class Cells:
    """Reads the fields of a row; a field that the sheet lacks is None or empty."""

    def __init__(self, sheet: Sheet, clock: Clock) -> None:
        self.sheet = sheet
        self._utc = clock.utc
        self._truth = lru_cache(CACHED_VALUES)(truth)
        self._offset = lru_cache(CACHED_VALUES)(utc_offset_minutes)

    def whole(self, row: Row) -> Row:
        """Return a row with a cell to each column; spreadsheets drop blank ones at the end."""
        missing = len(self.sheet.header) - len(row)
        if missing < 0 and any(row[missing:]):
            reason = f"expected {len(self.sheet.header)} cells"
            raise UnreadableRow(f"{len(row)} cells in this row: {reason}", reason)
        return row + [""] * missing if missing > 0 else row

    def header(self, field: str) -> str:
        """Return the header of a field as the file writes it."""
        return self.sheet.header[self.sheet.fields[field]].strip()

    def text(self, field: str, row: Row) -> str:
        position = self.sheet.fields.get(field)
        return "" if position is None else row[position].strip()

    def truth(self, field: str, row: Row) -> bool | None:
        position = self.sheet.fields.get(field)
        return None if position is None else self._truth(self.header(field), row[position])

    def offset_minutes(self, row: Row) -> int:
        return self._offset(self.header("timezone"), row[self.sheet.fields["timezone"]])

    def instant(self, field: str, row: Row, offset_minutes: int) -> datetime | None:
        position = self.sheet.fields.get(field)
        if position is None:
            return None
        return self._utc(self.header(field), row[position], offset_minutes)

    def required_instant(self, field: str, row: Row, offset_minutes: int) -> datetime:
        instant = self.instant(field, row, offset_minutes)
        if instant is None:
            raise UnreadableRow(f"no {self.header(field)} in this row")
        return instant

    def numbers(self, ranges: Mapping[str, Range]) -> Callable[[Row], dict[str, float | None]]:
        """Return what reads the numbers of a row, by the columns of the tables."""
        fields = self.sheet.fields
        # A comma can only be a decimal one where it does not part the cells.
        comma = self.sheet.delimiter == ";"
        columns = [
            (
                COLUMN_OF.get(field, field),
                fields[field],
                number_reader(self.header(field), within, decimal_comma=comma),
            )
            for field, within in ranges.items()
            if field in fields
        ]

        def read(row: Row) -> dict[str, float | None]:
            return {column: number(row[position]) for column, position, number in columns}

        return read
