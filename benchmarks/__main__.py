"""What it costs: `python -m benchmarks`; with `--write` the table goes into docs/performance.md."""

import argparse
import subprocess
import sys

from benchmarks import comparison, figures

# Each has a unit and a table of its own, and a process of its own.
OTHERS = (
    "import_export",
    "insights",
    "event_loop",
)
MOST_PEOPLE = 100_000


def main() -> None:
    """Print everything beside what it is compared with, then the others."""
    asked = _arguments()
    people = (10, 1000, MOST_PEOPLE) if asked.large else (10, 1000)
    sizes = comparison.Sizes(people=people, use_cage=not asked.free)
    rows: list[figures.Row] = []
    for row in comparison.rows(sizes):
        rows.append(row)
        print(f"{row.what}: {row.figure}  {row.beside}  {row.verdict}", file=sys.stderr, flush=True)
    command = " ".join(("python -m benchmarks", *sys.argv[1:]))
    lines = [f"Made by `{command}`. {comparison.conditions(sizes)}", "", *figures.table(rows)]
    if asked.write:
        figures.write(figures.DOCUMENT, lines)
    print("\n".join(lines), flush=True)
    for name in () if asked.alone else OTHERS:
        print(f"\n== {name}", flush=True)
        subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], check=True)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--write", action="store_true", help="into docs/performance.md as well")
    parser.add_argument("--alone", action="store_true", help="the one table, and nothing else")
    parser.add_argument("--free", action="store_true", help="without a cage, even where one can be")
    parser.add_argument(
        "--large", action="store_true", help=f"with {MOST_PEOPLE:,} people: 5 GB, 8 minutes more"
    )
    return parser.parse_args()


if __name__ == "__main__":
    main()
