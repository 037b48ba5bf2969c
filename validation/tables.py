"""Tables of what was measured, as text of a document."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import isinf

from validation.measured import Bar, Measured

# Of an error against another: it may be larger, so its interval may reach below nothing.
LESS = "% less"


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
    scale = _scale(unit)
    value, low, high = (scale * v for v in (measured.value, measured.low, measured.high))
    low = low if unit == LESS else max(0.0, low)
    return f"{value:.1f} ({low:.1f} to {high:.1f}) {unit}"


def _scale(unit: str) -> int:
    return 100 if unit in {"%", LESS} else 1


def _cells(row: Row) -> Sequence[str]:
    verdict = row.bar.verdict(row.measured) if row.bar else "no bar"
    bar = _bar(row.bar, row.unit) if row.bar else ""
    told = figure(row.measured, row.unit)
    return str(row.target), row.what, bar, told, str(row.measured.n), verdict


def _bar(bar: Bar, unit: str) -> str:
    scale = _scale(unit)
    low, high = scale * bar.at_least, scale * bar.at_most
    if isinf(low):
        return f"at most {high:.3g} {unit}"
    return f"at least {low:.3g} {unit}" if isinf(high) else f"{low:.3g} to {high:.3g} {unit}"
