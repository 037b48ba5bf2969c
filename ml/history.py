"""History: all that an analysis may read of a person, as columns of plain arrays.

The standard library alone writes and reads it, so that the serving process can run a rule on it;
`numpy.frombuffer` views the same arrays in the child process without a copy.
A blob is zlib over: the header's length (4 bytes), a JSON header, the packed columns end to end.
"""

import hashlib
import json
import struct
import sys
import zlib
from array import array
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import TypeAlias, TypeVar

from ml.choices import Choices
from ml.packed_columns import Column, Packed, pack, unpack
from schema.json_form import reader, to_json

FORMAT = 3
# 6 of 9: of 700 nights and 24,000 answers 32 kB in 3 ms; 3 takes a tenth more, 9 ten times as long.
COMPRESSION = 6

Floats: TypeAlias = "array[float]"
Ints: TypeAlias = "array[int]"


class UnreadableHistory(ValueError):
    """The history blob was written by another format or byte order; build it anew."""


@dataclass(frozen=True)
class Nights:
    """One entry a day, oldest first, keyed by the local date of waking; NaN is missing.

    Sleep and what is measured in it belong to the morning of `day`; strain, energy and heart rate
    to the waking hours that follow. Clock columns are hours after midnight of `day` in the
    cycle's own UTC offset, so falling asleep at 23:30 the evening before is -0.5.
    """

    day: Ints
    utc_offset_minutes: Floats
    recovery_percent: Floats
    hrv_rmssd_ms: Floats
    resting_heart_rate_bpm: Floats
    respiratory_rate_rpm: Floats
    skin_temperature_celsius: Floats
    blood_oxygen_percent: Floats
    sleep_onset_hours: Floats
    wake_onset_hours: Floats
    asleep_minutes: Floats
    in_bed_minutes: Floats
    light_sleep_minutes: Floats
    deep_sleep_minutes: Floats
    rem_sleep_minutes: Floats
    awake_minutes: Floats
    sleep_need_minutes: Floats
    sleep_debt_minutes: Floats
    sleep_efficiency_percent: Floats
    sleep_consistency_percent: Floats
    nap_minutes: Floats
    strain: Floats
    energy_kcal: Floats
    average_heart_rate_bpm: Floats
    max_heart_rate_bpm: Floats


@dataclass(frozen=True)
class Workouts:
    """One entry a workout, in order of `day`; `activity` indexes `History.activities`.

    `day` is the key of the day that the workout belongs to; `start_hours` are local clock hours
    after midnight of that day.
    """

    day: Ints
    activity: Ints
    start_hours: Floats
    duration_minutes: Floats
    strain: Floats
    energy_kcal: Floats
    average_heart_rate_bpm: Floats
    max_heart_rate_bpm: Floats
    zone_1_percent: Floats
    zone_2_percent: Floats
    zone_3_percent: Floats
    zone_4_percent: Floats
    zone_5_percent: Floats
    distance_meters: Floats
    altitude_gain_meters: Floats


@dataclass(frozen=True)
class Journal:
    """One entry an answer, in order of `day`; `question` indexes `History.questions`.

    `day` is the night whose recovery the answered behaviour precedes, whatever the source;
    `answered_yes` is 0 or 1. What was not logged is absent, and is not a no.
    """

    day: Ints
    question: Ints
    answered_yes: Ints


@dataclass(frozen=True)
class History:
    """A person's nights, workouts, journal answers and choices up to some day; never changed."""

    __hash__ = object.__hash__  # by identity, so that what is made of it can be kept beside it

    nights: Nights
    workouts: Workouts
    journal: Journal
    activities: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    choices: Choices = field(default_factory=Choices)

    @property
    def last_on(self) -> date | None:
        """The last day with data, on which `asOf` rests when none is given."""
        return date.fromordinal(self.nights.day[-1]) if self.nights.day else None

    def until(self, day: date) -> "History":
        """Return the history as it stood at the end of `day`, later names and all left out."""
        ordinal = day.toordinal()
        workouts = _until(self.workouts, ordinal)
        journal = _until(self.journal, ordinal)
        activity, activities = _renumbered(workouts.activity, self.activities)
        question, questions = _renumbered(journal.question, self.questions)
        return History(
            _until(self.nights, ordinal),
            replace(workouts, activity=activity),
            replace(journal, question=question),
            activities,
            questions,
            self.choices.until(day),
        )


_Table: TypeAlias = Nights | Workouts | Journal
_AnyTable = TypeVar("_AnyTable", Nights, Workouts, Journal)


def _until(table: _AnyTable, ordinal: int) -> _AnyTable:
    stop = bisect_right(table.day, ordinal)
    return replace(
        table, **{field.name: getattr(table, field.name)[:stop] for field in fields(table)}
    )


def _renumbered(index: Ints, names: tuple[str, ...]) -> tuple[Ints, tuple[str, ...]]:
    """Return the index and the names without those that nothing points at."""
    used = sorted(set(index))
    if len(used) == len(names):  # as mostly; to number some ten thousand anew takes a while
        return index, names
    place = {old: new for new, old in enumerate(used)}
    return array("q", (place[old] for old in index)), tuple(names[old] for old in used)


def empty() -> History:
    """Return the history of a person without data."""
    return _tables({})


def encode(history: History) -> bytes:
    """Return the history as a compressed blob."""
    columns = {
        f"{name}.{column.name}": getattr(table, column.name)
        for name, table in _named(history)
        for column in fields(table)
    }
    packed = {key: pack(column) for key, column in columns.items()}
    header = json.dumps(
        {
            "format": FORMAT,
            "byteorder": sys.byteorder,
            "columns": [
                [key, each.kind, each.width, each.scale, each.lowest, len(each.values)]
                for key, each in packed.items()
            ],
            "activities": history.activities,
            "questions": history.questions,
            "choices": to_json(history.choices),
        }
    ).encode()
    body = b"".join(each.values for each in packed.values())
    return zlib.compress(struct.pack("<I", len(header)) + header + body, COMPRESSION)


def decode(blob: bytes, unpack: Callable[[Packed], Column] = unpack) -> History:
    """Return the history of a blob that `encode` made; `unpack` is what reads a packed column.

    Raises
    ------
    UnreadableHistory
        If the blob is of another format or byte order.
    """
    raw = zlib.decompress(blob)
    (length,) = struct.unpack_from("<I", raw)
    header = json.loads(raw[4 : 4 + length])
    if (header["format"], header["byteorder"]) != (FORMAT, sys.byteorder):
        raise UnreadableHistory(f"format {header['format']}, {header['byteorder']}-endian")
    columns: dict[str, Column] = {}
    offset = 4 + length
    for key, kind, width, scale, lowest, size in header["columns"]:
        values = raw[offset : offset + size]
        columns[key] = unpack(Packed(kind, width, scale, lowest, values))
        offset += size
    return replace(
        _tables(columns),
        activities=tuple(header["activities"]),
        questions=tuple(header["questions"]),
        choices=reader(Choices)(header["choices"]),
    )


def digest(blob: bytes) -> str:
    """Return a name for the blob's content, by which the child process keeps it."""
    return hashlib.sha256(blob).hexdigest()


def _named(history: History) -> tuple[tuple[str, _Table], ...]:
    return (
        ("nights", history.nights),
        ("workouts", history.workouts),
        ("journal", history.journal),
    )


def _column(typecode: str) -> Column:
    return array("q") if typecode == "q" else array("d")


def _tables(columns: dict[str, Column]) -> History:
    def table(name: str, of: type[_Table]) -> dict[str, Column]:
        empty = {each.name: _column("q" if each.type is Ints else "d") for each in fields(of)}
        return {key: columns.get(f"{name}.{key}", column) for key, column in empty.items()}

    return History(
        Nights(**table("nights", Nights)),  # pyright: ignore[reportArgumentType] read by name
        Workouts(**table("workouts", Workouts)),  # pyright: ignore[reportArgumentType] likewise
        Journal(**table("journal", Journal)),  # pyright: ignore[reportArgumentType] likewise
    )
