"""A simulated person as the zip that WHOOP sends (English, columns of 2022 to 2025)."""

import csv
import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from simulation.person import SimulatedPerson
from simulation.series import Floats
from simulation.timeline import Instants, Offsets, later
from simulation.workouts import ACTIVITIES

# The earliest time a zip can hold; a clock would make every zip of a seed differ.
WRITTEN_AT = (1980, 1, 1, 0, 0, 0)

Columns = dict[str, Sequence[str]]


def write_export(person: SimulatedPerson, path: Path) -> None:
    """Write the four files newest first (the journal unsorted), the same bytes every time."""
    tables = {
        "physiological_cycles.csv": cycles(person),
        "sleeps.csv": sleeps(person),
        "workouts.csv": workouts(person),
        "journal_entries.csv": journal(person),
    }
    with zipfile.ZipFile(path, "w") as archive:
        for name, columns in tables.items():
            member = zipfile.ZipInfo(name, WRITTEN_AT)
            member.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(member, _csv(columns))


def cycles(person: SimulatedPerson) -> Columns:
    newest = np.arange(len(person.times.wake_on))[::-1]
    vitals, day = person.vitals, person.exertion
    night = _nights(person, newest)
    return {
        **_cycle(person, newest),
        "Recovery score %": _whole(vitals.recovery_percent[newest]),
        "Resting heart rate (bpm)": _whole(vitals.resting_heart_rate_bpm[newest]),
        "Heart rate variability (ms)": _whole(vitals.heart_rate_variability_ms[newest]),
        "Skin temp (celsius)": _decimal(vitals.skin_temperature_celsius[newest], 2),
        "Blood oxygen %": _decimal(vitals.blood_oxygen_percent[newest], 2),
        "Day Strain": _decimal(day.day_strain[newest], 1),
        "Energy burned (cal)": _whole(day.energy_kcal[newest]),
        "Max HR (bpm)": _whole(day.max_heart_rate_bpm[newest]),
        "Average HR (bpm)": _whole(day.average_heart_rate_bpm[newest]),
        **night,
    }


def sleeps(person: SimulatedPerson) -> Columns:
    """Return main sleeps and naps, by onset, newest first."""
    slept = np.flatnonzero(person.truth.recorded)
    rows = np.concatenate([slept, person.naps.cycle])
    onset_at = np.concatenate([person.times.sleep_onset_at[slept], person.naps.onset_at])
    newest = np.argsort(onset_at)[::-1]
    is_nap = np.repeat(["false", "true"], [len(slept), len(person.naps.cycle)])
    main, short = _nights(person, slept), _naps(person)
    both = {name: [*main[name], *short[name]] for name in main}
    ordered = {name: [column[row] for row in newest] for name, column in both.items()}
    return {**_cycle(person, rows[newest]), **ordered, "Nap": is_nap[newest].tolist()}


def workouts(person: SimulatedPerson) -> Columns:
    done = person.workouts
    newest = np.arange(len(done.cycle))[::-1]
    rows = done.cycle[newest]
    offsets = person.times.utc_offset_minutes[rows]
    names = [ACTIVITIES[index].name for index in done.activity[newest]]
    has_route = ~np.isnan(done.distance_metres[newest])
    zones = {
        f"HR Zone {zone} %": _whole(done.zone_percent[newest, zone - 1]) for zone in range(1, 6)
    }
    return {
        **_cycle(person, rows),
        "Workout start time": _local(done.start_at[newest], offsets),
        "Workout end time": _local(done.end_at[newest], offsets),
        "Duration (min)": _whole(done.minutes[newest]),
        "Activity name": names,
        "Activity Strain": _decimal(done.strain[newest], 1),
        "Energy burned (cal)": _decimal(done.energy_kcal[newest], 1),
        "Max HR (bpm)": _whole(done.max_heart_rate_bpm[newest]),
        "Average HR (bpm)": _whole(done.average_heart_rate_bpm[newest]),
        **zones,
        "GPS enabled": ["true" if route else "false" for route in has_route],
        "Distance (meters)": _decimal(done.distance_metres[newest], 1),
        "Altitude gain (meters)": _decimal(done.climb_metres[newest], 1),
        "Altitude change (meters)": _decimal(done.altitude_change_metres[newest], 1),
    }


def journal(person: SimulatedPerson) -> Columns:
    """Return the answers given, in no order; what was not logged has no row."""
    day, question = np.nonzero(person.journal >= 0)
    order = np.random.default_rng(person.seed).permutation(len(day))
    day, question = day[order], question[order]
    yes = person.journal[day, question] == 1
    return {
        **_cycle(person, day),
        "Question text": [person.habits[index].question for index in question],
        "Answered yes": ["true" if answer else "false" for answer in yes],
        "Notes": [""] * len(day),
    }


def _cycle(person: SimulatedPerson, rows: NDArray[np.int64]) -> Columns:
    offsets = person.times.utc_offset_minutes[rows]
    return {
        "Cycle start time": _local(person.times.cycle_start_at[rows], offsets),
        "Cycle end time": _local(person.times.cycle_end_at[rows], offsets),
        "Cycle timezone": [zone_text(int(minutes)) for minutes in offsets],
    }


def _nights(person: SimulatedPerson, rows: NDArray[np.int64]) -> Columns:
    times, night = person.times, person.sleep
    offsets = times.utc_offset_minutes[rows]
    return {
        "Sleep onset": _local(times.sleep_onset_at[rows], offsets),
        "Wake onset": _local(times.wake_onset_at[rows], offsets),
        "Sleep performance %": _whole(night.performance_percent[rows]),
        "Respiratory rate (rpm)": _decimal(person.vitals.respiratory_rate_rpm[rows], 1),
        "Asleep duration (min)": _whole(night.asleep_minutes[rows]),
        "In bed duration (min)": _whole(night.in_bed_minutes[rows]),
        "Light sleep duration (min)": _whole(night.light_minutes[rows]),
        "Deep (SWS) duration (min)": _whole(night.deep_minutes[rows]),
        "REM duration (min)": _whole(night.rem_minutes[rows]),
        "Awake duration (min)": _whole(night.awake_minutes[rows]),
        "Sleep need (min)": _whole(night.need_minutes[rows]),
        "Sleep debt (min)": _whole(night.debt_minutes[rows]),
        "Sleep efficiency %": _whole(night.efficiency_percent[rows]),
        "Sleep consistency %": _whole(night.consistency_percent[rows]),
    }


def _naps(person: SimulatedPerson) -> Columns:
    nap = person.naps
    offsets = person.times.utc_offset_minutes[nap.cycle]
    return {
        "Sleep onset": _local(nap.onset_at, offsets),
        "Wake onset": _local(nap.wake_at, offsets),
        "Sleep performance %": _whole(nap.performance_percent),
        "Respiratory rate (rpm)": _decimal(nap.respiratory_rate_rpm, 1),
        "Asleep duration (min)": _whole(nap.asleep_minutes),
        "In bed duration (min)": _whole(nap.in_bed_minutes),
        "Light sleep duration (min)": _whole(nap.light_minutes),
        "Deep (SWS) duration (min)": _whole(nap.deep_minutes),
        "REM duration (min)": _whole(nap.rem_minutes),
        "Awake duration (min)": _whole(nap.awake_minutes),
        "Sleep need (min)": _whole(nap.need_minutes),
        "Sleep debt (min)": _whole(nap.debt_minutes),
        "Sleep efficiency %": _whole(nap.efficiency_percent),
        "Sleep consistency %": [""] * len(nap.cycle),
    }


def zone_text(offset_minutes: int) -> str:
    """Return an offset as WHOOP writes it: UTC+05:30, UTC-04:00, UTCZ."""
    if offset_minutes == 0:
        return "UTCZ"
    hours, minutes = divmod(abs(offset_minutes), 60)
    return f"UTC{'-' if offset_minutes < 0 else '+'}{hours:02}:{minutes:02}"


def _local(instants: Instants, offset_minutes: Offsets) -> list[str]:
    written = np.datetime_as_string(later(instants, 60 * offset_minutes), unit="s")
    return ["" if text == "NaT" else text.replace("T", " ") for text in written.tolist()]


def _whole(numbers: Floats) -> list[str]:
    return _decimal(numbers, 0)


def _decimal(numbers: Floats, places: int) -> list[str]:
    return ["" if np.isnan(number) else f"{number:.{places}f}" for number in numbers.tolist()]


def _csv(columns: Columns) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(zip(*columns.values(), strict=True))
    return text.getvalue()
