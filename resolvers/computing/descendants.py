"""The processes that come of this one, as Linux tells of them; elsewhere nothing is told."""

import os
import signal
from contextlib import suppress
from pathlib import Path

PROCESSES = Path("/proc")
# What every process of multiprocessing's fork server has in its command line.
FORK_SERVER = b"multiprocessing.forkserver"


def started_by(pid: int) -> list[int]:
    """Return the processes that a process started, and those that they did."""
    found: list[int] = []
    with suppress(OSError):
        for task in (PROCESSES / str(pid) / "task").iterdir():
            with suppress(OSError):
                for child in map(int, (task / "children").read_text().split()):
                    found += [child, *started_by(child)]
    return found


def kill_fork_servers() -> None:
    """Kill what forks children for this process, and those: it hears nothing while it loads."""
    for pid in started_by(os.getpid()):
        with suppress(OSError):
            if FORK_SERVER in (PROCESSES / str(pid) / "cmdline").read_bytes():
                os.kill(pid, signal.SIGKILL)
