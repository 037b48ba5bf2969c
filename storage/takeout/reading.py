"""Reading what was taken along: every file of the zip, row by row, before anything is written."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from io import TextIOWrapper
from pathlib import PurePosixPath
from typing import NamedTuple

from storage.importers.archive import Export, Source
from storage.importers.contents import Allowance, Contents, inspect
from storage.importers.languages import normalise
from storage.importers.reading import Terms, count
from storage.importers.records import LONGEST_CYCLE
from storage.importers.report import FileReport, UnreadableExport
from storage.importers.sheet import reading
from storage.importers.timestamps import FUTURE_TOLERANCE
from storage.importers.values import AbsurdValue, UnreadableRow, absurd, unreadable
from storage.retention import OLDER
from storage.takeout.cells import LARGEST, Value, reader
from storage.takeout.kept import CYCLES, FORMAT, KEPT, MANIFEST, RANGES, Kept, Words
from storage.takeout.writing import parent_columns

IMPORTS = "imports.jsonl"
# The report of an import of four files with a thousand rows and values listed of each has 1 MB.
LONGEST_REPORT_BYTES = 4_000_000
LARGEST_MANIFEST_BYTES = 10_000

Key = tuple[Value, ...]
Values = dict[str, Value]


class Brought(NamedTuple):
    """A row: of the file's row, its own key with how often that was there before, its values.

    `parent` is the key of the row that it hangs on.
    """

    row: int
    key: Key
    values: Values
    parent: Key
    absurd: tuple[AbsurdValue, ...]


@dataclass
class BroughtTable:
    """The rows of one file that can be kept, and its report so far."""

    kept: Kept
    report: FileReport
    rows: list[Brought] = field(default_factory=list[Brought])


@dataclass
class Takeout:
    """All that a zip holds, read."""

    person: dict[str, object]
    tables: list[BroughtTable]
    imports: list[Values]
    imports_report: FileReport | None


def is_takeout(export: Export) -> bool:
    """Tell whether an export is one of this program's own."""
    return _named(export.documents, MANIFEST) is not None


def read_takeout(export: Export, terms: Terms, allowance: Allowance, words: Words) -> Takeout:
    """Read everything.

    Raises
    ------
    UnreadableExport
        If it is damaged, too large, or of a newer program.
    """
    manifest = _manifest(export, allowance)
    tables: list[BroughtTable] = []
    for kept in KEPT:
        source = _named(export.sources, kept.file)
        if source is not None:
            tables.append(_table(kept, source, terms, allowance, words))
    imports = _named(export.documents, IMPORTS)
    report = FileReport(IMPORTS, "imports") if imports else None
    lines = list(_imports(imports, terms, allowance, report)) if imports and report else []
    person = manifest.get("person")
    return Takeout(person if isinstance(person, dict) else {}, tables, lines, report)


def _named(sources: Iterable[Source], name: str) -> Source | None:
    return next((each for each in sources if PurePosixPath(each.name).name == name), None)


def _manifest(export: Export, allowance: Allowance) -> dict[str, object]:
    source = _named(export.documents, MANIFEST)
    text = "" if source is None else _text(source, allowance, LARGEST_MANIFEST_BYTES)
    try:
        manifest = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise UnreadableExport(f"{MANIFEST} is no JSON; take the export anew") from error
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise UnreadableExport(
            f"{MANIFEST} is not of format {FORMAT}, the one that is read here; expected an export "
            "of this version. Update this server, or take the export anew."
        )
    return manifest


def _text(source: Source, allowance: Allowance, longest_bytes: int) -> str:
    contents = inspect(source, allowance, longest_bytes)
    with source.open() as file:
        return file.read(longest_bytes).decode(contents.encoding or "utf-8", "replace")


def _table(
    kept: Kept, source: Source, terms: Terms, allowance: Allowance, words: Words
) -> BroughtTable:
    contents = inspect(source, allowance)
    table = BroughtTable(kept, FileReport(source.name, kept.name))
    seen: Counter[Key] = Counter()
    with reading(source, contents, ",") as rows:
        read = _row_reader(kept, next(rows, []), source.name, words)
        for number, cells in enumerate(rows, start=2):
            if not any(cells):
                continue
            count(table.report, contents.lines, terms)
            try:
                brought = read(number, cells)
                _refuse(kept, brought.values, terms)
            except UnreadableRow as error:
                table.report.skip(number, error.reason, error.rule)
                continue
            key = (*brought.parent, *brought.key)
            if seen[key] and not kept.repeats:
                table.report.skip(number, "repeats another row", "repeats another row")
                continue
            table.rows.append(brought._replace(key=(*brought.key, seen[key])))
            seen[key] += 1
            for value in brought.absurd:
                table.report.set_aside(number, value.column, value.reason, value.rule)
    terms.progress(source.name, table.report.read, table.report.read)
    return table


def _row_reader(
    kept: Kept, header: list[str], name: str, words: Words
) -> Callable[[int, list[str]], Brought]:
    positions = {normalise(each): place for place, each in reversed(list(enumerate(header)))}
    own = {each.name: each for each in kept.columns}
    parent = kept.parent
    above = dict(zip(parent_columns(parent), parent.key, strict=True)) if parent else {}
    missing = sorted(
        {*above, *(each for each, column in own.items() if not column.nullable)} - set(positions)
    )
    if missing:
        raise UnreadableExport(
            f"{name} has no column {missing[0]!r}; expected the file as it was taken along. "
            "Take the export anew."
        )
    parent_table = parent.table if parent else kept.table
    parents = [(positions[text], reader(parent_table.c[column])) for text, column in above.items()]
    columns = [
        (column, positions[column], _checked(kept, column, reader(own[column]), words))
        for column in own
        if column in positions
    ]
    width = len(header)

    def read(number: int, cells: list[str]) -> Brought:
        if len(cells) != width:
            expected = f"expected {width} cells"
            raise UnreadableRow(f"{len(cells)} cells in this row: {expected}", expected)
        values: Values = {}
        aside: list[AbsurdValue] = []
        for column, place, value in columns:
            try:
                values[column] = value(cells[place])
            except AbsurdValue as error:
                if column in kept.key or not own[column].nullable:
                    raise
                aside.append(error)
        key = tuple(values[column] for column in kept.key)
        hangs_on = tuple(value(cells[place]) for place, value in parents)
        return Brought(number, key, values, hangs_on, tuple(aside))

    return read


def _checked(
    kept: Kept, column: str, read: Callable[[str], Value], words: Words
) -> Callable[[str], Value]:
    """Return a reader that also knows what the column may hold."""
    within = RANGES.get(kept.name, {}).get(column)
    known = words.get(f"{kept.name}.{column}")
    pattern = kept.patterns.get(column)

    def value(cell: str) -> Value:
        held = read(cell)
        if within and isinstance(held, float | int) and not within.low <= held <= within.high:
            raise absurd(column, cell, f"a number from {within}")
        if known and str(held) not in known:
            raise unreadable(column, cell, "a word that is known here")
        if pattern and not pattern.fullmatch(str(held)):
            raise unreadable(column, cell, f"what {pattern.pattern} matches")
        return held

    return value if within or known or pattern else read


def _refuse(kept: Kept, values: Values, terms: Terms) -> None:
    """Raise for a row that means nothing here, and drop what the settings drop."""
    latest = terms.now + FUTURE_TOLERANCE
    if any(isinstance(value, datetime) and value > latest for value in values.values()):
        raise UnreadableRow(f"a time after {latest:%Y-%m-%d}, which is yet to come")
    if kept is CYCLES and not _is_near(values["day_on"], values["started_at"]):
        raise UnreadableRow("day_on is no day of this cycle")
    if "question" in values and values["question"] in terms.dropped_questions:
        raise UnreadableRow("the settings drop this question")
    if kept.name == "journal_answers" and not terms.keep_notes:
        values["notes"] = None
    if kept.name == "suggestions" and not _is_object(str(values["context"])):
        raise UnreadableRow("context is no JSON object")


def _is_near(day: Value, started_at: Value) -> bool:
    if not (isinstance(day, date) and isinstance(started_at, datetime)):
        return False
    days = day.toordinal() - started_at.date().toordinal()
    return -1 <= days <= LONGEST_CYCLE.days + 1


def _is_object(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except (json.JSONDecodeError, RecursionError):
        return False


def _imports(
    source: Source, terms: Terms, allowance: Allowance, report: FileReport
) -> Iterator[Values]:
    contents: Contents = inspect(source, allowance, LONGEST_REPORT_BYTES)
    with source.open() as file, TextIOWrapper(file, "utf-8", errors="replace") as text:
        for number, line in enumerate(text, start=1):
            count(report, contents.lines, terms)
            try:
                yield _import(line, terms.first_on)
            except UnreadableRow as error:
                report.skip(number, error.reason, error.rule)


def _import(line: str, first_on: date | None) -> Values:
    try:
        told = json.loads(line)
        kept = told["report"]
        imported_at = datetime.fromisoformat(told["imported_at"])
        source_name, revision = told["source_name"], told["revision"]
        whole = isinstance(kept["files"], list) and isinstance(kept["notes"], list)
        for each in kept["files"]:
            whole = whole and {"name", "read", "imported", "unchanged", "skipped"} <= set(each)
    except (json.JSONDecodeError, RecursionError, KeyError, TypeError, ValueError) as error:
        raise UnreadableRow("no report of an import in this line") from error
    whole = whole and imported_at.tzinfo is not None and isinstance(source_name, str)
    if not (whole and revision in range(LARGEST)):
        raise UnreadableRow("no report of an import in this line")
    if first_on and imported_at.astimezone(UTC).date() < first_on:
        raise UnreadableRow(OLDER)
    return {
        "imported_at": imported_at,
        "source_name": source_name,
        "revision": revision,
        "report": json.dumps(kept),
    }
