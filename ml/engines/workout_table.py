"""Workout table: a person's workouts as arrays, with what comparing them needs.

Clock times are local where the workout took place, and are compared with the bedtime that was
usual then, by the local clock: crossing zones makes no workout late. The usual bedtime follows
the last four weeks, so that shift workers are measured against the shift that they were on.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from ml.engines.arrays import Flags, Floats, Ordinals
from ml.engines.clock import DAY_HOURS
from ml.history import History, Workouts

# Four weeks hold each weekday four times and move with the season and the shift.
USUAL_NIGHTS = 28
FEWEST_USUAL_NIGHTS = 7
# A mean vector shorter than this is no usual time (insights 1.1).
FEWEST_CONCENTRATION = 0.7
# A workout that ends within 4 h after the usual bedtime was late for it, not early for the next.
AFTER_BEDTIME_HOURS = 4.0
ZONES = np.arange(1, 6)


@dataclass(frozen=True, eq=False)
class WorkoutTable:
    """One entry a workout, in order of `day`; NaN is missing.

    Parameters
    ----------
    day
        Proleptic ordinal of the day it belongs to; it can shape the recovery of `day` + 1.
    activity
        Index into `History.activities`.
    start_hours, end_hours
        Local clock hours after midnight of `day`; may lie beyond 24.
    bedtime_gap_hours
        From its end to the usual bedtime of the four weeks up to then, -4 to 20; NaN where the
        person had no usual bedtime.
    last_of_day
        Whether none of the day's workouts ended later.
    minutes
        Duration.
    strain
        Strain of the workout, 0 to 21.
    energy_kcal
        Energy as the device estimates it.
    average_heart_rate_bpm
        Average heart rate.
    trimp
        Edwards' training impulse, arbitrary units.
    distance_meters, climb_meters
        Distance and ascent; NaN where it had no route.
    """

    day: Ordinals
    activity: Ordinals
    start_hours: Floats
    end_hours: Floats
    bedtime_gap_hours: Floats
    last_of_day: Flags
    minutes: Floats
    strain: Floats
    energy_kcal: Floats
    average_heart_rate_bpm: Floats
    trimp: Floats
    distance_meters: Floats
    climb_meters: Floats


@lru_cache(maxsize=16)  # today and the fifteen Mondays at which claims are looked at
def workout_table(history: History) -> WorkoutTable:
    """Return the workouts of a history as arrays.

    Parameters
    ----------
    history
        A person's history.

    Returns
    -------
    WorkoutTable
        In the order of the history's workouts.

    Examples
    --------
    >>> from ml.history import empty
    >>> len(workout_table(empty()).day)
    0
    """
    done = history.workouts
    day, minutes = np.asarray(done.day, dtype=np.int64), np.asarray(done.duration_minutes)
    start = np.asarray(done.start_hours)
    end = start + minutes / 60
    return WorkoutTable(
        day=day,
        activity=np.asarray(done.activity, dtype=np.int64),
        start_hours=start,
        end_hours=end,
        bedtime_gap_hours=gap_hours(end, usual_bedtimes(history, day)),
        last_of_day=_last(day, start + np.nan_to_num(minutes) / 60),
        minutes=minutes,
        strain=np.asarray(done.strain),
        energy_kcal=np.asarray(done.energy_kcal),
        average_heart_rate_bpm=np.asarray(done.average_heart_rate_bpm),
        trimp=edwards_trimp(done),
        distance_meters=np.asarray(done.distance_meters),
        climb_meters=np.asarray(done.altitude_gain_meters),
    )


def edwards_trimp(done: Workouts) -> Floats:
    """Return the minutes in each heart rate zone times the zone's number, summed.

    Parameters
    ----------
    done
        Workouts with their duration and zones; NaN is missing.

    Returns
    -------
    Floats
        One a workout, NaN where the duration or a zone is missing.

    Notes
    -----
    TRIMP = minutes * sum over z of z * percent_z / 100, zones 1 to 5 at 50 to 100 % of the
    highest heart rate; below them counts nothing [1]_.

    References
    ----------
    .. [1] Edwards, S. (1993). The Heart Rate Monitor Book. Feet Fleet Press.
    """
    percent = np.column_stack([getattr(done, f"zone_{zone}_percent") for zone in ZONES])
    return np.asarray(done.duration_minutes) * (percent @ ZONES) / 100


def gap_hours(end_hours: Floats, bedtime_hours: Floats) -> Floats:
    """Return the hours from the end of a workout to the usual bedtime, by the clock.

    Parameters
    ----------
    end_hours, bedtime_hours
        Clock hours, any whole number of days added; NaN stays NaN.

    Returns
    -------
    Floats
        From -4 to under 20.

    Examples
    --------
    >>> gap_hours(np.array([19.0, 23.5, 7.0, 26.0]), np.array([-0.5, 23.0, 22.0, 9.0]))
    array([ 4.5, -0.5, 15. ,  7. ])
    """
    apart = bedtime_hours - end_hours + AFTER_BEDTIME_HOURS
    return np.mod(apart, DAY_HOURS) - AFTER_BEDTIME_HOURS


def usual_bedtimes(history: History, day: Ordinals) -> Floats:
    """Return the usual bedtime on each of some days: of the last 28 nights up to that morning.

    Parameters
    ----------
    history
        A person's history; only nights up to each day count for it.
    day
        Ordinals of days.

    Returns
    -------
    Floats
        Circular means, clock hours from -12 to 12; NaN under 7 nights, or where the bedtimes
        lie around the clock.
    """
    onset = np.asarray(history.nights.sleep_onset_hours)
    known = np.isfinite(onset)
    night = np.asarray(history.nights.day, dtype=np.int64)[known]
    turn = np.exp(2j * np.pi / DAY_HOURS * onset[known])
    sums = np.concatenate([[0], np.cumsum(turn)])
    last = np.searchsorted(night, day, side="right")
    first = np.maximum(0, last - USUAL_NIGHTS)
    n_nights = last - first
    mean = (sums[last] - sums[first]) / np.maximum(n_nights, 1)
    usual = (n_nights >= FEWEST_USUAL_NIGHTS) & (np.abs(mean) >= FEWEST_CONCENTRATION)
    return np.where(usual, np.angle(mean) * DAY_HOURS / (2 * np.pi), np.nan)


def _last(day: Ordinals, end_hours: Floats) -> Flags:
    """Return which workout of each day ended last, the later in order where two tie."""
    order = np.lexsort((end_hours, day))
    final = np.append(np.diff(day[order]) != 0, True)[: len(day)]
    last = np.zeros(len(day), dtype=np.bool_)
    last[order[final]] = True
    return last
