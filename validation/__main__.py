"""Measure what is claimed of people whose truth is known: `python -m validation effects`."""

import argparse
import os
from pathlib import Path

from validation.crowd import crowd_of
from validation.document import section, write
from validation.effects import FIRST_SEED, USERS, live_all

EVIDENCE = Path(__file__).parent.parent / "docs" / "evidence.md"


def main() -> None:
    """Run a suite, and write what it measured into the document."""
    asked = _arguments()
    with crowd_of(asked.jobs) as crowd:
        lives = live_all(crowd, asked.users, asked.seed)
    command = f"python -m validation effects --users {asked.users} --seed {asked.seed}"
    measured = section(lives, command)
    write(asked.document, measured)
    print(measured)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m validation", description=__doc__)
    parser.add_argument("suite", choices=["effects"])
    parser.add_argument("--users", type=int, default=USERS, help="people of whom nothing is true")
    parser.add_argument("--seed", type=int, default=FIRST_SEED, help="the first person's seed")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes")
    parser.add_argument("--document", type=Path, default=EVIDENCE, help="where it is written")
    return parser.parse_args()


if __name__ == "__main__":
    main()
