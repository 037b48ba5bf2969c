"""What was tried, and what was lost: `python -m tests.reliability kills` writes reliability.md."""

import argparse
import os
from collections.abc import Callable, Mapping
from pathlib import Path

from tests.reliability import attacks, faults, kills, mutated
from validation import document

RELIABILITY = Path(__file__).parents[2] / "docs" / "reliability.md"
ROUNDS = 200
SEED = 20_261_122

SUITES: Mapping[str, Callable[[argparse.Namespace], str]] = {
    "faults": lambda _: faults.section(),
    "attacks": lambda _: attacks.section(),
    "mutated": lambda _: mutated.section(),
    "kills": lambda asked: kills.section(asked.rounds, asked.seed, asked.jobs),
}


def main() -> None:
    """Run what was asked for, and write what came of it into the document."""
    parser = argparse.ArgumentParser(prog="python -m tests.reliability", description=__doc__)
    parser.add_argument("suites", nargs="*", choices=[*SUITES, []], help="default: all")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="how often to kill")
    parser.add_argument("--seed", type=int, default=SEED, help="of the moments")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="folders at once")
    parser.add_argument("--document", type=Path, default=RELIABILITY, help="where it is written")
    asked = parser.parse_args()
    for name in asked.suites or SUITES:
        told = SUITES[name](asked)
        command = f"python -m tests.reliability {name}"
        command += f" --rounds {asked.rounds} --seed {asked.seed}" if name == "kills" else ""
        document.write(asked.document, f"Made by `{command}`.\n\n{told}", name)
        print(told)  # noqa: T201  an audit's figures


if __name__ == "__main__":
    main()
