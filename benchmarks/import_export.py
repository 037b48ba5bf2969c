"""CPU and memory of importing 1,900 days, each import in a process of its own.

Run `python benchmarks/import_export.py`. A child process counts its interpreter and its imports of
libraries too; the import's own share is beside it.
"""

import csv
import io
import random
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

DAYS = 1900
WORKOUTS = 1200
ANSWERS = 24_000
SEED = 20_260_101
FIRST_NIGHT = datetime(2020, 1, 1, 23, 0, tzinfo=UTC)
# In bytes on macOS, in kilobytes elsewhere.
MEMORY_UNITS_PER_MB = 1e6 if sys.platform == "darwin" else 1e3

CYCLE = ("Cycle start time", "Cycle end time", "Cycle timezone")
MORNING = (
    "Recovery score %",
    "Resting heart rate (bpm)",
    "Heart rate variability (ms)",
    "Skin temp (celsius)",
    "Blood oxygen %",
    "Day Strain",
    "Energy burned (cal)",
    "Max HR (bpm)",
    "Average HR (bpm)",
)
SLEEP = (
    "Sleep onset",
    "Wake onset",
    "Sleep performance %",
    "Respiratory rate (rpm)",
    "Asleep duration (min)",
    "In bed duration (min)",
    "Light sleep duration (min)",
    "Deep (SWS) duration (min)",
    "REM duration (min)",
    "Awake duration (min)",
    "Sleep need (min)",
    "Sleep debt (min)",
    "Sleep efficiency %",
    "Sleep consistency %",
)
WORKOUT = (
    "Workout start time",
    "Workout end time",
    "Duration (min)",
    "Activity name",
    "Activity Strain",
    "Energy burned (cal)",
    "Max HR (bpm)",
    "Average HR (bpm)",
    *(f"HR Zone {zone} %" for zone in range(1, 6)),
    "GPS enabled",
)
JOURNAL = ("Question text", "Answered yes", "Notes")

Cells = list[str]


def main() -> None:
    if len(sys.argv) > 1:
        child(Path(sys.argv[1]), Path(sys.argv[2]))
        return
    with tempfile.TemporaryDirectory() as folder:
        export, data = Path(folder, "export.zip"), Path(folder, "data")
        write_export(export)
        print(f"{DAYS} days, {WORKOUTS} workouts, {ANSWERS} journal answers")
        print(f"export: {export.stat().st_size / 1e6:.1f} MB zipped")
        # The first process makes the tables, which is no part of an import.
        for label, archive in (("tables", None), ("first import", export), ("again", export)):
            arguments = [str(archive or ""), str(data)]
            command = [sys.executable, __file__, *arguments]
            done = subprocess.run(command, check=True, capture_output=True, text=True)
            if archive:
                print(f"{label}: {done.stdout.strip()}")


def child(export: Path, data: Path) -> None:
    sys.path.insert(0, str(Path(__file__).parents[1]))
    # The libraries are the child's alone, so that the parent's memory stays out of the figures.
    import settings  # noqa: PLC0415
    from storage.databases.database import Database  # noqa: PLC0415
    from storage.importers.whoop import import_export  # noqa: PLC0415
    from storage.tables import Person  # noqa: PLC0415

    database = Database(settings.read({"ATTUNE_DATA": str(data)}))
    now = datetime.now(UTC)
    if not export.name:
        with database.write() as session:
            session.add(Person(name="benchmark", created_at=now))
        return
    before = time.process_time()
    report = import_export(
        database, 1, export, now=now, unpacked_limit_bytes=500_000_000, keep_notes=False
    )
    cpu_seconds = time.process_time() - before
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEMORY_UNITS_PER_MB
    imported = sum(file.imported for file in report.files)
    unchanged = sum(file.unchanged for file in report.files)
    print(
        f"{imported} rows imported, {unchanged} unchanged; CPU {cpu_seconds:.2f} s of the import, "
        f"{time.process_time():.2f} s of the whole process; peak {peak_mb:.0f} MB"
    )


def write_export(path: Path) -> None:
    rng = random.Random(SEED)  # noqa: S311  # made-up numbers, the same each time
    nights = [_night(rng, number) for number in range(DAYS)]
    cycles = [cycle + _morning(rng) + sleep for cycle, sleep in nights]
    sleeps = [[*cycle, *sleep, "false"] for cycle, sleep in nights]
    chosen = sorted(rng.sample(range(DAYS), WORKOUTS))
    workouts = [nights[number][0] + _workout(rng, number) for number in chosen]
    answers = [
        [
            *nights[number % DAYS][0],
            f"Question {number // DAYS}?",
            rng.choice(("true", "false")),
            "",
        ]
        for number in range(ANSWERS)
    ]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("physiological_cycles.csv", _csv(CYCLE + MORNING + SLEEP, cycles[::-1]))
        archive.writestr("sleeps.csv", _csv((*CYCLE, *SLEEP, "Nap"), sleeps[::-1]))
        archive.writestr("workouts.csv", _csv(CYCLE + WORKOUT, workouts[::-1]))
        archive.writestr("journal_entries.csv", _csv(CYCLE + JOURNAL, answers))


def _night(rng: random.Random, number: int) -> tuple[Cells, Cells]:
    onset = FIRST_NIGHT + timedelta(days=number, seconds=(number * 977) % 7200)
    end = FIRST_NIGHT + timedelta(days=number + 1, seconds=((number + 1) * 977) % 7200)
    minutes = rng.randint(380, 520)
    wake = onset + timedelta(minutes=minutes)
    stages = [minutes - 200, 80, 90, 30, 480, rng.randint(0, 90), 93, rng.randint(50, 95)]
    numbers = [rng.randint(60, 100), rng.randint(130, 170) / 10, minutes - 30, minutes, *stages]
    cells = [_time(onset), _time(wake), *map(str, numbers)]
    return [_time(onset), _time(end), "UTC+01:00"], cells


def _morning(rng: random.Random) -> Cells:
    numbers = [
        rng.randint(1, 99),
        rng.randint(45, 70),
        rng.randint(20, 120),
        rng.randint(3300, 3500) / 100,
        rng.randint(9300, 9800) / 100,
        rng.randint(30, 180) / 10,
        rng.randint(1500, 3500),
        rng.randint(120, 190),
        rng.randint(55, 85),
    ]
    return [str(number) for number in numbers]


def _workout(rng: random.Random, number: int) -> Cells:
    start = FIRST_NIGHT + timedelta(days=number, hours=18, seconds=rng.randint(0, 3600))
    minutes = rng.randint(15, 120)
    numbers = [rng.randint(30, 180) / 10, rng.randint(80, 900), rng.randint(120, 190), 120]
    zones = [10, 20, 30, 20, 5]
    name = rng.choice(("Running", "Strength Trainer", "Cycling", "Activity"))
    return [
        _time(start),
        _time(start + timedelta(minutes=minutes)),
        str(minutes),
        name,
        *map(str, numbers + zones),
        "false",
    ]


def _time(instant: datetime) -> str:
    return instant.strftime("%Y-%m-%d %H:%M:%S")


def _csv(header: Sequence[str], rows: Iterable[Cells]) -> str:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()


if __name__ == "__main__":
    main()
