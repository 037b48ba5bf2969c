"""The cells of one sheet, read by field."""

from collections import Counter
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from datetime import datetime
from functools import lru_cache

from storage.importers.kinds import COLUMN_OF, Range
from storage.importers.sheet import Row, Sheet
from storage.importers.timestamps import Clock
from storage.importers.values import (
    CACHED_VALUES,
    AbsurdValue,
    UnreadableRow,
    number_reader,
    truth,
    utc_offset_minutes,
)


class Cells:
    """Reads the fields of a row; a field that the sheet lacks is None or empty.

    `remarks` counts what a person should know of rows that were kept. `absurd` are the values set
    aside of the row that is being read.
    """

    def __init__(self, sheet: Sheet, clock: Clock) -> None:
        self.kind = sheet.kind
        self.columns = {
            field: (sheet.header[position].strip(), position)
            for field, position in sheet.fields.items()
        }
        self.remarks = Counter[str]()
        self.absurd: list[AbsurdValue] = []
        self._width = len(sheet.header)
        # A comma can only be a decimal one where it does not part the cells.
        self._decimal_comma = sheet.delimiter == ";"
        self._utc = clock.utc
        self._truth = lru_cache(CACHED_VALUES)(truth)
        self._offset = lru_cache(CACHED_VALUES)(utc_offset_minutes)

    def whole(self, row: Row) -> Row:
        """Return a row with a cell to each column; spreadsheets drop blank ones at the end."""
        missing = self._width - len(row)
        if missing < 0 and any(row[missing:]):
            expected = f"expected {self._width} cells"
            raise UnreadableRow(f"{len(row)} cells in this row: {expected}", expected)
        return row + [""] * missing if missing > 0 else row

    @contextmanager
    def setting_aside(self) -> Generator[None]:
        """Set an absurd value aside, and go on with its row."""
        try:
            yield
        except AbsurdValue as value:
            self.absurd.append(value)

    def text(self, field: str, row: Row) -> str:
        column = self.columns.get(field)
        return row[column[1]].strip() if column else ""

    def truth(self, field: str, row: Row) -> bool | None:
        column = self.columns.get(field)
        return self._truth(column[0], row[column[1]]) if column else None

    def offset_minutes(self, row: Row) -> int:
        header, position = self.columns["timezone"]
        return self._offset(header, row[position])

    def instant(self, field: str, row: Row, offset_minutes: int) -> datetime | None:
        column = self.columns.get(field)
        return self._utc(column[0], row[column[1]], offset_minutes) if column else None

    def required_instant(self, field: str, row: Row, offset_minutes: int) -> datetime:
        instant = self.instant(field, row, offset_minutes)
        if instant is None:
            raise UnreadableRow(f"no {self.columns[field][0]} in this row")
        return instant

    def numbers(self, ranges: Mapping[str, Range]) -> Callable[[Row], dict[str, float | None]]:
        """Return what reads the numbers of a row, by the columns of the tables.

        An absurd one is left out, so that it takes the place of nothing.
        """
        columns: list[tuple[str, int, Callable[[str], float | None]]] = []
        for field in ranges.keys() & self.columns.keys():
            header, position = self.columns[field]
            number = number_reader(header, ranges[field], decimal_comma=self._decimal_comma)
            columns.append((COLUMN_OF.get(field, field), position, number))
        columns.sort(key=lambda column: column[1])

        def read(row: Row) -> dict[str, float | None]:
            values: dict[str, float | None] = {}
            for column, position, number in columns:
                try:
                    values[column] = number(row[position])
                except AbsurdValue as value:
                    self.absurd.append(value)
            return values

        return read
