"""A tenth of a processor and 512 MB, as the smallest plans of hosts give, by a control group."""

import os
from collections.abc import Generator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

GROUPS = Path("/sys/fs/cgroup")
PERIOD_MICROSECONDS = 100_000
QUOTA_MICROSECONDS = 10_000
MEMORY_BYTES = 512 * 1024**2


@dataclass(frozen=True)
class Cage:
    """Control groups under which commands are run; without any, they run free."""

    folders: tuple[Path, ...] = ()
    peak_file: Path | None = None

    def command(self, words: Sequence[str]) -> list[str]:
        """Return a command that enters the cage before it becomes the one that was given."""
        if not self.folders:
            return list(words)
        enter = "; ".join(f"echo $$ > '{folder}/cgroup.procs'" for folder in self.folders)
        return ["/bin/sh", "-c", f'{enter}; exec "$@"', "sh", *words]

    def peak_mb(self) -> float | None:
        """Return the most memory that was ever used in it, cached pages of files included."""
        if self.peak_file is None:
            return None
        return int(self.peak_file.read_text()) / 1e6


@contextmanager
def caged() -> Generator[Cage | None]:
    """Yield a cage for as long as the block, None where this user or system cannot have one."""
    folders: list[Path] = []
    try:
        yield _built(folders)
    finally:
        for folder in folders:
            with suppress(OSError):
                folder.rmdir()


def _built(folders: list[Path]) -> Cage | None:
    name = f"benchmark-{os.getpid()}"
    try:
        if (GROUPS / "cgroup.controllers").exists():
            return _unified(GROUPS / name, folders)
        return _by_controller(name, folders)
    except OSError:
        return None


def _unified(folder: Path, folders: list[Path]) -> Cage:
    (GROUPS / "cgroup.subtree_control").write_text("+cpu +memory")
    folder.mkdir()
    folders.append(folder)
    (folder / "cpu.max").write_text(f"{QUOTA_MICROSECONDS} {PERIOD_MICROSECONDS}")
    (folder / "memory.max").write_text(str(MEMORY_BYTES))
    return Cage((folder,), folder / "memory.peak")


def _by_controller(name: str, folders: list[Path]) -> Cage:
    cpu, memory = GROUPS / "cpu" / name, GROUPS / "memory" / name
    for folder in (cpu, memory):
        folder.mkdir()
        folders.append(folder)
    (cpu / "cpu.cfs_period_us").write_text(str(PERIOD_MICROSECONDS))
    (cpu / "cpu.cfs_quota_us").write_text(str(QUOTA_MICROSECONDS))
    (memory / "memory.limit_in_bytes").write_text(str(MEMORY_BYTES))
    return Cage((cpu, memory), memory / "memory.max_usage_in_bytes")
