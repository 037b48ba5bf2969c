"""The waking part of each cycle: strain, energy and heart rate."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulation.series import Floats, Nightly, autoregressive
from simulation.workouts import Workouts

# Medians of 16 public exports: strain 10.4 +-3.5, lag-1 autocorrelation .05.
STRAIN_MEAN, STRAIN_SD, STRAIN_LAG1 = 10.4, 3.5, 0.05
STRAIN_BOUNDS = (0.5, 20.8)
# SD between weekdays; people train on their own days.
STRAIN_WEEKDAY_SD = 0.3

# Two real exports: energy 2,200 to 2,400 +-510 kcal, corr with strain .67 and .72; highest heart
# rate 160, corr .53 and .60; average heart rate 76 +-5, corr .42 and .48.
ENERGY_KCAL, ENERGY_PER_STRAIN, ENERGY_NOISE = 1300.0, 95.0, 330.0
HIGHEST_BPM, HIGHEST_PER_STRAIN, HIGHEST_NOISE = 129.0, 3.0, 13.0
AVERAGE_BPM, AVERAGE_PER_STRAIN, AVERAGE_NOISE = 69.0, 0.65, 4.5
# A day without any workout still burns this much beside them.
LEAST_KCAL_BESIDE_WORKOUTS = 900.0
MAX_BOUNDS_BPM = (95, 210)


@dataclass(frozen=True)
class Exertion(Nightly):
    """The waking part of each cycle, shape (days,)."""

    day_strain: Floats
    energy_kcal: Floats
    max_heart_rate_bpm: Floats
    average_heart_rate_bpm: Floats


def day_strain(rng: np.random.Generator, weekday: NDArray[np.int64]) -> Floats:
    """Draw the strain of each cycle, 0 to 21, shape (days,)."""
    of_weekday = STRAIN_WEEKDAY_SD * rng.standard_normal(7)
    of_weekday -= of_weekday.mean()
    noise = autoregressive(rng.standard_normal(len(weekday)), STRAIN_LAG1)
    shifted = of_weekday[weekday] + np.sqrt(1 - STRAIN_WEEKDAY_SD**2) * noise
    return np.round(np.clip(STRAIN_MEAN + STRAIN_SD * shifted, *STRAIN_BOUNDS), 1)


def exertion(rng: np.random.Generator, strain: Floats, done: Workouts) -> Exertion:
    """Draw energy and heart rate of each cycle; no day is under its own workouts."""
    days = len(strain)
    noise = rng.standard_normal((3, days))
    highest = HIGHEST_BPM + HIGHEST_PER_STRAIN * strain + HIGHEST_NOISE * noise[0]
    np.maximum.at(highest, done.cycle, done.max_heart_rate_bpm)
    trained = np.zeros(days)
    np.add.at(trained, done.cycle, done.energy_kcal)
    energy = ENERGY_KCAL + ENERGY_PER_STRAIN * strain + ENERGY_NOISE * noise[1]
    average = AVERAGE_BPM + AVERAGE_PER_STRAIN * strain + AVERAGE_NOISE * noise[2]
    return Exertion(
        day_strain=strain,
        energy_kcal=np.rint(np.maximum(energy, LEAST_KCAL_BESIDE_WORKOUTS + trained)),
        max_heart_rate_bpm=np.rint(np.clip(highest, *MAX_BOUNDS_BPM)),
        average_heart_rate_bpm=np.rint(average),
    )
