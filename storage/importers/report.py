"""What an import read, kept and set aside, row by row accounted for."""

from collections import Counter
from dataclasses import dataclass, field
from typing import TypedDict

# A file of nonsense must not make a report larger than the data: what a person would ever read.
LISTED_ROWS = 1000
SHOWN_ROWS = 10  # of each file, on a terminal
LISTED_NOTES = 100


class UnreadableExport(ValueError):
    """The export cannot be read; names the file, what was found, what was expected, the remedy."""


class SkippedJson(TypedDict):
    row: int
    reason: str


class ValueJson(TypedDict):
    row: int
    column: str
    reason: str


class RestJson(TypedDict):
    reason: str
    rows: int


class FileJson(TypedDict):
    name: str
    kind: str
    read: int
    imported: int
    unchanged: int
    skipped: list[SkippedJson]
    skipped_more: list[RestJson]
    values: list[ValueJson]
    values_more: list[RestJson]


class ReportJson(TypedDict):
    files: list[FileJson]
    revision: int
    notes: list[str]


@dataclass(frozen=True, order=True)
class SkippedRow:
    """A row set aside; rows are counted as a spreadsheet shows them, the header being row 1."""

    row: int
    reason: str


@dataclass(frozen=True, order=True)
class AbsurdCell:
    """A value set aside, of a row that was kept without it."""

    row: int
    column: str
    reason: str


@dataclass
class FileReport:
    """One file: rows read = imported + unchanged + set aside."""

    name: str
    kind: str
    read: int = 0
    imported: int = 0
    unchanged: int = 0
    skipped: list[SkippedRow] = field(default_factory=list[SkippedRow])
    skipped_more: Counter[str] = field(default_factory=Counter[str])
    values: list[AbsurdCell] = field(default_factory=list[AbsurdCell])
    values_more: Counter[str] = field(default_factory=Counter[str])

    @property
    def skipped_rows(self) -> int:
        """All rows set aside, those that are only counted included."""
        return len(self.skipped) + self.skipped_more.total()

    @property
    def absurd_values(self) -> int:
        """All values set aside of rows that were kept."""
        return len(self.values) + self.values_more.total()

    def skip(self, row: int, reason: str, rule: str) -> None:
        """Set a row aside; beyond the listed ones, count it under its rule (without its value)."""
        if len(self.skipped) < LISTED_ROWS:
            self.skipped.append(SkippedRow(row, reason))
        else:
            self.skipped_more[rule] += 1

    def set_aside(self, row: int, column: str, reason: str, rule: str) -> None:
        """Set a value aside whose row is kept; listed and counted as rows are."""
        if len(self.values) < LISTED_ROWS:
            self.values.append(AbsurdCell(row, column, reason))
        else:
            self.values_more[rule] += 1

    def to_json(self) -> FileJson:
        return {
            "name": self.name,
            "kind": self.kind,
            "read": self.read,
            "imported": self.imported,
            "unchanged": self.unchanged,
            "skipped": [
                {"row": skipped.row, "reason": skipped.reason} for skipped in sorted(self.skipped)
            ],
            "skipped_more": _rest(self.skipped_more),
            "values": [
                {"row": value.row, "column": value.column, "reason": value.reason}
                for value in sorted(self.values)
            ],
            "values_more": _rest(self.values_more),
        }

    def text(self) -> str:
        """Return the lines for a terminal."""
        counts = (
            f"{self.read} rows read, {self.imported} imported, {self.unchanged} unchanged, "
            f"{self.skipped_rows} set aside"
        )
        if self.absurd_values:
            counts += f"; and {self.absurd_values} values of kept rows"
        shown = sorted(self.skipped)[:SHOWN_ROWS]
        lines = [f"{self.name} ({self.kind}): {counts}"]
        lines += [f"  row {skipped.row}: {skipped.reason}" for skipped in shown]
        if self.skipped_rows > len(shown):
            lines.append(f"  and {self.skipped_rows - len(shown)} more rows")
        values = sorted(self.values)[:SHOWN_ROWS]
        lines += [f"  row {value.row}, this value alone: {value.reason}" for value in values]
        if self.absurd_values > len(values):
            lines.append(f"  and {self.absurd_values - len(values)} more values")
        return "\n".join(lines)


def _rest(more: Counter[str]) -> list[RestJson]:
    return [{"reason": reason, "rows": rows} for reason, rows in more.most_common()]


@dataclass
class ImportReport:
    """All files of one import, and the person's revision after it."""

    files: list[FileReport]
    revision: int = 0
    notes: list[str] = field(default_factory=list[str])

    def to_json(self) -> ReportJson:
        return {
            "files": [file.to_json() for file in self.files],
            "revision": self.revision,
            "notes": self.notes[:LISTED_NOTES],
        }

    def text(self) -> str:
        """Return the report for a terminal."""
        notes = [f"note: {note}" for note in self.notes[:LISTED_NOTES]]
        return "\n".join([file.text() for file in self.files] + notes)
