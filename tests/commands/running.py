"""Runs commands as a person does, with their settings in their environment."""

import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path

from commands import line
from tests.databases import environment_of

ROOT = Path(__file__).parents[2]
# The slowest command, loading the libraries beside other tests on two busy cores, has taken 15 s.
PATIENCE_SECONDS = 120
# These set up a log, or start processes. A process takes a second to import what it needs.
APART = {"serve", "healthy", "demo", "query", "fit", "worker", "doctor"}
# Tests ask faster than people do; those of the limits set their own.
UNHURRIED = {"ATTUNE_REQUESTS_A_MINUTE": "1000000", "ATTUNE_STRANGERS_A_MINUTE": "1000000"}


def environment(data: Path, **settings: str) -> dict[str, str]:
    """Return an environment without the settings of whoever runs the tests."""
    return {"PATH": os.defpath, **environment_of(data), **UNHURRIED, **settings}


def run(data: Path, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run a command to its end, in a process of its own if it leaves anything behind in one."""
    if APART.isdisjoint(words) or "--help" in words:
        return _run_here(words, environment(data, **settings))
    return subprocess.run(
        [sys.executable, "main.py", *words],
        cwd=ROOT,
        env=environment(data, **settings),
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )


def _run_here(words: tuple[str, ...], settings: dict[str, str]) -> subprocess.CompletedProcess[str]:
    with redirect_stdout(StringIO()) as out, redirect_stderr(StringIO()) as errors:
        try:
            code = line.run(words, settings)
        except SystemExit as ended:  # as the parser of arguments does
            code = ended.code
    assert isinstance(code, int)
    return subprocess.CompletedProcess(words, code, out.getvalue(), errors.getvalue())


def refusal(data: Path, *words: str, **settings: str) -> str:
    """Return the one line, beside those of the log, with which a command refuses."""
    ran = run(data, *words, **settings)
    assert (ran.returncode, ran.stdout) == (1, "")
    (line,) = [line for line in ran.stderr.splitlines() if not line.startswith("{")]
    return line
