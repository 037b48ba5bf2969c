"""The recovery score: a sum of causes and AR(1) noise, clipped to 1..99."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulation.exertion import STRAIN_MEAN, STRAIN_SD
from simulation.habits import Inclination
from simulation.planted import Planted
from simulation.series import Flags, Floats, autoregressive
from simulation.sleep import ASLEEP_MEAN_MINUTES, ASLEEP_SD_MINUTES, Bedtimes, asleep_minutes

# Medians of 16 public exports: mean 60, SD 22 points.
MEAN_POINTS, SD_POINTS = 60.0, 22.0
# WHOOP's scores lie within 1 and 99.
LOWEST_SD, HIGHEST_SD = (1 - MEAN_POINTS) / SD_POINTS, (99 - MEAN_POINTS) / SD_POINTS
# Lag-1 autocorrelation of recovery before feedback, whatever is planted: a year then shows .20
# to .27 (real exports: .20; validation design 6.1: .24).
LAG1 = 0.26
# The noise takes what the causes leave of the variance, and at least this share of it.
LEAST_NOISE_SHARE = 0.30
# One episode in 70 days, of 3 to 5 nights (validation design 6.1).
ILLNESS_PER_DAY, ILLNESS_NIGHTS = 1 / 70, (3, 5)
ILL_SHARE = ILLNESS_PER_DAY * sum(ILLNESS_NIGHTS) / 2
# Three of four ill nights are followed by another.
ILLNESS_LAG1 = 0.75


@dataclass(frozen=True, slots=True)
class Recovery:
    """What became of each night, shape (days,); `done` has shape (days, habits).

    `latent` is the unclipped score in SDs of recovery (22 points) about 60 points.
    """

    latent: Floats
    done: Flags

    @property
    def points(self) -> Floats:
        return points(self.latent)


def points(latent: Floats) -> Floats:
    """Return recovery, 1 to 99 points, for a latent score in SDs."""
    return MEAN_POINTS + SD_POINTS * np.clip(latent, LOWEST_SD, HIGHEST_SD)


def illness(rng: np.random.Generator, days: int) -> Flags:
    """Draw ill nights, shape (days,)."""
    shortest, longest = ILLNESS_NIGHTS
    nights = rng.integers(shortest, longest + 1, days)
    ill = np.zeros(days, dtype=np.bool_)
    for start in np.flatnonzero(rng.random(days) < ILLNESS_PER_DAY):
        ill[start : start + nights[start]] = True
    return ill


def background(
    rng: np.random.Generator, planted: Planted, weekday: NDArray[np.int64], ill: Flags
) -> Floats:
    """Return noise, weekdays and illness, SDs, shape (days,).

    Parameters
    ----------
    rng
        The noise's own stream.
    planted
        The causes, whose variance the noise completes to 1.
    weekday
        Of the wake date, 0 for Monday, shape (days,).
    ill
        Ill nights, shape (days,).
    """
    of_weekday = planted.weekday * rng.standard_normal(7)
    of_weekday -= of_weekday.mean()
    from_illness = planted.illness**2 * ILL_SHARE * (1 - ILL_SHARE)
    share = max(LEAST_NOISE_SHARE, 1 - from_illness - _planted_share(planted))
    # Planted causes are nearly white: the noise persists for them as well.
    lag1 = (LAG1 - ILLNESS_LAG1 * from_illness) / share
    noise = autoregressive(rng.standard_normal(len(weekday)), lag1)
    return np.sqrt(share) * noise + of_weekday[weekday] + planted.illness * ill


def _planted_share(planted: Planted) -> float:
    """Return the variance of the planted causes, SD squared, as if they were independent."""
    prevalence = np.array([habit.prevalence for habit in planted.asked])
    of_habits = planted.habit_effects**2 * prevalence * (1 - prevalence)
    of_bedtime = planted.bedtime.sd**2 if planted.bedtime else 0.0
    others = planted.strain**2 + planted.sleep**2 + planted.weekday**2
    return float(of_habits.sum()) + of_bedtime + others


def night_part(planted: Planted, beds: Bedtimes, hours: Floats) -> Floats:
    """Return what bed at `hours` gives, SDs: the curve, and the sleep had from there.

    `hours` after local midnight, broadcast against the nights' shape (days,).
    """
    asleep = asleep_minutes(hours, beds.luck)
    from_sleep = planted.sleep * (asleep - ASLEEP_MEAN_MINUTES) / ASLEEP_SD_MINUTES
    return from_sleep + (planted.bedtime.effect(hours, beds.hours) if planted.bedtime else 0.0)


def strain_part(planted: Planted, strain: Floats) -> Floats:
    """Return what the previous cycle's strain gives, SDs; the first night has none."""
    return planted.strain * np.concatenate([[0.0], (strain[:-1] - STRAIN_MEAN) / STRAIN_SD])


def recover(planted: Planted, causes: Floats, inclination: Inclination) -> Recovery:
    """Live through the nights in order, since a recovery moves the next evening's habits.

    Parameters
    ----------
    planted
        Effects of the habits, each counted from the person's usual share of days.
    causes
        Everything but the habits, SDs, shape (days,).
    inclination
        What decides the habits.
    """
    effects = planted.habit_effects
    usual = float(effects @ np.array([habit.prevalence for habit in planted.asked]))
    latent = causes - usual
    done = np.zeros((len(causes), planted.habit_count), dtype=np.bool_)
    last = 0.0
    for day in range(len(causes)):
        done[day] = inclination.done(day, last)
        latent[day] += done[day] @ effects
        last = min(max(latent[day], LOWEST_SD), HIGHEST_SD)
    return Recovery(latent, done)
