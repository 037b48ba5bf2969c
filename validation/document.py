"""What was measured, as the generated section of a document."""

from collections.abc import Iterable, Sequence
from math import isinf
from pathlib import Path

from validation.bedtimes import HORIZONS as BEDTIME_NIGHTS
from validation.effects import EFFECTS_SD, Effects
from validation.habits import HORIZONS as HABIT_NIGHTS
from validation.measured import Bar, Measured, mean, median, share
from validation.targets import found_share, rows, windows_told

BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"


class NoPlaceToWrite(ValueError):
    """The document has no markers between which to write."""


def write(path: Path, section: str) -> None:
    """Put the section between the document's markers.

    Raises
    ------
    NoPlaceToWrite
        If there are none.
    """
    text = path.read_text()
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise NoPlaceToWrite(f"{path}: expected the lines {BEGIN} and {END}")
    path.write_text(f"{before}{BEGIN}\n\n{section}\n{END}{after}")


def section(lives: Effects, command: str) -> str:
    """Return the tables, under the command that makes them."""
    return "\n".join(
        (
            f"Made by `{command}`. {_who(lives)}",
            "",
            "### Targets",
            "",
            *_table(("target", "what", "bar", "measured (95 %)", "of", ""), _targets(lives)),
            "### Of nothing: who is told what, by gate",
            "",
            *_table(("gate", *_null_columns(lives)), _null_rates(lives)),
            "### Habits: share found by so many nights",
            "",
            *_table(("effect", *(f"{nights} nights" for nights in HABIT_NIGHTS)), _found(lives)),
            "### Sleep windows",
            "",
            *_table(_WINDOW_COLUMNS, _windows(lives)),
        )
    )


def _who(lives: Effects) -> str:
    counts = (f"{len(people)} with nothing true ({name})" for name, people in lives.nothing.items())
    first_habits, first_curve = (next(iter(d.values())) for d in (lives.habits, lives.bedtimes))
    return (
        f"People: {', '.join(counts)}; {len(first_habits)} for each size of habit; "
        f"{len(first_curve)} for each curve of bedtime; {len(lives.types)} with a best type."
    )


def _targets(lives: Effects) -> Iterable[Sequence[str]]:
    for row in rows(lives):
        verdict = row.bar.verdict(row.measured) if row.bar else "no bar"
        bar = _bar(row.bar, row.unit) if row.bar else ""
        figure = _figure(row.measured, row.unit)
        yield str(row.target), row.what, bar, figure, str(row.measured.n), verdict


def _bar(bar: Bar, unit: str) -> str:
    scale = 100 if unit == "%" else 1
    low, high = scale * bar.at_least, scale * bar.at_most
    if isinf(low):
        return f"at most {high:g} {unit}"
    return f"at least {low:g} {unit}" if isinf(high) else f"{low:g} to {high:g} {unit}"


def _figure(measured: Measured, unit: str) -> str:
    if not measured.n:
        return "none"
    scale = 100 if unit == "%" else 1
    value, low, high = (scale * v for v in (measured.value, measured.low, measured.high))
    return f"{value:.1f} ({max(0.0, low):.1f} to {high:.1f}) {unit}"


def _null_columns(lives: Effects) -> list[str]:
    levels = ("ESTABLISHED", "EMERGING or ESTABLISHED")
    return [f"{level}, {name}" for name in lives.nothing for level in levels]


def _null_rates(lives: Effects) -> Iterable[Sequence[str]]:
    first = next(iter(lives.nothing.values()))[0]
    for gate in first.established:
        told = [
            share([flags[gate] for flags in each])
            for people in lives.nothing.values()
            for each in ([p.established for p in people], [p.early for p in people])
        ]
        yield (f"`{gate}`", *(_figure(rate, "%") for rate in told))


def _found(lives: Effects) -> Iterable[Sequence[str]]:
    kinds = (("ESTABLISHED", False, False), ("at least EMERGING", True, False))
    of_alcohol = ("alcohol, ESTABLISHED", False, True)
    for sd in EFFECTS_SD:
        for name, early, alone in (*kinds, of_alcohol):
            found = [
                found_share(lives.habits[sd], nights, early=early, pre_registered=alone)
                for nights in HABIT_NIGHTS
            ]
            yield f"{sd} SD, {name}", *(_figure(power, "%") for power in found)


_WINDOW_COLUMNS = (
    *("curve", "nights", "ESTABLISHED", "median error, min", "mean regret", "naive regret"),
    *("gain told / true", "interval covers"),
)


def _windows(lives: Effects) -> Iterable[Sequence[str]]:
    """Yield a line a curve and nights; all but the power is of all windows, claimed or not."""
    for curve, people in lives.bedtimes.items():
        for nights in BEDTIME_NIGHTS:
            told = windows_told(lives, curve, nights)
            power = share([person.established[nights] for person in people])
            gain = mean([window.gain_points for window in told]).value
            true_gain = mean([window.true_gain_points for window in told]).value
            covers = share([window.covers for window in told])
            yield (
                *(curve, str(nights), _figure(power, "%")),
                f"{median([window.error_minutes for window in told]).value:.0f}",
                f"{mean([window.regret_points for window in told]).value:.1f}",
                f"{mean([window.naive_regret_points for window in told]).value:.1f}",
                f"{gain:.1f} / {true_gain:.1f}",
                _figure(covers, "%"),
            )


def _table(columns: Sequence[str], lines: Iterable[Sequence[str]]) -> list[str]:
    ruled = (columns, ["---"] * len(columns), *lines)
    return [*(f"| {' | '.join(cells)} |" for cells in ruled), ""]
