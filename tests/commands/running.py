"""Runs the program as a person does: a process of its own, its settings in its environment."""

import os
import subprocess
import sys
from pathlib import Path

from tests.databases import environment_of

ROOT = Path(__file__).parents[2]
# The slowest command, loading the libraries beside other tests on two busy cores, has taken 15 s.
PATIENCE_SECONDS = 120
# Tests ask faster than people do; those of the limits set their own.
UNHURRIED = {"ATTUNE_REQUESTS_A_MINUTE": "1000000", "ATTUNE_STRANGERS_A_MINUTE": "1000000"}


def environment(data: Path, **settings: str) -> dict[str, str]:
    """Return an environment without the settings of whoever runs the tests."""
    return {"PATH": os.defpath, **environment_of(data), **UNHURRIED, **settings}


def run(data: Path, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    return subprocess.run(
        [sys.executable, "main.py", *words],
        cwd=ROOT,
        env=environment(data, **settings),
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )


def refusal(data: Path, *words: str, **settings: str) -> str:
    """Return the one line, beside those of the log, with which a command refuses."""
    ran = run(data, *words, **settings)
    assert (ran.returncode, ran.stdout) == (1, "")
    (line,) = [line for line in ran.stderr.splitlines() if not line.startswith("{")]
    return line
