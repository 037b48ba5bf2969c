"""Measure what is claimed of people whose truth is known: `python -m validation effects`."""

import argparse
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from validation import document, effects, forecast, watch
from validation.crowd import Crowd, crowd_of

EVIDENCE = Path(__file__).parent.parent / "docs" / "evidence.md"


@dataclass(frozen=True)
class Suite:
    """What is measured together: how, on how many people, and where it stands in the document."""

    section: Callable[[Crowd, int, int, str], str]
    users: int
    first_seed: int
    markers: str


SUITES: Mapping[str, Suite] = {
    "effects": Suite(
        lambda crowd, users, seed, command: document.section(
            effects.live_all(crowd, users, seed), command
        ),
        effects.USERS,
        effects.FIRST_SEED,
        document.EFFECTS,
    ),
    "forecast": Suite(forecast.section, forecast.USERS, forecast.FIRST_SEED, "forecast"),
    "watch": Suite(watch.section, watch.USERS, watch.FIRST_SEED, "watch"),
}


def main() -> None:
    """Run a suite, and write what it measured into the document."""
    asked = _arguments()
    if asked.data is not None:  # real people's figures are printed, and written nowhere
        print(forecast.section_of_exports(asked.data))
        return
    suite = SUITES[asked.suite]
    users = suite.users if asked.users is None else asked.users
    seed = suite.first_seed if asked.seed is None else asked.seed
    command = f"python -m validation {asked.suite} --users {users} --seed {seed}"
    with crowd_of(asked.jobs) as crowd:
        measured = suite.section(crowd, users, seed, command)
    document.write(asked.document, measured, suite.markers)
    print(measured)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m validation", description=__doc__)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("suite", nargs="?", choices=list(SUITES))
    what.add_argument("--data", type=Path, help="a folder of exports: forecasts of real people")
    parser.add_argument("--users", type=int, help="people of a group; each suite has its own")
    parser.add_argument("--seed", type=int, help="the first person's seed, likewise")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes")
    parser.add_argument("--document", type=Path, default=EVIDENCE, help="where it is written")
    return parser.parse_args()


if __name__ == "__main__":
    main()
