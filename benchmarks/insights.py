"""CPU of each insight for 700 nights and 40 habits: first time, and with the model in hand.

Run `python -m benchmarks.insights`. Imports of the libraries are not counted: the child process
has them loaded. Bars: all insights together 1.0 s the first time, 60 ms for a new day.
"""

import statistics
import time
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from threadpoolctl import threadpool_limits

import settings
from ml.catalogue import CATALOGUE
from ml.conclusion import AnyConclusion, Conclusion, dump
from ml.engines.looks import until
from ml.engines.night_table import night_table
from ml.engines.workout_table import workout_table
from ml.history import encode
from ml.insight import AnyInsight
from ml.task import Task, concluded, decoded, run
from schema.answer import Basis
from simulation.export import write_export
from simulation.person import simulate
from simulation.planted import Planted
from storage import people
from storage.computed import histories
from storage.databases.database import Database
from storage.importers.whoop import import_export

NIGHTS, HABITS, RUNS = 700, 40, 5
# What a child process keeps between tasks, and shares between insights.
KEPT = (decoded, concluded, until, night_table, workout_table)
# After the last simulated day; nothing here depends on it.
NOW = datetime(2026, 11, 1, tzinfo=UTC)


def main() -> None:
    """Print a row an insight, medians of five runs."""
    threadpool_limits(limits=1)  # as in the child process
    blob = _history()
    fresh = [_task(insight, blob, None) for insight in CATALOGUE]
    fitted = [_task(each, blob, _model(task)) for each, task in zip(CATALOGUE, fresh, strict=True)]
    print(f"| insight | first time, ms | model in hand, ms |  ({NIGHTS} nights, {HABITS} habits)")
    print("|---|---|---|")
    for first, again in zip(fresh, fitted, strict=True):
        print(f"| {first.stem} | {_milliseconds([first]):.1f} | {_milliseconds([again]):.1f} |")
    print(f"| all, one after another | {_milliseconds(fresh):.1f} | {_milliseconds(fitted):.1f} |")


def _model(task: Task) -> bytes | None:
    """Return the model that a task fits; the first run also pays for imports."""
    fresh = run(task).model
    return fresh.blob if fresh else None


def _history() -> bytes:
    person = simulate(NIGHTS, seed=1, planted=Planted(habit_count=HABITS))
    with TemporaryDirectory() as folder:
        export = Path(folder) / "export.zip"
        write_export(person, export)
        database = Database(settings.read({"ATTUNE_DATA": folder}))
        with database.write() as session:
            person_id = people.add(session, "simulated", now=NOW)
        import_export(
            database, person_id, export, now=NOW, unpacked_limit_bytes=10**9, keep_notes=False
        )
        with database.read() as session:
            blob = encode(histories.build(session, person_id))
        database.close()
    return blob


def _task(insight: AnyInsight, blob: bytes, model: bytes | None) -> Task:
    nothing: AnyConclusion = Conclusion(None, Basis.RULE)
    used = {stem: dump(nothing) for stem in insight.uses}
    return Task(insight.stem, blob, None, "{}", used, model)


def _milliseconds(tasks: list[Task]) -> float:
    """Return the CPU of tasks done one after another, nothing kept from before the first."""
    seconds: list[float] = []
    for _ in range(RUNS):
        for kept in KEPT:
            kept.cache_clear()
        started = time.process_time()
        for task in tasks:
            run(task)
        seconds.append(time.process_time() - started)
    return 1000 * statistics.median(seconds)


if __name__ == "__main__":
    main()
