"""What was measured, as the generated section of a document."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from validation.bedtimes import HORIZONS as BEDTIME_NIGHTS
from validation.effects import EFFECTS_SD, Effects
from validation.habits import HORIZONS as HABIT_NIGHTS
from validation.measured import mean, median, share
from validation.tables import figure, table, targets_table
from validation.targets import found_share, rows, windows_told

# The suite of the effects was the first, and its section is named so.
EFFECTS = "measured"


class NoPlaceToWrite(ValueError):
    """The document has no markers between which to write."""


def markers(name: str) -> tuple[str, str]:
    """Return the lines between which a suite's section stands."""
    return f"<!-- {name}: begin -->", f"<!-- {name}: end -->"


def write(path: Path, section: str, name: str = EFFECTS) -> None:
    """Put the section between the document's markers of that name.

    Raises
    ------
    NoPlaceToWrite
        If there are none.
    """
    begin, end = markers(name)
    before, has_begin, rest = path.read_text().partition(begin)
    _, has_end, after = rest.partition(end)
    if not (has_begin and has_end):
        raise NoPlaceToWrite(f"{path}: expected the lines {begin} and {end}")
    path.write_text(f"{before}{begin}\n\n{section}\n{end}{after}")


def section(lives: Effects, command: str) -> str:
    """Return the tables, under the command that makes them."""
    return "\n".join(
        (
            f"Made by `{command}`. {_who(lives)}",
            "",
            "### Targets",
            "",
            *targets_table(rows(lives)),
            "### Of nothing: who is told what, by gate",
            "",
            *table(("gate", *_null_columns(lives)), _null_rates(lives)),
            "### Habits: share found by so many nights",
            "",
            *table(("effect", *(f"{nights} nights" for nights in HABIT_NIGHTS)), _found(lives)),
            "### Sleep windows",
            "",
            *table(_WINDOW_COLUMNS, _windows(lives)),
        )
    )


def _who(lives: Effects) -> str:
    counts = (f"{len(people)} with nothing true ({name})" for name, people in lives.nothing.items())
    first_habits, first_curve = (next(iter(d.values())) for d in (lives.habits, lives.bedtimes))
    return (
        f"People: {', '.join(counts)}; {len(first_habits)} for each size of habit; "
        f"{len(first_curve)} for each curve of bedtime; {len(lives.types)} with a best type."
    )


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
        yield (f"`{gate}`", *(figure(rate, "%") for rate in told))


def _found(lives: Effects) -> Iterable[Sequence[str]]:
    kinds = (("ESTABLISHED", False, False), ("at least EMERGING", True, False))
    of_alcohol = ("alcohol, ESTABLISHED", False, True)
    for sd in EFFECTS_SD:
        for name, early, alone in (*kinds, of_alcohol):
            found = [
                found_share(lives.habits[sd], nights, early=early, pre_registered=alone)
                for nights in HABIT_NIGHTS
            ]
            yield f"{sd} SD, {name}", *(figure(power, "%") for power in found)


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
                *(curve, str(nights), figure(power, "%")),
                f"{median([window.error_minutes for window in told]).value:.0f}",
                f"{mean([window.regret_points for window in told]).value:.1f}",
                f"{mean([window.naive_regret_points for window in told]).value:.1f}",
                f"{gain:.1f} / {true_gain:.1f}",
                figure(covers, "%"),
            )
