"""What the child process does: a history and perhaps a model in, a conclusion out.

Imported light, so that the serving process can name `run`; the analyses and their libraries are
imported where it runs. No database and no clock: the same task gives the same result anywhere.
"""

import resource
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib import import_module
from itertools import count
from types import ModuleType
from typing import Protocol, TypeAlias

from ml.catalogue import BY_STEM
from ml.conclusion import AnyConclusion, dump, load
from ml.history import History, decode
from ml.insight import AnyInsight, Fitted, Kept, TooLittleData
from schema.arguments import read

Used: TypeAlias = Mapping[str, AnyConclusion]

# Imported once in the process from which every child is forked.
PRELOADED = (
    "joblib",
    "ml.task",
    "numpy",
    "pebble",
    "scipy.special",
    "sklearn.linear_model",
    "statsmodels.regression.linear_model",
    "threadpoolctl",
)


@dataclass(frozen=True)
class Task:
    """One insight to compute for one person, as of one day or of all the data."""

    stem: str
    history: bytes
    as_of: date | None
    arguments: str
    used: Mapping[str, str]
    model: bytes | None
    # The last fit that still holds up to a day, where the insight goes on from it.
    kept: bytes | None = None
    kept_through_on: date | None = None


@dataclass(frozen=True)
class FreshModel:
    """A model that a task has fitted, as bytes."""

    blob: bytes
    algorithm: str
    rows: int


@dataclass(frozen=True)
class Outcome:
    """What a task found; `model` only if it fitted one, `conclusion` None on too little data."""

    conclusion: str | None
    headline: str
    model: FreshModel | None
    cpu_seconds: float
    peak_memory_kilobytes: int
    tasks_of_this_child: int


class _Statistic(Protocol):
    def infer(self, history: History, used: Used, arguments: object) -> AnyConclusion: ...


class _Learned(Protocol):
    def fit(self, history: History) -> Fitted: ...

    def infer(
        self, model: Mapping[str, object], history: History, used: Used, arguments: object
    ) -> AnyConclusion: ...


class _Continued(Protocol):
    def fit(self, history: History, kept: Kept | None) -> Fitted: ...


_tasks = count(1)


def warm() -> None:
    """Do nothing: a child that has answered is ready."""


def run(task: Task) -> Outcome:
    """Compute one insight; fit its model first where none was given."""
    started = time.process_time()
    insight = BY_STEM[task.stem]
    fresh: FreshModel | None = None
    try:
        if insight.learned:
            conclusion, fresh = _learn(insight, task)
        else:
            statistic: _Statistic = _analysis(task.stem)  # pyright: ignore[reportAssignmentType]
            conclusion = statistic.infer(*_inputs(insight, task))
    except TooLittleData:
        conclusion = None
    return Outcome(
        conclusion=None if conclusion is None else dump(conclusion),
        headline="" if conclusion is None else insight.headline(conclusion),
        model=fresh,
        cpu_seconds=time.process_time() - started,
        peak_memory_kilobytes=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss,
        tasks_of_this_child=next(_tasks),
    )


def _learn(insight: AnyInsight, task: Task) -> tuple[AnyConclusion, FreshModel | None]:
    learned: _Learned = _analysis(task.stem)  # pyright: ignore[reportAssignmentType]
    history, used, arguments = _inputs(insight, task)
    if task.model is not None:
        return learned.infer(load_model(task.model), history, used, arguments), None
    fitted = _fit_on(task, history) if insight.continues else learned.fit(history)
    from ml import model_bytes  # noqa: PLC0415  as in `load_model`

    fresh = FreshModel(model_bytes.dump(fitted.model), fitted.algorithm, fitted.rows)
    return learned.infer(fitted.model, history, used, arguments), fresh


def _fit_on(task: Task, history: History) -> Fitted:
    continued: _Continued = _analysis(task.stem)  # pyright: ignore[reportAssignmentType]
    if task.kept is None or task.kept_through_on is None:
        return continued.fit(history, None)
    return continued.fit(history, Kept(load_model(task.kept), task.kept_through_on))


def _analysis(stem: str) -> ModuleType:
    return import_module(f"ml.analyses.{stem}")


def _inputs(insight: AnyInsight, task: Task) -> tuple[History, Used, object]:
    history = decoded(task.history)
    used = {stem: concluded(BY_STEM[stem].finding, text) for stem, text in task.used.items()}
    return (
        history if task.as_of is None else history.until(task.as_of),
        used,
        read(insight.arguments, task.arguments),
    )


@lru_cache(maxsize=2)  # one person's insights come one after another; two for those who alternate
def decoded(blob: bytes) -> History:
    """Return the history of a blob, kept for the next insight of the same person."""
    from ml.packed_arrays import unpack  # noqa: PLC0415  as in `load_model`

    return decode(blob, unpack)


# Several insights build on the same ones, and the next comes within milliseconds.
concluded = lru_cache(maxsize=len(BY_STEM))(load)


def load_model(blob: bytes) -> Mapping[str, object]:
    """Return the model of a blob that was found genuine: to read one runs what it says."""
    from ml import model_bytes  # noqa: PLC0415  the serving process imports this, and never numpy

    return model_bytes.load(blob)
