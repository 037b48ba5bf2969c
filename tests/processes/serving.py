"""A server as a process of its own, and what is left of it."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import httpx

from tests.commands.running import PATIENCE_SECONDS, ROOT, environment

LOOK_EVERY_SECONDS = 0.05
# An idle server looks at its clock ten times a second, for a tenth of a millisecond.
REST_SECONDS, REST_CPU_SECONDS = 1.0, 0.01
# What a host gives before it kills.
LEAVE_WITHIN_SECONDS = 10

Value = TypeVar("Value")


@dataclass(frozen=True)
class Serving:
    """A process in a group of its own, as a terminal gives it, and all it has printed."""

    process: subprocess.Popen[bytes]
    printed: Path
    address: str = ""

    @property
    def text(self) -> str:
        """What it printed so far."""
        return self.printed.read_text()

    @property
    def log(self) -> list[dict[str, object]]:
        """The log so far; what is no JSON, but for the line that says the address, fails."""
        lines = self.text.splitlines()
        return [json.loads(line) for line in lines if not line.startswith("serving on ")]

    def client(self, token: str = "") -> httpx.Client:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return httpx.Client(base_url=self.address, headers=headers, timeout=PATIENCE_SECONDS)

    def signal_group(self, number: signal.Signals) -> None:
        """Signal the whole group, as a terminal does on Ctrl-C."""
        os.killpg(self.process.pid, number)

    def left(self) -> list[str]:
        """Return what is left of its process tree."""
        return members(self.process.pid)

    def cpu_seconds(self) -> float:
        """Return the seconds of CPU that the process has used; its child is another."""
        # As clock_getcpuclockid(3) has it for a process of another's.
        return time.clock_gettime((~self.process.pid << 3) | 2)

    def rest(self) -> None:
        """Wait until it does nothing: behind an answer it keeps it, and imports what is left."""

        def idle() -> bool:
            before = self.cpu_seconds()
            time.sleep(REST_SECONDS)
            return self.cpu_seconds() - before < REST_CPU_SECONDS

        eventually(idle, lambda: self.text)

    def ended(self, within_seconds: float = LEAVE_WITHIN_SECONDS) -> int:
        """Return its exit code once it and all its children are gone."""
        code = self.process.wait(within_seconds)
        eventually(lambda: not self.left(), lambda: f"left: {self.left()}", within_seconds)
        return code


@contextmanager
def started(data: Path, *words: str, **settings: str) -> Generator[Serving]:
    """Start a command; in the end nothing of it is left, whatever the test did."""
    data.mkdir(parents=True, exist_ok=True)
    with python(data, ROOT, ("main.py", *words), environment(data, **settings)) as begun:
        yield begun


@contextmanager
def python(
    folder: Path, cwd: Path, words: Sequence[str], settings: Mapping[str, str]
) -> Generator[Serving]:
    """Start Python; what it prints is in a file of that folder."""
    printed = folder / f"printed-{time.monotonic_ns()}"
    with printed.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, *words],
            cwd=cwd,
            env=settings,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            start_new_session=True,
        )
    try:
        yield Serving(process, printed)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@contextmanager
def serving(data: Path, *words: str, **settings: str) -> Generator[Serving]:
    """Serve on a port that is free, and yield once it listens."""
    with started(data, "serve", "--port", "0", *words, **settings) as begun:
        yield Serving(begun.process, begun.printed, address_in(begun, r"^serving on (\S+)"))


def address_in(begun: Serving, pattern: str) -> str:
    """Return the address that a process prints once it is there."""

    def printed() -> str | None:
        assert begun.process.poll() is None, f"ended: {begun.text}"
        found = re.search(pattern, begun.text, re.MULTILINE)
        return found and found[1]

    return eventually(printed, lambda: begun.text)


def members(group: int) -> list[str]:
    """Return the living processes of a group, as `pid name`; a zombie lives no more."""
    found: list[str] = []
    for file in Path("/proc").glob("[0-9]*/stat"):
        with suppress(FileNotFoundError, ProcessLookupError):
            pid_and_name, _, rest = file.read_text().rpartition(")")
            state, _, of_group, *_ = rest.split()
            if int(of_group) == group and state != "Z":
                found.append(f"{pid_and_name})")
    return found


def eventually(
    look: Callable[[], Value | None],
    failure: Callable[[], str],
    within_seconds: float = PATIENCE_SECONDS,
) -> Value:
    """Return what `look` finds, as soon as it finds something."""
    deadline = time.monotonic() + within_seconds
    while True:
        if found := look():
            return found
        assert time.monotonic() < deadline, failure()
        time.sleep(LOOK_EVERY_SECONDS)
