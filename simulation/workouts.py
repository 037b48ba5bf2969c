"""Workouts: which, when, how long and how hard."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulation.series import Flags, Floats
from simulation.timeline import Instants, Timeline, later

# Workouts follow the day's strain by a logistic. The real long export has .86 a day; this gives
# about .6, four a week.
WORKOUT_MIDDLE_STRAIN, WORKOUT_SCALE_STRAIN, EAGERNESS = 9.5, 2.0, 1.3
# Share of people's workouts that fall in the morning, from owls to larks.
MORNING_SHARE_BETWEEN = (0.15, 0.6)
# Hours of the day: mean, SD, earliest and latest start, so that a day's two workouts, its nap
# (14:00 to 16:00) and its night never overlap.
SLOTS = ((7.8, 1.0, 5.5, 12.0), (18.2, 1.0, 16.0, 20.5))
LN_MINUTES_SD, LONGEST_MINUTES = 0.25, 95.0
AFTER_WAKING_HOURS, BEFORE_BED_HOURS = 0.5, 0.5
# What one workout contributes to its day's strain, which also counts the rest of the day.
STRAIN_SHARE_BETWEEN = (0.45, 0.9)
# 123 rows in the exports counted have neither strain nor zones.
UNSCORED_SHARE = 0.02
# From one session of an activity to the next; judgement.
AVERAGE_SD_BPM, PACE_SD_SHARE = 6.0, 0.08
# A route comes back to where it began, but for the barometer's drift.
DRIFT_SD_SHARE = 0.001
# kcal a minute and beat above 60 bpm: fits the real 66 min of lifting at 118 bpm (367 kcal) and
# 20 min of running at 153 bpm (200 kcal).
KCAL_PER_MINUTE_BEAT, RESTING_BPM = 0.1, 60.0
HIGHEST_ABOVE_AVERAGE_BPM = (35.0, 7.0)
# Zones 0 to 5 are tenths of the highest heart rate from 45 % up; the spread within a workout
# puts two thirds of lifting at 118 bpm in zone 1, as in the real export.
PERSON_HIGHEST_BPM = 195.0
ZONE_CENTRE_SHARES = np.array([0.45, 0.58, 0.66, 0.75, 0.84, 0.93])
ZONE_SPREAD_SHARE = 0.055


@dataclass(frozen=True, slots=True)
class Activity:
    """A usual session of one activity.

    Heart rates are the medians of the real long export where it has the activity; minutes,
    speeds and climbs are judgement.
    """

    name: str
    popularity: float
    minutes: float
    average_bpm: float
    kilometres_per_hour: float = 0.0
    climb_metres_per_kilometre: float = 0.0


ACTIVITIES = (
    Activity("Running", 3, 38, 153, 10.0, 8.0),
    Activity("Weightlifting", 3, 55, 117),
    Activity("Cycling", 2, 60, 135, 23.0, 9.0),
    Activity("Walking", 1.5, 35, 118, 5.2, 5.0),
    Activity("Functional Fitness", 1, 40, 130),
    Activity("Yoga", 1, 40, 101),
)


@dataclass(frozen=True, slots=True)
class Workouts:
    """One row a workout, oldest first.

    `cycle` is the row of the cycle it belongs to, `activity` an index into ACTIVITIES, the
    zones (workouts, 5) are percentages of its minutes, distance and climb NaN without GPS,
    strain and zones NaN where WHOOP could not score it.
    """

    cycle: NDArray[np.int64]
    activity: NDArray[np.int64]
    start_at: Instants
    end_at: Instants
    minutes: Floats
    strain: Floats
    energy_kcal: Floats
    max_heart_rate_bpm: Floats
    average_heart_rate_bpm: Floats
    zone_percent: Floats
    distance_metres: Floats
    climb_metres: Floats
    altitude_change_metres: Floats


def workouts(rng: np.random.Generator, strain: Floats, times: Timeline) -> Workouts:
    """Draw the workouts of a history, hard days having more of them.

    Parameters
    ----------
    rng
        The workouts' own stream.
    strain
        Day strain, shape (days,).
    times
        Leaves out days of travel, empty rows and the open cycle, and bounds the rest.
    """
    cycle, start_at, activity, minutes = _sessions(rng, strain, times)
    count = len(cycle)
    of_type = np.array([[a.average_bpm, a.kilometres_per_hour] for a in ACTIVITIES])
    climbs = np.array([a.climb_metres_per_kilometre for a in ACTIVITIES])[activity]
    usual_bpm, speed = of_type[activity].T
    average = np.rint(usual_bpm + AVERAGE_SD_BPM * rng.standard_normal(count))
    pace = rng.normal(1, PACE_SD_SHARE, count)
    distance: Floats = np.where(speed > 0, 1000 / 60 * speed * pace * minutes, np.nan)
    scored = rng.random(count) >= UNSCORED_SHARE
    share = rng.uniform(*STRAIN_SHARE_BETWEEN, count)
    return Workouts(
        cycle=cycle,
        activity=activity,
        start_at=start_at,
        end_at=later(start_at, 60 * minutes),
        minutes=np.floor(minutes),
        strain=np.where(scored, np.round(share * strain[cycle], 1), np.nan),
        energy_kcal=np.rint(KCAL_PER_MINUTE_BEAT * minutes * (average - RESTING_BPM)),
        max_heart_rate_bpm=np.rint(average + rng.normal(*HIGHEST_ABOVE_AVERAGE_BPM, count)),
        average_heart_rate_bpm=average,
        zone_percent=np.where(scored[:, None], _zones(average), np.nan),
        distance_metres=distance.round(1),
        climb_metres=(distance / 1000 * climbs).round(1),
        altitude_change_metres=(distance * rng.normal(0, DRIFT_SD_SHARE, count)).round(1),
    )


def _sessions(
    rng: np.random.Generator, strain: Floats, times: Timeline
) -> tuple[NDArray[np.int64], Instants, NDArray[np.int64], Floats]:
    """Draw a morning and an evening for each day, and keep those that take place."""
    shape = (2, len(strain))
    liking = rng.dirichlet(np.array([a.popularity for a in ACTIVITIES]))
    activity = rng.choice(len(ACTIVITIES), shape, p=liking)
    usual = np.array([a.minutes for a in ACTIVITIES])[activity]
    minutes = usual * np.exp(LN_MINUTES_SD * rng.standard_normal(shape))
    minutes = np.minimum(minutes, LONGEST_MINUTES)
    mean, spread, earliest, latest = np.array(SLOTS).T[..., None]
    hours = np.clip(mean + spread * rng.standard_normal(shape), earliest, latest)
    start_at = times.at(hours)
    morning = rng.uniform(*MORNING_SHARE_BETWEEN)
    tempted = 1 / (1 + np.exp((WORKOUT_MIDDLE_STRAIN - strain) / WORKOUT_SCALE_STRAIN))
    wanted = rng.random(shape) < EAGERNESS * tempted * np.array([[morning], [1 - morning]])
    fits = _fits(times, start_at, later(start_at, 60 * minutes))
    cycle, slot = np.nonzero((wanted & fits).T)
    kept = slot, cycle
    return cycle, start_at[kept], activity[kept], minutes[kept]


def _fits(times: Timeline, start_at: Instants, end_at: Instants) -> Flags:
    # NaT compares false, so that the open cycle, which has no end, has no workouts.
    unslept = np.isnat(times.wake_onset_at)
    woke_at = np.where(unslept, times.cycle_start_at, times.wake_onset_at)
    awake = start_at > later(woke_at, 3600 * AFTER_WAKING_HOURS)
    early = end_at < later(times.cycle_end_at, -3600 * BEFORE_BED_HOURS)
    return awake & early & ~times.empty & ~times.travel


def _zones(average_bpm: Floats) -> Floats:
    away = ZONE_CENTRE_SHARES - average_bpm[:, None] / PERSON_HIGHEST_BPM
    near = np.exp(-0.5 * (away / ZONE_SPREAD_SHARE) ** 2)
    percent = np.floor(100 * near / near.sum(axis=1, keepdims=True))
    return percent[:, 1:]  # zone 0 is not exported
