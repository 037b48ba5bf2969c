"""Memory of this process and of those it started, as Linux tells it; elsewhere nothing is told."""

import os
from contextlib import suppress
from pathlib import Path

from resolvers.computing.descendants import PROCESSES, started_by

GROUPS = Path("/sys/fs/cgroup")


def server_bytes() -> int | None:
    """Return how much of this process is in memory."""
    return _resident_bytes(os.getpid())


def child_bytes() -> int | None:
    """Return how much of the largest process that was started from here is in memory.

    The processes of the pool share most of their pages, so that a sum would count those again.
    """
    sizes = [size for pid in started_by(os.getpid()) if (size := _resident_bytes(pid))]
    return max(sizes, default=None)


def group_bytes() -> int | None:
    """Return what the host counts against its limit, cached pages of files included."""
    with suppress(OSError):
        for line in (PROCESSES / "self" / "cgroup").read_text().splitlines():
            _, controller, path = line.split(":", 2)
            if controller in {"memory", ""}:
                folder, file = (
                    (GROUPS / "memory", "memory.usage_in_bytes")
                    if controller
                    else (GROUPS, "memory.current")
                )
                # A container sees its own group as the root, and may be told its path all the same.
                for group in (folder / path.lstrip("/"), folder):
                    with suppress(OSError, ValueError):
                        return int((group / file).read_text())
    return None


def kilobytes() -> dict[str, int]:
    """Return all that is known, as a log line shows it."""
    known = {"server": server_bytes(), "child": child_bytes(), "group": group_bytes()}
    return {f"{name}_kilobytes": size // 1024 for name, size in known.items() if size is not None}


def _resident_bytes(pid: int) -> int | None:
    with suppress(OSError):
        pages = int((PROCESSES / str(pid) / "statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")
    return None
