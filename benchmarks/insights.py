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
from ml.history import encode
from ml.insight import AnyInsight
from ml.task import Task, run
from schema.answer import Basis
from simulation.export import write_export
from simulation.person import simulate
from simulation.planted import Planted
from storage import histories, people
from storage.database import Database
from storage.importers.whoop import import_export

NIGHTS, HABITS, RUNS = 700, 40, 5
# After the last simulated day; nothing here depends on it.
NOW = datetime(2026, 11, 1, tzinfo=UTC)


def main() -> None:
    """Print a row an insight, medians of five runs."""
    threadpool_limits(limits=1)  # as in the child process
    blob = _history()
    for insight in CATALOGUE:  # the first run of each pays for imports and caches
        run(_task(insight, blob, None))
    print(f"| insight | first time, ms | model in hand, ms |  ({NIGHTS} nights, {HABITS} habits)")
    print("|---|---|---|")
    totals = [0.0, 0.0]
    for insight in CATALOGUE:
        model = run(_task(insight, blob, None)).model
        first = _milliseconds(_task(insight, blob, None))
        again = _milliseconds(_task(insight, blob, model.blob)) if model else first
        totals = [totals[0] + first, totals[1] + again]
        print(f"| {insight.stem} | {first:.1f} | {again:.1f} |")
    print(f"| all | {totals[0]:.1f} | {totals[1]:.1f} |")


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


def _milliseconds(task: Task) -> float:
    seconds: list[float] = []
    for _ in range(RUNS):
        started = time.process_time()
        run(task)
        seconds.append(time.process_time() - started)
    return 1000 * statistics.median(seconds)


if __name__ == "__main__":
    main()
