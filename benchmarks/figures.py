"""Figures beside what they are compared with, as rows of one table and a section of a document."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

DOCUMENT = Path(__file__).parents[1] / "docs" / "performance.md"
BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"


@dataclass(frozen=True)
class Row:
    """One figure; `beside` is what it is compared with, `bar` the most that it may be."""

    what: str
    figure: str
    beside: str = ""
    value: float | None = None
    bar: float | None = None
    bar_text: str = ""

    @property
    def verdict(self) -> str:
        """Whether the bar is held; empty without one."""
        if self.value is None or self.bar is None:
            return ""
        return "held" if self.value <= self.bar else "missed"


def compared(what: str, first: float, second: tuple[str, float], unit: str, bar: float) -> Row:
    """Return a row of one figure as a multiple of another of the same run."""
    name, other = second
    ratio = first / other
    return Row(
        what,
        f"{first:.3g} {unit}",
        f"{name} {other:.3g} {unit}: {ratio:.2f} x",
        ratio,
        bar,
        f"{bar} x",
    )


def bounded(what: str, figure: float, unit: str, bar: float) -> Row:
    """Return a row of a figure that has a bar of its own."""
    return Row(what, f"{figure:.3g} {unit}", "", figure, bar, f"{bar:g} {unit}")


def table(rows: Iterable[Row]) -> list[str]:
    """Return rows as a table in Markdown."""
    head = ["| what | figure | beside it, in the same run | bar | |", "|---|---|---|---|---|"]
    return head + [
        f"| {row.what} | {row.figure} | {row.beside} | {row.bar_text} | {row.verdict} |"
        for row in rows
    ]


def write(path: Path, lines: Sequence[str]) -> None:
    """Put lines between the markers of a document.

    Raises
    ------
    ValueError
        If it has none.
    """
    before, has_begin, rest = path.read_text().partition(BEGIN)
    _, has_end, after = rest.partition(END)
    if not (has_begin and has_end):
        raise ValueError(f"{path}: expected the lines {BEGIN} and {END}")
    path.write_text("\n".join((f"{before}{BEGIN}\n", *lines, "", f"{END}{after}")))
