"""A CSV of an export as a sheet: its kind, its columns by field, and its rows."""

import csv
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import TextIOWrapper

from storage.importers.archive import EXPECTED, Source
from storage.importers.contents import FALLBACK, Allowance, Contents, inspect
from storage.importers.kinds import Kind, kind_of
from storage.importers.languages import ENGLISH, fields_of
from storage.importers.report import UnreadableExport

SHOWN_COLUMNS = 5
SHOWN_CHARACTERS = 40

Row = list[str]


class UnknownSheet(UnreadableExport):
    """A file that is none of the four: ignored beside others, refused alone."""


@dataclass(frozen=True)
class Sheet:
    """One recognised file; rows are counted as a spreadsheet shows them."""

    source: Source
    contents: Contents
    delimiter: str
    header: Row
    fields: dict[str, int]
    kind: Kind

    @property
    def name(self) -> str:
        return self.source.name

    def rows(self) -> Iterator[tuple[int, Row]]:
        """Yield each row that is not blank with its number; the header is row 1."""
        with reading(self.source, self.contents, self.delimiter) as rows:
            for number, cells in enumerate(rows, start=1):
                if number > 1 and any(cells):
                    yield number, cells

    def notes(self) -> list[str]:
        """Return what a person should know of how the file was read."""
        notes: list[str] = []
        if self.contents.encoding == FALLBACK:
            notes.append(f"{self.name}: not UTF-8, read as {FALLBACK}")
        known = set(self.fields.values())
        unknown = [
            cell[:SHOWN_CHARACTERS]
            for position, cell in enumerate(self.header)
            if position not in known and cell.strip()
        ]
        if unknown:
            notes.append(f"{self.name}: columns not known, ignored: {', '.join(unknown[:20])}")
        return notes


def recognised(source: Source, allowance: Allowance) -> Sheet:
    """Return the sheet of a file.

    Raises
    ------
    UnknownSheet
        If it is empty, or its header is none of the four.
    UnreadableExport
        If it cannot be read, or lacks a column without which its rows mean nothing.
    """
    contents = inspect(source, allowance)
    if not contents.encoding:
        raise UnknownSheet(f"{source.name} is empty; {EXPECTED}")
    header, delimiter = _header(source, contents)
    fields = fields_of(header)
    kind = kind_of(fields)
    if kind is None:
        raise UnknownSheet(f"{source.name} {_found(header)}; {EXPECTED}")
    missing = kind.needs - set(fields)
    if missing:
        names = " and no column ".join(sorted(repr(ENGLISH.headers[field]) for field in missing))
        raise UnreadableExport(
            f"{source.name} has no column {names}; expected "
            f"the columns of WHOOP's {kind.file_name}. Import the file as WHOOP sent it."
        )
    return Sheet(source, contents, delimiter, header, fields, kind)


def _header(source: Source, contents: Contents) -> tuple[Row, str]:
    with _text(source, contents) as text:
        delimiter = max(",;\t", key=text.readline().count)
    with reading(source, contents, delimiter) as rows:
        return next(rows, []), delimiter


def _found(header: Row) -> str:
    names = [repr(cell.strip()[:SHOWN_CHARACTERS]) for cell in header if cell.strip()]
    if not names:
        return "has an empty first row"
    more = ", …" if len(names) > SHOWN_COLUMNS else ""
    return f"has no column that WHOOP writes (found {', '.join(names[:SHOWN_COLUMNS])}{more})"


@contextmanager
def _text(source: Source, contents: Contents) -> Generator[TextIOWrapper]:
    with (
        source.open() as file,
        TextIOWrapper(file, encoding=contents.encoding, newline="") as text,
    ):
        yield text


@contextmanager
def reading(source: Source, contents: Contents, delimiter: str) -> Generator[Iterator[Row]]:
    """Yield the rows of a CSV, its header first."""
    with _text(source, contents) as text:
        # Strict, since an unclosed quotation mark would swallow the rows after it unseen.
        rows = csv.reader(text, delimiter=delimiter, strict=True)
        try:
            yield rows
        except (csv.Error, UnicodeDecodeError) as error:
            found = error if isinstance(error, csv.Error) else f"no {contents.encoding} text"
            raise UnreadableExport(
                f"{source.name}, line {rows.line_num}: {found}; expected a CSV as WHOOP sent it. "
                "Download the export again."
            ) from error
