"""simulate: write a simulated person as a WHOOP export."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from commands.line import Mistake
from settings import Settings
from simulation.export import write_export
from simulation.person import simulate

LONGEST_DAYS = 4000  # eleven years: longer than there have been such exports


def arguments(parser: ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("out", type=Path, metavar="OUT.zip", help="the file to write")
    parser.add_argument("--days", type=int, default=365, help="how many days (default: 365)")
    parser.add_argument("--seed", type=int, default=1, help="which person (default: 1)")


def run(given: Namespace, settings: Settings) -> int:
    """Write the export."""
    del settings
    if not 1 <= given.days <= LONGEST_DAYS:
        raise Mistake(f"--days {given.days}: give 1 to {LONGEST_DAYS}")
    if given.seed < 0:
        raise Mistake(f"--seed {given.seed}: give 0 or more")
    if not given.out.parent.is_dir():
        raise Mistake(f"{given.out.parent}: there is no such folder")
    write_export(simulate(given.days, given.seed), given.out)
    print(f"wrote {given.out}: {given.days} days of person {given.seed}")
    return 0
