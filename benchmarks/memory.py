"""Memory of the server, and of its whole tree while everything of a person is fitted."""

import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread

from benchmarks.cage import Cage
from benchmarks.household import TOKEN, Household, answered
from benchmarks.serving import megabytes, serving

SAMPLE_SECONDS = 0.05


@dataclass(frozen=True)
class Memory:
    """In MB: the serving process in the end, the tree's peak, and the cage's own counter."""

    server: float
    tree_peak: float
    cage_peak: float | None
    seconds: float
    data: dict[str, object]


def measure(household: Household, cage: Cage) -> Memory:
    """Have everything computed, and look at the processes meanwhile."""
    peak, over = [0.0], Event()

    def watch(group: int) -> None:
        while not over.wait(SAMPLE_SECONDS):
            peak[0] = max(peak[0], sum(megabytes(pid, "Pss:") for pid in members(group)))

    with serving(household.program, cage) as server:
        server.first(b'{"query": "{ __typename }"}', TOKEN)
        watching = Thread(target=watch, args=(server.process.pid,))
        watching.start()
        started = time.perf_counter()
        try:
            data = answered(server)
        finally:
            over.set()
            watching.join()
        seconds = time.perf_counter() - started
        return Memory(megabytes(server.process.pid, "Rss:"), peak[0], cage.peak_mb(), seconds, data)


def members(group: int) -> list[int]:
    """Return the processes of a group."""
    found: list[int] = []
    for file in Path("/proc").glob("[0-9]*/stat"):
        with suppress(FileNotFoundError, ProcessLookupError):
            if int(file.read_text().rpartition(")")[2].split()[2]) == group:
                found.append(int(file.parent.name))
    return found
