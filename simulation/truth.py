"""What is true of a simulated person, by potential outcomes.

Each effect is the mean difference of two lives that share all noise and all else that
happened up to that night and differ in one thing on that night, after clipping to 1..99.
It is no coefficient: clipping shrinks an effect near the bounds.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulation.exertion import STRAIN_SD
from simulation.planted import Planted
from simulation.recovery import Recovery, night_part, points
from simulation.series import Flags, Floats
from simulation.sleep import Bedtimes

# Bedtimes outside the middle nine tenths are too rare for anybody to learn from.
CURVE_QUANTILES = (0.05, 0.95)
CURVE_STEP_HOURS = 0.25


@dataclass(frozen=True, slots=True)
class Truth:
    """The known answers.

    Parameters
    ----------
    habit_points
        By habit name: mean recovery with it minus without it, points.
    strain_points_per_unit
        Mean change of the next recovery for one more unit of strain, points.
    bedtime_hours
        Grid over the middle nine tenths of bedtimes, hours after local midnight.
    bedtime_points
        Mean recovery had every night begun then, minus the mean as lived, points. It counts
        the sleep that bedtime costs as well as the curve.
    done
        Which habits were really done, logged or not, shape (days, habits).
    ill
        Ill nights, shape (days,).
    recorded
        Nights on which the strap was worn, shape (days,).
    latent
        Recovery before clipping, SDs about 60 points, shape (days,).
    """

    habit_points: dict[str, float]
    strain_points_per_unit: float
    bedtime_hours: Floats
    bedtime_points: Floats
    done: NDArray[np.bool_]
    ill: Flags
    recorded: Flags
    latent: Floats


def habit_points(planted: Planted, recovery: Recovery) -> dict[str, float]:
    """Return each asked habit's mean effect, points."""
    without = recovery.latent[:, None] - planted.habit_effects * recovery.done
    difference = points(without + planted.habit_effects) - points(without)
    return {
        habit.name: float(effect)
        for habit, effect in zip(planted.asked, difference.mean(axis=0), strict=True)
    }


def strain_points_per_unit(planted: Planted, latent: Floats) -> float:
    """Return the mean effect of one more unit of the previous cycle's strain, points."""
    return float(np.mean(points(latent + planted.strain / STRAIN_SD) - points(latent)))


def bedtime_grid(bedtime_hours: Floats) -> Floats:
    """Return quarter hours within the middle nine tenths of bedtimes."""
    low, high = np.quantile(bedtime_hours, CURVE_QUANTILES) / CURVE_STEP_HOURS
    return np.arange(np.ceil(low), np.floor(high) + 1) * CURVE_STEP_HOURS


def bedtime_points(planted: Planted, beds: Bedtimes, latent: Floats, grid: Floats) -> Floats:
    """Return mean recovery at each bedtime of `grid` minus the mean as lived, points."""
    others = latent - night_part(planted, beds, beds.hours)
    return np.array(
        [
            np.mean(points(others + night_part(planted, beds, np.full_like(others, hour))))
            for hour in grid
        ]
    ) - np.mean(points(latent))
