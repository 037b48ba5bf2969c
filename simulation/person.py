"""A simulated person: a history as WHOOP would have recorded it, and the truth behind it.

The calibration is that of public exports (recovery 60 +-22 points, lag-1 autocorrelation .2,
previous strain -.2, tonight's sleep +.4); each number stands with its source where it is used.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from simulation import exertion, habits, physiology, recovery, sleep, truth, workouts
from simulation.exertion import Exertion
from simulation.habits import Habit
from simulation.naps import Naps, naps
from simulation.physiology import Vitals
from simulation.planted import USUAL, Planted
from simulation.series import Flags, Floats
from simulation.sleep import Sleep
from simulation.timeline import Timeline, timeline, wake_dates, weekdays
from simulation.truth import Truth
from simulation.workouts import Workouts

# A day like any other, fixed so that the same seed always gives the same person.
LAST_ON = date(2026, 10, 31)
# Nights on which the strap was off or empty (validation design 6.1).
UNRECORDED_SHARE = 0.02
FRIDAY_NIGHT, SATURDAY_NIGHT = 5, 6  # weekdays of waking


@dataclass(frozen=True)
class SimulatedPerson:
    """One row a cycle, oldest first; what was not recorded is NaN, NaT or -1.

    Row t opens with the sleep that ends on the morning of `times.wake_on[t]`. Recovery, vitals
    and sleep are that morning's; strain and workouts are of the day that follows; the journal
    is about the day before.

    Parameters
    ----------
    seed, planted
        What the person was made from.
    times
        Instants in UTC and the rows' offsets.
    sleep, vitals, exertion
        Arrays of shape (days,).
    bedtime_hours
        Sleep onset, hours after local midnight of the wake date, shape (days,).
    workouts, naps
        One row each.
    habits
        The questions asked, in the order of the journal's columns.
    journal
        Shape (days, habits): 1 yes, 0 no, -1 unlogged.
    truth
        What nobody can see.
    """

    seed: int
    planted: Planted
    times: Timeline
    sleep: Sleep
    vitals: Vitals
    exertion: Exertion
    bedtime_hours: Floats
    workouts: Workouts
    naps: Naps
    habits: tuple[Habit, ...]
    journal: NDArray[np.int8]
    truth: Truth


@dataclass(frozen=True, slots=True)
class _Life:
    """All that happened, whether or not it was recorded."""

    beds: sleep.Bedtimes
    strain: Floats
    ill: Flags
    recovery: recovery.Recovery


def simulate(
    days: int, seed: int, *, planted: Planted = USUAL, last_on: date = LAST_ON
) -> SimulatedPerson:
    """Simulate one person.

    Parameters
    ----------
    days
        Number of cycles, at least 1.
    seed
        Everything drawn follows from it.
    planted
        What is true of the person.
    last_on
        Local date of the last waking; that cycle is still open.
    """
    if days < 1:
        raise ValueError(f"days is {days}: expected at least 1")
    living, seen = np.random.default_rng(seed).spawn(2)
    wake_on = wake_dates(days, last_on)
    life = _live(living, wake_on, planted)
    return _record(seen, seed, wake_on, planted, life)


def _live(rng: np.random.Generator, wake_on: NDArray[np.datetime64], planted: Planted) -> _Life:
    # One stream to each cause: planting something elsewhere leaves its noise as it was.
    to_bed, to_train, to_habits, to_illness, to_noise = rng.spawn(5)
    days, weekday = len(wake_on), weekdays(wake_on)
    weekend = (weekday == FRIDAY_NIGHT) | (weekday == SATURDAY_NIGHT)
    beds = sleep.bedtimes(to_bed, weekend)
    strain = exertion.day_strain(to_train, weekday)
    ill = recovery.illness(to_illness, days)
    causes = (
        recovery.background(to_noise, planted, weekday, ill)
        + recovery.night_part(planted, beds, beds.hours)
        + recovery.strain_part(planted, strain)
    )
    inclined = (
        habits.coin_tosses(to_habits, days, planted.asked)
        if planted.randomised
        else habits.inclination(to_habits, weekend, planted.asked, planted.habit_lag1)
    )
    return _Life(beds, strain, ill, recovery.recover(planted, causes, inclined))


def _record(
    rng: np.random.Generator,
    seed: int,
    wake_on: NDArray[np.datetime64],
    planted: Planted,
    life: _Life,
) -> SimulatedPerson:
    to_strap, to_sleep, to_vitals, to_workouts, to_days, to_naps, to_journal = rng.spawn(7)
    recorded = to_strap.random(len(wake_on)) >= UNRECORDED_SHARE
    recorded[-1] = True  # there is always a today to speak about
    nights = sleep.sleep(to_sleep, life.beds, life.strain)
    times = timeline(wake_on, life.beds.hours, nights.onset_to_wake_seconds, recorded)
    lived = life.recovery
    vitals = physiology.vitals(to_vitals, lived.latent, lived.points, life.ill)
    done = workouts.workouts(to_workouts, life.strain, times)
    days = exertion.exertion(to_days, life.strain, done)
    return SimulatedPerson(
        seed=seed,
        planted=planted,
        times=times,
        sleep=nights.seen(recorded),
        vitals=vitals.seen(recorded),
        exertion=days.seen(~times.empty & ~np.isnat(times.cycle_end_at)),
        bedtime_hours=np.where(recorded, life.beds.hours, np.nan),
        workouts=done,
        naps=naps(to_naps, times, nights, vitals.respiratory_rate_rpm),
        habits=planted.asked,
        journal=habits.logged(to_journal, lived.done, recorded),
        truth=_truth(planted, life, recorded),
    )


def _truth(planted: Planted, life: _Life, recorded: Flags) -> Truth:
    latent = life.recovery.latent
    grid = truth.bedtime_grid(life.beds.hours)
    return Truth(
        habit_points=truth.habit_points(planted, life.recovery),
        strain_points_per_unit=truth.strain_points_per_unit(planted, latent),
        bedtime_hours=grid,
        bedtime_points=truth.bedtime_points(planted, life.beds, latent, grid),
        done=life.recovery.done,
        ill=life.ill,
        recorded=recorded,
        latent=latent,
    )
