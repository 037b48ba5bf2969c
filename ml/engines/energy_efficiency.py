"""Energy efficiency: energy at equal minutes and load by activity, and speed at a heart rate.

The logarithm of a workout's energy lies on one plane over those of its minutes and its training
impulse, with a level of its own for each activity. Workouts of a fortnight resemble each other,
so intervals are widened by what a sum of such residuals scatters more than one of independent
ones.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import stdtrit

from ml.engines.arrays import Flags, Floats, Ordinals
from ml.engines.random_intercepts import fit_random_intercepts, levels

HALF_90 = 1.645
# Two-sided 90 % of a t-distribution.
UPPER_TAIL = 0.95


@dataclass(frozen=True, eq=False)
class EqualLoad:
    """The energy of each kind at equal minutes and load, and what is left over.

    Parameters
    ----------
    minutes, load
        At which kinds are compared: the medians of all workouts.
    energy, low, high
        One a kind, with its 90 % interval.
    lived
        Whether the load lies within those of the kind's own workouts.
    residual
        Logarithm of each workout's energy over what was to be expected.
    """

    minutes: float
    load: float
    energy: Floats
    low: Floats
    high: Floats
    lived: Flags
    residual: Floats


@dataclass(frozen=True)
class GeometricMean:
    """A geometric mean with its 90 % interval, and the logarithm of each value over it."""

    value: float
    low: float
    high: float
    residual: Floats


def energy_at_equal_load(
    energy: Floats, kind: Ordinals, minutes: Floats, load: Floats, n_kinds: int
) -> EqualLoad:
    """Return the energy of each kind at the median minutes and the median load.

    Parameters
    ----------
    energy, minutes
        Positive, one a workout, oldest first.
    kind
        From 0 to n_kinds - 1.
    load
        Training impulse, 0 or above.
    n_kinds
        How many kinds there are.

    Notes
    -----
    ln energy = level(kind) + a ln minutes + b ln(load + 1), by random intercepts. Variances are
    multiplied by `long_run_ratio` of the residuals.

    Examples
    --------
    >>> minutes, load = np.tile([20.0, 40.0], 20), np.tile([30.0, 30.0, 90.0, 90.0], 10)
    >>> kind = np.repeat([0, 1], 20)
    >>> energy = np.where(kind == 1, 8.0, 4.0) * minutes
    >>> energy_at_equal_load(energy, kind, minutes, load, 2).energy.round(0)
    array([120., 240.])
    """
    columns = np.log(np.column_stack([minutes, load + 1]))
    outcome = np.log(energy)
    state = fit_random_intercepts(outcome, kind, columns, n_kinds)
    residual = outcome - levels(state, kind, columns).mean
    usual_minutes, usual_load = float(np.median(minutes)), float(np.median(load))
    reference = np.log([usual_minutes, usual_load + 1])
    level = levels(state, np.arange(n_kinds), np.tile(reference, (n_kinds, 1)))
    half = HALF_90 * np.sqrt(level.variance * long_run_ratio(residual))
    above, below = (
        np.bincount(kind, side, minlength=n_kinds) > 0
        for side in (load >= usual_load, load <= usual_load)
    )
    return EqualLoad(
        minutes=usual_minutes,
        load=usual_load,
        energy=np.exp(level.mean),
        low=np.exp(level.mean - half),
        high=np.exp(level.mean + half),
        lived=above & below,
        residual=residual,
    )


def geometric_mean(values: Floats) -> GeometricMean:
    """Return the geometric mean of positive values, oldest first, at least 2.

    Notes
    -----
    By Student's t on the logarithms, their variance multiplied by `long_run_ratio`.

    Examples
    --------
    >>> found = geometric_mean(np.array([1.0, 4.0]))
    >>> round(found.value, 6), round(found.low, 3)  # t of 1 degree at 95 %: 6.314
    (2.0, 0.025)
    """
    logarithm = np.log(values)
    residual = logarithm - logarithm.mean()
    error = np.sqrt(logarithm.var(ddof=1) * long_run_ratio(residual) / len(values))
    half = float(stdtrit(len(values) - 1, UPPER_TAIL) * error)
    mean = float(logarithm.mean())
    return GeometricMean(
        float(np.exp(mean)), float(np.exp(mean - half)), float(np.exp(mean + half)), residual
    )


def long_run_ratio(residual: Floats) -> float:
    """Return how much more the sum of residuals scatters than one of independent ones, at least 1.

    Parameters
    ----------
    residual
        In order of time, with mean 0.

    Notes
    -----
    1 + 2 sum over lags of (1 - l / (L + 1)) r_l, L = floor(4 (n / 100)^(2/9)), as Newey and West.

    Examples
    --------
    >>> long_run_ratio(np.tile([1.0, -1.0], 50))
    1.0
    >>> round(long_run_ratio(np.tile(np.repeat([1.0, -1.0], 20), 5)), 2)
    4.24
    """
    n_rows, total = len(residual), float(residual @ residual)
    if total == 0:
        return 1.0
    n_lags = min(int(4 * (n_rows / 100) ** (2 / 9)), n_rows - 1)
    correlation = [residual[lag:] @ residual[:-lag] / total for lag in range(1, n_lags + 1)]
    weight = 1 - np.arange(1, n_lags + 1) / (n_lags + 1)
    return max(1.0, 1 + 2 * float(weight @ np.array(correlation)))
