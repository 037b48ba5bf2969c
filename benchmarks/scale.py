"""What many people would take, reckoned from what one takes.

`python -m benchmarks.scale` prints the table from the figures of docs/performance.md and those
below; with `--write` it goes into docs/scale.md.
"""

import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.figures import DOCUMENT, write
from ml.catalogue import CATALOGUE

SCALE = DOCUMENT.with_name("scale.md")
PEOPLE = (1_000, 100_000, 10_000_000)

# `python -m benchmarks.insights`, 22 November 2026: all insights of 700 nights and 40 habits, one
# after another, medians of five, without the imports of libraries.
FIT_CPU_SECONDS = 0.81

# Assumed, and said beside the table. A model lives for a day, so that who looks daily has
# everything they ask for fitted once a day; all of it is more than anybody asks for.
LOOKING_SHARE = 0.3
STORED_ANSWERS, COMPUTED_ANSWERS = 4, 1
# A day's answers that fall into its busiest hour: people look in the morning.
BUSIEST_SHARE = 0.15

UNITS = {"kB": 1e3, "MB": 1e6, "ms": 1e-3, "s": 1.0}


@dataclass(frozen=True)
class OnePerson:
    """What one takes: bytes kept, and seconds of processor time."""

    kept_bytes: float
    fit_seconds: float
    computed_seconds: float
    stored_seconds: float

    @property
    def seconds_a_day(self) -> float:
        """Processor time of a day on which they look."""
        answers = COMPUTED_ANSWERS * self.computed_seconds + STORED_ANSWERS * self.stored_seconds
        return self.fit_seconds + answers


def one_person(document: str) -> OnePerson:
    """Return what one takes, as the table of a document says.

    Raises
    ------
    LookupError
        If it has no such row.
    """
    rows = dict(re.findall(r"^\| (.*?) \| ([\d.]+ \w+) \|", document, re.MULTILINE))
    kept = [_number(figure) for what, figure in rows.items() if what.startswith("of a person in ")]
    if not kept:
        raise LookupError("docs/performance.md does not say what is kept of a person")
    above, bare = _row(rows, r"CPU of a stored response above bare ASGI \(([\d.]+ \w+)\)")
    computed, _ = _row(rows, r"CPU of all findings in one computed answer, the first of a person()")
    return OnePerson(sum(kept), FIT_CPU_SECONDS, _number(computed), _number(above) + _number(bare))


def table(one: OnePerson) -> list[str]:
    """Return the table in Markdown."""
    looking = [people * LOOKING_SHARE for people in PEOPLE]
    seconds = [each * one.seconds_a_day for each in looking]
    answers = [each * (STORED_ANSWERS + COMPUTED_ANSWERS) for each in looking]
    rows: Mapping[str, Sequence[float]] = {
        "people who look on a day": looking,
        "kept, GB": [people * one.kept_bytes / 1e9 for people in PEOPLE],
        "processor, hours a day": [each / 3600 for each in seconds],
        "of it fitting, hours a day": [each * one.fit_seconds / 3600 for each in looking],
        "of it answering, hours a day": [
            each * (one.seconds_a_day - one.fit_seconds) / 3600 for each in looking
        ],
        "processors, spread over the day": [each / 86_400 for each in seconds],
        "processors, in the busiest hour": [each * BUSIEST_SHARE / 3600 for each in seconds],
        "answers a second, in the busiest hour": [each * BUSIEST_SHARE / 3600 for each in answers],
        "published findings a second, in the busiest hour": [
            each * len(CATALOGUE) * BUSIEST_SHARE / 3600 for each in looking
        ],
    }
    head = [
        "| | " + " | ".join(f"{people:,} people" for people in PEOPLE) + " |",
        "|---|---|---|---|",
    ]
    return head + [
        f"| {what} | " + " | ".join(shown(each) for each in values) + " |"
        for what, values in rows.items()
    ]


def shown(number: float) -> str:
    """Return a number with as many digits as it is worth."""
    return f"{float(f'{number:.2g}'):,.0f}" if number >= 10 else f"{number:.2g}"


def lines(document: str) -> list[str]:
    """Return the section that is generated."""
    one = one_person(document)
    told = (
        f"Of one person: {one.kept_bytes / 1e6:.2f} MB kept, {one.fit_seconds:.2f} s to fit "
        f"everything, {1000 * one.computed_seconds:.1f} ms for an answer with all insights that is "
        f"computed, {1000 * one.stored_seconds:.2f} ms for one that is sent again."
    )
    return [told, "", *table(one)]


def _row(rows: Mapping[str, str], pattern: str) -> tuple[str, str]:
    for what, figure in rows.items():
        if found := re.fullmatch(pattern, what):
            return figure, found[1]
    raise LookupError(f"docs/performance.md has no row {pattern}")


def _number(figure: str) -> float:
    number, unit = figure.split()
    return float(number) * UNITS[unit]


def main() -> None:
    """Print the table, and write it down if that is asked for."""
    made = lines(Path(DOCUMENT).read_text("utf-8"))
    print("\n".join(made))
    if "--write" in sys.argv[1:]:
        write(SCALE, made)


if __name__ == "__main__":
    main()
