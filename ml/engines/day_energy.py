"""Day energy: kcal of a whole day from its weekday and, where it is planned or known, its strain.

A ridge model of the logarithm of energy, which bends upwards with strain as the device's numbers
do, and from which errors are shares of a day. Beside it stands the naive forecast, the mean of
all days so far, with its own errors, to serve where the model is no better.
"""

from dataclasses import dataclass
from typing import TypedDict

import numpy as np

from ml.engines.arrays import Floats, Ordinals
from ml.engines.energy_forecast import adapted_half_width
from ml.engines.ridge import Ridge, fit_ridge
from ml.engines.walk_forward import FIRST_FIT, running_mean, walk_forward
from ml.history import History

WEEK_DAYS = 7
# Asleep the whole day a body uses more than half of what it usually does: with less on record
# the strap was off for hours.
LEAST_SHARE_OF_USUAL = 0.5


class DayEnergyState(TypedDict):
    """A fitted model with its record; arrays and plain values alone.

    `errors` and `mean_errors` are logarithms of true over forecast energy, of the model and of the
    mean so far, walking forward; `kcal_error` and `mean_kcal_error` mean absolute errors in kcal on
    the same days. `n_errors` counts the errors, kept or not, and the half-widths are those of
    intervals around the next forecast.
    """

    intercept: float
    centre: Floats
    scale: Floats
    coefficients: Floats
    mean_kcal: float
    errors: Floats
    mean_errors: Floats
    n_errors: int
    half_width: float
    mean_half_width: float
    kcal_error: float
    mean_kcal_error: float


@dataclass(frozen=True, eq=False)
class WholeDays:
    """Days worn from morning to night, oldest first, complete.

    Parameters
    ----------
    weekday
        Monday 0.
    strain, energy_kcal
        Of the whole day.
    """

    weekday: Ordinals
    strain: Floats
    energy_kcal: Floats


@dataclass(frozen=True)
class DayEnergy:
    """Expected kcal of a day, and the 80 % interval of one such day."""

    kcal: float
    low: float
    high: float


def whole_days(history: History) -> WholeDays:
    """Return the days of a history from which the energy of a day can be learned.

    Parameters
    ----------
    history
        A person's history. Its first and its last day are left out: the strap was put on during
        the one, and the other may still go on.

    Examples
    --------
    >>> from ml.history import empty
    >>> len(whole_days(empty()).strain)
    0
    """
    nights = history.nights
    inside = slice(1, -1)
    energy, strain = np.asarray(nights.energy_kcal)[inside], np.asarray(nights.strain)[inside]
    rows = np.flatnonzero(np.isfinite(energy) & (energy > 0) & np.isfinite(strain))
    if len(rows):
        rows = rows[energy[rows] >= LEAST_SHARE_OF_USUAL * np.median(energy[rows])]
    day = np.asarray(nights.day, dtype=np.int64)[inside][rows]
    return WholeDays((day - 1) % WEEK_DAYS, strain[rows], energy[rows])


def day_columns(weekday: Ordinals, strain: Floats | None) -> Floats:
    """Return what is known of days beforehand: one column a weekday, and strain if it is.

    Examples
    --------
    >>> day_columns(np.array([6]), np.array([12.5])).tolist()
    [[0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 12.5]]
    """
    weekdays = (weekday[:, None] == np.arange(WEEK_DAYS)).astype(np.float64)
    return weekdays if strain is None else np.column_stack([weekdays, strain])


def fit_day_energy(columns: Floats, energy_kcal: Floats) -> DayEnergyState:
    """Fit the model, with the errors that it would have made on the person's own past.

    Parameters
    ----------
    columns
        From `day_columns`, shape (days, columns), oldest first.
    energy_kcal
        Shape (days,), positive, at least 8.

    Returns
    -------
    DayEnergyState
        Arrays and plain values alone.

    Examples
    --------
    >>> strain = np.tile([5.0, 10.0, 15.0], 30)
    >>> columns = day_columns(np.arange(90) % 7, strain)
    >>> state = fit_day_energy(columns, 2000 * np.exp(0.03 * (strain - 10)))
    >>> hard = day_columns(np.array([2]), np.array([15.0]))[0]
    >>> round(forecast_day(state, hard, beats_mean=True).kcal, -1)
    2320.0
    """
    log_energy = np.log(energy_kcal)
    known = slice(FIRST_FIT, None)
    forecast = walk_forward(columns, log_energy, fit_ridge)[known]
    mean, true = running_mean(energy_kcal)[known], energy_kcal[known]
    errors, mean_errors = log_energy[known] - forecast, log_energy[known] - np.log(mean)
    model = fit_ridge(columns, log_energy)
    return DayEnergyState(
        intercept=model.intercept,
        centre=model.centre,
        scale=model.scale,
        coefficients=model.coefficients,
        mean_kcal=float(energy_kcal.mean()),
        errors=errors,
        mean_errors=mean_errors,
        n_errors=len(errors),
        half_width=adapted_half_width(errors),
        mean_half_width=adapted_half_width(mean_errors),
        kcal_error=float(np.abs(true - np.exp(forecast)).mean()),
        mean_kcal_error=float(np.abs(true - mean).mean()),
    )


def forecast_day(state: DayEnergyState, columns: Floats, *, beats_mean: bool) -> DayEnergy:
    """Return the kcal to expect of a day.

    Parameters
    ----------
    state
        From `fit_day_energy`.
    columns
        One row of `day_columns`, as the model was fitted on.
    beats_mean
        False answers with the mean of all days and the errors of that.

    Returns
    -------
    DayEnergy
        The interval is conformal on logarithms, adapted to past misses.
    """
    kcal, half = state["mean_kcal"], state["mean_half_width"]
    if beats_mean:
        model = Ridge(state["intercept"], state["centre"], state["scale"], state["coefficients"])
        kcal = float(np.exp(model.predict(columns[None, :])[0]))
        half = state["half_width"]
    return DayEnergy(kcal, kcal * float(np.exp(-half)), kcal * float(np.exp(half)))
