"""Usual day: the recovery to expect after a day of one's usual strain, from this morning's.

A ridge model of the morning's recovery and of its running average, on nights from which what
strain goes with has been taken off, so that another strain can be put in its place.
"""

from typing import TypedDict

import numpy as np

from ml.engines.arrays import Floats
from ml.engines.night_table import AVERAGE_WEIGHT, NightTable, running_average
from ml.engines.ridge import Ridge, fit_ridge

# Two weeks: the fewest nights from which anything is learned.
FEWEST_NIGHTS = 14
INTERVAL_80 = (0.1, 0.9)
# WHOOP's scores lie within 1 and 99.
LOWEST_SCORE, HIGHEST_SCORE = 1.0, 99.0


class UsualDay(TypedDict):
    """A fitted model as plain values; `errors` are the 10 % and 90 % quantiles of its own."""

    intercept: float
    centre: list[float]
    scale: list[float]
    coefficients: list[float]
    usual_strain: float
    errors: list[float]


def fit_usual_day(table: NightTable, points_per_unit: float) -> UsualDay | None:
    """Fit the recovery after a usual day.

    Parameters
    ----------
    table
        The person's nights.
    points_per_unit
        What a unit of strain goes with, recovery points.

    Returns
    -------
    UsualDay or None
        None under 14 comparable nights with a known strain before.
    """
    strain = table.previous_strain
    rows = table.comparable & np.isfinite(strain)
    if int(rows.sum()) < FEWEST_NIGHTS:
        return None
    usual = float(strain[rows].mean())
    outcome = table.recovery_percent[rows] - points_per_unit * (strain[rows] - usual)
    before = np.column_stack([table.previous_recovery_percent, table.recovery_average])[rows]
    model = fit_ridge(before, outcome)
    error = outcome - model.intercept - model.contributions(before).sum(1)
    return UsualDay(
        intercept=model.intercept,
        centre=model.centre.tolist(),
        scale=model.scale.tolist(),
        coefficients=model.coefficients.tolist(),
        usual_strain=usual,
        # Of 14 errors, the middle eight tenths of themselves hold 7 in 10 of what comes.
        errors=np.quantile(error, INTERVAL_80, method="weibull").tolist(),
    )


def this_morning(table: NightTable) -> Floats:
    """Return the last morning's recovery and its running average, shape (2,).

    A recovery that is missing counts as the average; NaN where none was ever known.
    """
    average = running_average(table.recovery_percent, AVERAGE_WEIGHT)[-1:]
    today = table.recovery_percent[-1:]
    return np.concatenate([np.where(np.isnan(today), average, today), average])


def expected_recovery(
    model: UsualDay, morning: Floats, difference: float
) -> tuple[float, float, float]:
    """Return the recovery to expect, and where 8 of 10 lie.

    Parameters
    ----------
    model
        As `fit_usual_day` returned it.
    morning
        As `this_morning` returned it.
    difference
        What the day differs in from a usual one, recovery points.

    Returns
    -------
    tuple
        Mean, lower and upper end, each within 1 and 99.
    """
    ridge = Ridge(
        model["intercept"],
        np.array(model["centre"]),
        np.array(model["scale"]),
        np.array(model["coefficients"]),
    )
    mean = ridge.intercept + float(ridge.contributions(morning[None, :]).sum()) + difference
    low, mean, high = np.clip(
        [mean + model["errors"][0], mean, mean + model["errors"][1]], LOWEST_SCORE, HIGHEST_SCORE
    ).tolist()
    return mean, low, high
