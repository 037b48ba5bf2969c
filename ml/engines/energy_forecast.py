"""Energy forecast: kcal a minute of a workout from its activity and columns such as duration.

The logarithm of kcal a minute lies on one line for all activities with a level of its own for
each, drawn towards the others where it was seen seldom. Next to it stands the naive forecast,
the activity's mean kcal a minute so far, with its own errors, to serve where the line is no
better.
"""

from dataclasses import dataclass
from typing import TypedDict

import numpy as np

from ml.engines.arrays import Floats, Ordinals
from ml.engines.conformal import adapted_aim, half_width
from ml.engines.random_intercepts import (
    RandomInterceptsState,
    fit_random_intercepts,
    levels,
)

# One more than an intercept, two slopes and a variance; leaves ten workouts with five errors,
# the fewest that hold 80 %.
FIRST_FIT = 5
# Each activity that is new moves the levels, and most are new at first: fitted anew for every
# workout up to 60. Later on every 25th; what serves is fresher, so its errors are not understated.
FEW_WORKOUTS, STRIDE = 60, 25
MISS_SHARE = 0.2


@dataclass(frozen=True, eq=False)
class EnergyTable:
    """Workouts with known energy, oldest first, complete.

    Parameters
    ----------
    kind
        Which activity, from 0 to n_kinds - 1.
    n_kinds
        How many activities there are.
    minutes, energy_kcal
        Duration and energy, positive.
    columns
        What else is known beforehand, shape (workouts, columns).
    """

    kind: Ordinals
    n_kinds: int
    minutes: Floats
    energy_kcal: Floats
    columns: Floats

    @property
    def rate(self) -> Floats:
        """Energy a minute, kcal."""
        return self.energy_kcal / self.minutes


class EnergyForecastState(TypedDict):
    """A fitted model with its record; arrays and plain values alone.

    `mean_rate` are kcal a minute, one an activity. `errors` and `mean_errors` are logarithms of
    true over forecast energy, of the model and of the activity's mean so far, walking forward;
    `kcal_error`, `mean_kcal_error` and `overall_kcal_error` mean absolute errors in kcal on the
    same workouts, the last of the mean over all activities so far. `n_errors` counts the errors,
    kept or not, and the half-widths are those of intervals around the next forecast.
    """

    model: RandomInterceptsState
    mean_rate: Floats
    errors: Floats
    mean_errors: Floats
    n_errors: int
    half_width: float
    mean_half_width: float
    kcal_error: float
    mean_kcal_error: float
    overall_kcal_error: float


@dataclass(frozen=True)
class EnergyForecast:
    """Expected kcal a minute, and the 80 % interval of one workout's."""

    rate: float
    low: float
    high: float


def fit_energy(table: EnergyTable) -> EnergyForecastState:
    """Fit the model, with the errors that it would have made on the person's own past.

    Parameters
    ----------
    table
        At least 6 workouts.

    Returns
    -------
    EnergyForecastState
        Arrays and plain values alone.

    Examples
    --------
    >>> minutes = np.linspace(20, 60, 30)
    >>> table = EnergyTable(
    ...     kind=np.zeros(30, dtype=np.int64),
    ...     n_kinds=1,
    ...     minutes=minutes,
    ...     energy_kcal=8 * minutes,
    ...     columns=np.log(minutes)[:, None],
    ... )
    >>> forecast_energy(fit_energy(table), 0, np.log([30.0]), beats_mean=True)
    EnergyForecast(rate=8.0, low=8.0, high=8.0)
    """
    log_rate = np.log(table.rate)
    forecast = np.exp(_walk_forward(table, log_rate)[FIRST_FIT:])
    own_mean, overall_mean = (mean[FIRST_FIT:] for mean in _means_so_far(table))
    minutes, true = table.minutes[FIRST_FIT:], table.energy_kcal[FIRST_FIT:]

    def kcal_error(rate: Floats) -> float:
        return float(np.abs(true - rate * minutes).mean())

    errors = log_rate[FIRST_FIT:] - np.log(forecast)
    mean_errors = log_rate[FIRST_FIT:] - np.log(own_mean)
    counts = np.bincount(table.kind, minlength=table.n_kinds)
    sums = np.bincount(table.kind, table.rate, minlength=table.n_kinds)
    return EnergyForecastState(
        model=fit_random_intercepts(log_rate, table.kind, table.columns, table.n_kinds),
        mean_rate=np.where(counts > 0, sums / np.maximum(counts, 1), table.rate.mean()),
        errors=errors,
        mean_errors=mean_errors,
        n_errors=len(errors),
        half_width=adapted_half_width(errors),
        mean_half_width=adapted_half_width(mean_errors),
        kcal_error=kcal_error(forecast),
        mean_kcal_error=kcal_error(own_mean),
        overall_kcal_error=kcal_error(overall_mean),
    )


def forecast_energy(
    state: EnergyForecastState, kind: int, columns: Floats, *, beats_mean: bool
) -> EnergyForecast:
    """Return the kcal a minute to expect of one workout.

    Parameters
    ----------
    state
        From `fit_energy`.
    kind
        Which activity.
    columns
        Shape (columns,), complete.
    beats_mean
        False answers with the activity's mean and the errors of that.

    Returns
    -------
    EnergyForecast
        The interval is conformal on logarithms, adapted to past misses.
    """
    rate, half = float(state["mean_rate"][kind]), state["mean_half_width"]
    if beats_mean:
        level = levels(state["model"], np.array([kind]), columns[None, :])
        rate, half = float(np.exp(level.mean[0])), state["half_width"]
    return EnergyForecast(rate, rate * float(np.exp(-half)), rate * float(np.exp(half)))


def adapted_half_width(errors: Floats) -> float:
    """Return half the width of an 80 % interval, adapted to past misses.

    Parameters
    ----------
    errors
        On logarithms, oldest first.
    """
    return half_width(errors, MISS_SHARE, adapted_aim(errors, MISS_SHARE))


def _walk_forward(table: EnergyTable, log_rate: Floats) -> Floats:
    """Return the forecast logarithm of each workout's rate from the workouts before it."""
    forecast = np.full(len(log_rate), np.nan)
    start = FIRST_FIT
    while start < len(log_rate):
        stop = start + (1 if start < FEW_WORKOUTS else STRIDE)
        model = fit_random_intercepts(
            log_rate[:start], table.kind[:start], table.columns[:start], table.n_kinds
        )
        forecast[start:stop] = levels(model, table.kind[start:stop], table.columns[start:stop]).mean
        start = stop
    return forecast


def _means_so_far(table: EnergyTable) -> tuple[Floats, Floats]:
    """Return the mean rate before each workout of its activity, and of all workouts.

    An activity not seen before has the mean of all; the first workout has none.
    """
    rate = table.rate
    overall = np.concatenate([[np.nan], np.cumsum(rate)[:-1] / np.arange(1, len(rate))])
    own = overall.copy()
    for kind in range(table.n_kinds):
        (rows,) = np.nonzero(table.kind == kind)
        own[rows[1:]] = np.cumsum(rate[rows])[:-1] / np.arange(1, len(rows))
    return own, overall
