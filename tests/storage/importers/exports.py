"""Hand-made exports: rows as WHOOP writes them, each cell open to be overridden."""

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

CellsByColumn = dict[str, str]

CYCLE = ("Cycle start time", "Cycle end time", "Cycle timezone")
MORNING = (
    "Recovery score %",
    "Resting heart rate (bpm)",
    "Heart rate variability (ms)",
    "Skin temp (celsius)",
    "Blood oxygen %",
)
DAY = ("Day Strain", "Energy burned (cal)", "Max HR (bpm)", "Average HR (bpm)")
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
ZONES = tuple(f"HR Zone {zone} %" for zone in range(1, 6))
WORKOUT = (
    "Workout start time",
    "Workout end time",
    "Duration (min)",
    "Activity name",
    "Activity Strain",
    "Energy burned (cal)",
    "Max HR (bpm)",
    "Average HR (bpm)",
    *ZONES,
    "GPS enabled",
)
ALTITUDE = ("Distance (meters)", "Altitude gain (meters)", "Altitude change (meters)")

CYCLES_COLUMNS = CYCLE + MORNING + DAY + SLEEP
SLEEPS_COLUMNS = (*CYCLE, *SLEEP, "Nap")
WORKOUTS_COLUMNS = CYCLE + WORKOUT + ALTITUDE
JOURNAL_COLUMNS = (*CYCLE, "Question text", "Answered yes", "Notes")

CYCLE_CELLS: CellsByColumn = {
    "Cycle start time": "2024-03-14 23:10:00",
    "Cycle end time": "2024-03-15 22:50:00",
    "Cycle timezone": "UTC+01:00",
}
SLEEP_CELLS: CellsByColumn = {
    "Sleep onset": "2024-03-14 23:10:00",
    "Wake onset": "2024-03-15 07:05:00",
    **dict(
        zip(
            SLEEP[2:],
            ["84", "15.2", "431", "475", "215", "96", "120", "44", "502", "31", "91", "72"],
            strict=True,
        )
    ),
}
MORNING_CELLS = dict(zip(MORNING, ["66", "52", "71", "34.12", "95.4"], strict=True))
DAY_CELLS = dict(zip(DAY, ["11.3", "2310", "168", "71"], strict=True))
WORKOUT_CELLS = dict(
    zip(
        WORKOUT[2:] + ALTITUDE,
        [
            "42",
            "Running",
            "9.8",
            "433",
            "171",
            "148",
            "5",
            "15",
            "40",
            "25",
            "5",
            "true",
            "7250.5",
            "61",
            "-3",
        ],
        strict=True,
    )
)


def cycle(**cells: str) -> CellsByColumn:
    """Return a row of physiological_cycles.csv; keywords override by `column`'s short names."""
    return _overridden({**CYCLE_CELLS, **MORNING_CELLS, **DAY_CELLS, **SLEEP_CELLS}, cells)


def sleep(**cells: str) -> CellsByColumn:
    """Return a row of sleeps.csv."""
    return _overridden({**CYCLE_CELLS, **SLEEP_CELLS, "Nap": "false"}, cells)


def workout(**cells: str) -> CellsByColumn:
    """Return a row of workouts.csv, on the evening of the default cycle."""
    times = {
        "Workout start time": "2024-03-15 18:00:00",
        "Workout end time": "2024-03-15 18:42:00",
    }
    return _overridden({**CYCLE_CELLS, **times, **WORKOUT_CELLS}, cells)


def answer(**cells: str) -> CellsByColumn:
    """Return a row of journal_entries.csv."""
    asked = {"Question text": "Have any alcoholic drinks?", "Answered yes": "true", "Notes": ""}
    return _overridden({**CYCLE_CELLS, **asked}, cells)


def unscored(row: CellsByColumn) -> CellsByColumn:
    """Return the stub of a cycle: its bounds alone."""
    return {column: cell for column, cell in row.items() if column in CYCLE}


def night_of(number: int) -> dict[str, str]:
    """Return the overrides of the `number`th night of March 2024, as sleep and cycle alike."""
    start, end = f"2024-03-{number:02} 23:10:00", f"2024-03-{number + 1:02} 22:50:00"
    return {"start": start, "end": end, "onset": start, "wake": f"2024-03-{number + 1:02} 07:05:00"}


SHORT = {
    "start": "Cycle start time",
    "end": "Cycle end time",
    "zone": "Cycle timezone",
    "onset": "Sleep onset",
    "wake": "Wake onset",
    "recovery": "Recovery score %",
    "hrv": "Heart rate variability (ms)",
    "strain": "Day Strain",
    "asleep": "Asleep duration (min)",
    "consistency": "Sleep consistency %",
    "nap": "Nap",
    "workout_start": "Workout start time",
    "workout_end": "Workout end time",
    "activity": "Activity name",
    "question": "Question text",
    "yes": "Answered yes",
    "notes": "Notes",
}


def _overridden(row: CellsByColumn, cells: Mapping[str, str]) -> CellsByColumn:
    return row | {SHORT[name]: cell for name, cell in cells.items()}


def sheet(
    columns: Sequence[str],
    rows: Iterable[Mapping[str, str]],
    delimiter: str = ",",
    newline: str = "\n",
) -> str:
    """Return a CSV of these columns; a cell that a row lacks is blank."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator=newline)
    writer.writerow(columns)
    writer.writerows([row.get(column, "") for column in columns] for row in rows)
    return text.getvalue()


def cycles_csv(*rows: CellsByColumn) -> str:
    return sheet(CYCLES_COLUMNS, rows)


def sleeps_csv(*rows: CellsByColumn) -> str:
    return sheet(SLEEPS_COLUMNS, rows)


def workouts_csv(*rows: CellsByColumn) -> str:
    return sheet(WORKOUTS_COLUMNS, rows)


def journal_csv(*rows: CellsByColumn) -> str:
    return sheet(JOURNAL_COLUMNS, rows)


def zipped(path: Path, files: Mapping[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path
