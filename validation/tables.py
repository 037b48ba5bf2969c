"""Tables of what was measured, as text of a document."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import isinf

from validation.measured import Bar, Measured


@dataclass(frozen=True)
class Row:
    """One line of the table; without a bar it is told for its own sake."""

    target: int
    what: str
    measured: Measured
    bar: Bar | None = None
    unit: str = "%"


def targets_table(rows: Iterable[Row]) -> list[str]:
    """Return the lines of a table of targets."""
    columns = ("target", "what", "bar", "measured (95 %)", "of", "")
    return table(columns, map(_cells, rows))


def table(columns: Sequence[str], lines: Iterable[Sequence[str]]) -> list[str]:
    """Return the lines of a table, an empty one after it."""
    ruled = (columns, ["---"] * len(columns), *lines)
    return [*(f"| {' | '.join(cells)} |" for cells in ruled), ""]


def figure(measured: Measured, unit: str) -> str:
    """Return a figure with its interval."""
    if not measured.n:
        return "none"
    scale = 100 if unit == "%" else 1
    value, low, high = (scale * v for v in (measured.value, measured.low, measured.high))
    return f"{value:.1f} ({max(0.0, low):.1f} to {high:.1f}) {unit}"


def _cells(row: Row) -> Sequence[str]:
    verdict = row.bar.verdict(row.measured) if row.bar else "no bar"
    bar = _bar(row.bar, row.unit) if row.bar else ""
    told = figure(row.measured, row.unit)
    return str(row.target), row.what, bar, told, str(row.measured.n), verdict


def _bar(bar: Bar, unit: str) -> str:
    scale = 100 if unit == "%" else 1
    low, high = scale * bar.at_least, scale * bar.at_most
    if isinf(low):
        return f"at most {high:.3g} {unit}"
    return f"at least {low:.3g} {unit}" if isinf(high) else f"{low:.3g} to {high:.3g} {unit}"
