"""A simulated person's history, equal to the one that an export and its import would give."""

from array import array
from dataclasses import replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from ml.history import Floats, History, Ints, Journal, Nights, Workouts
from simulation.habits import UNLOGGED
from simulation.person import SimulatedPerson
from simulation.series import Floats as Numbers
from simulation.timeline import Instants
from simulation.workouts import ACTIVITIES
from storage.importers.slug import slug

EPOCH = date(1970, 1, 1).toordinal()
SECONDS_AN_HOUR = 3600


def history_of(person: SimulatedPerson) -> History:
    """Return the history, without a zip and without a database."""
    workouts, activities = _workouts(person)
    journal, questions = _journal(person)
    return History(_nights(person), workouts, journal, activities, questions)


def with_recovery(history: History, recovery_percent: Numbers) -> History:
    """Return the history with other recoveries, one a night."""
    return with_nights(history, recovery_percent=recovery_percent)


def with_nights(history: History, **columns: Numbers) -> History:
    """Return the history with other values in columns of its nights, one a night."""
    changed = {name: _floats(values) for name, values in columns.items()}
    return replace(history, nights=replace(history.nights, **changed))


def answering_every_night(person: SimulatedPerson) -> SimulatedPerson:
    """Return the person with every question answered truly on every recorded night."""
    truth = person.truth
    journal = np.where(truth.recorded[:, None], truth.done, UNLOGGED).astype(np.int8)
    return replace(person, journal=journal)


def _nights(person: SimulatedPerson) -> Nights:
    times, slept, vitals, lived = person.times, person.sleep, person.vitals, person.exertion
    every = np.arange(len(times.wake_on))
    return Nights(
        day=_ints(_ordinals(person)),
        utc_offset_minutes=_floats(times.utc_offset_minutes.astype(np.float64)),
        recovery_percent=_floats(vitals.recovery_percent),
        hrv_rmssd_ms=_floats(vitals.heart_rate_variability_ms),
        resting_heart_rate_bpm=_floats(vitals.resting_heart_rate_bpm),
        respiratory_rate_rpm=_floats(vitals.respiratory_rate_rpm),
        skin_temperature_celsius=_floats(vitals.skin_temperature_celsius),
        blood_oxygen_percent=_floats(vitals.blood_oxygen_percent),
        sleep_onset_hours=_clock_hours(person, times.sleep_onset_at, every),
        wake_onset_hours=_clock_hours(person, times.wake_onset_at, every),
        asleep_minutes=_floats(slept.asleep_minutes),
        in_bed_minutes=_floats(slept.in_bed_minutes),
        light_sleep_minutes=_floats(slept.light_minutes),
        deep_sleep_minutes=_floats(slept.deep_minutes),
        rem_sleep_minutes=_floats(slept.rem_minutes),
        awake_minutes=_floats(slept.awake_minutes),
        sleep_need_minutes=_floats(slept.need_minutes),
        sleep_debt_minutes=_floats(slept.debt_minutes),
        sleep_efficiency_percent=_floats(slept.efficiency_percent),
        sleep_consistency_percent=_floats(slept.consistency_percent),
        nap_minutes=_nap_minutes(person),
        strain=_floats(lived.day_strain),
        energy_kcal=_floats(lived.energy_kcal),
        average_heart_rate_bpm=_floats(lived.average_heart_rate_bpm),
        max_heart_rate_bpm=_floats(lived.max_heart_rate_bpm),
    )


def _nap_minutes(person: SimulatedPerson) -> Floats:
    minutes = np.zeros(len(person.times.wake_on))
    np.add.at(minutes, person.naps.cycle, person.naps.asleep_minutes)
    return _floats(minutes)


def _workouts(person: SimulatedPerson) -> tuple[Workouts, tuple[str, ...]]:
    done = person.workouts
    names = [slug(ACTIVITIES[place].name) for place in done.activity.tolist()]
    activities = tuple(sorted(set(names)))
    zones = [_floats(zone) for zone in done.zone_percent.T]
    return Workouts(
        day=_ints(_ordinals(person)[done.cycle]),
        activity=array("q", (activities.index(name) for name in names)),
        start_hours=_clock_hours(person, done.start_at, done.cycle),
        duration_minutes=_floats(done.minutes),
        strain=_floats(done.strain),
        energy_kcal=_floats(done.energy_kcal),
        average_heart_rate_bpm=_floats(done.average_heart_rate_bpm),
        max_heart_rate_bpm=_floats(done.max_heart_rate_bpm),
        zone_1_percent=zones[0],
        zone_2_percent=zones[1],
        zone_3_percent=zones[2],
        zone_4_percent=zones[3],
        zone_5_percent=zones[4],
        distance_meters=_floats(done.distance_metres),
        altitude_gain_meters=_floats(done.climb_metres),
    ), activities


def _journal(person: SimulatedPerson) -> tuple[Journal, tuple[str, ...]]:
    names = [habit.name for habit in person.habits]
    asked = (person.journal >= 0).any(axis=0)
    order = np.array(sorted(np.flatnonzero(asked).tolist(), key=names.__getitem__), dtype=np.int64)
    answers = person.journal[:, order]
    row, question = np.nonzero(answers >= 0)
    return Journal(
        day=_ints(_ordinals(person)[row]),
        question=_ints(question),
        answered_yes=_ints(answers[row, question].astype(np.int64)),
    ), tuple(names[place] for place in order.tolist())


def _ordinals(person: SimulatedPerson) -> NDArray[np.int64]:
    return person.times.wake_on.astype(np.int64) + EPOCH


def _clock_hours(person: SimulatedPerson, instants: Instants, row: NDArray[np.int64]) -> Floats:
    """Return local clock hours after midnight of the rows' days; NaN for NaT."""
    midnight = person.times.wake_on[row].astype("datetime64[s]")
    seconds = (instants - midnight).astype(np.float64)
    seconds[np.isnat(instants)] = np.nan
    return _floats((seconds + 60 * person.times.utc_offset_minutes[row]) / SECONDS_AN_HOUR)


def _floats(values: Numbers) -> Floats:
    return array("d", values.astype(np.float64).tobytes())


def _ints(values: NDArray[np.int64]) -> Ints:
    return array("q", values.astype(np.int64).tobytes())
