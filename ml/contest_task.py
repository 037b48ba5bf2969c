"""What the child process does in a contest of algorithms: some refits, and in the end a verdict.

As `ml.task`, it is imported light and runs anywhere: bytes and text in, text and a verdict out.
"""

import json
import resource
import time
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Protocol

from ml.contest import Judged
from ml.history import History
from ml.task import decoded


@dataclass(frozen=True)
class ContestTask:
    """Some refits of the candidates for one insight of one person."""

    stem: str
    history: bytes
    progress: str | None


@dataclass(frozen=True)
class ContestOutcome:
    """How far it has got; `judged` None while it goes on, `progress` None with too few nights."""

    progress: str | None
    judged: Judged | None
    cpu_seconds: float
    peak_memory_kilobytes: int


class _Contest(Protocol):
    def go_on(
        self, history: History, progress: Mapping[str, object] | None
    ) -> tuple[Mapping[str, object] | None, Judged | None]: ...


def run(task: ContestTask) -> ContestOutcome:
    """Go on with a contest."""
    started = time.process_time()
    # The serving process names this function, and has no library that a contest needs.
    contest: _Contest = import_module(f"ml.contests.{task.stem}")  # pyright: ignore[reportAssignmentType]
    told = None if task.progress is None else json.loads(task.progress)
    progress, judged = contest.go_on(decoded(task.history), told)
    return ContestOutcome(
        progress=None if progress is None else json.dumps(progress),
        judged=judged,
        cpu_seconds=time.process_time() - started,
        peak_memory_kilobytes=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss,
    )
