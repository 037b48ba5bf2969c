"""Forecast (E4): tomorrow's recovery with honest spread, from what is known this evening.

A small ridge model, its spread from the errors that it would have made on the person's own past,
and next to it the plain average with the errors of that, to serve where the model has no skill.
Fitted states hold arrays and plain values alone, so that they can be stored.
"""

from dataclasses import dataclass
from typing import TypedDict

import numpy as np

from ml.engines.arrays import Floats
from ml.engines.conformal import adapted_aim, half_width
from ml.engines.design import Design, refuse_leakage
from ml.engines.evening import ASLEEP, BEDTIME, evenings, nights_as_they_were
from ml.engines.night_table import NightTable
from ml.engines.walk_forward import FIRST_FIT, Ridge, fit_ridge, running_mean, walk_forward

# Recovery runs from 1 to 99 in the vendor's app.
LOWEST, HIGHEST = 1.0, 99.0
# Promised shares of misses: intervals of 50, 80 and 90 %.
MISS_SHARES = (0.5, 0.2, 0.1)
# WHOOP's colours: red to 33, green from 67; the forecast is continuous.
RED_BELOW, GREEN_FROM = 33.5, 66.5
# With this row `predict` answers with the plain average.
AVERAGE_ROW = Design((), np.zeros((1, 0)))
# Fewer errors say less of the spread than the recoveries themselves.
FEWEST_ERRORS = 10


class VariantState(TypedDict):
    """A fitted model with its record; arrays and plain values alone.

    `errors` are outcome less forecast, walking forward, oldest first; `mean_errors` and
    `last_errors` those of the running mean and of the last value on the same nights. `spread`
    are the errors to expect, `aims` the shares of misses to aim at for each of MISS_SHARES.
    `lowest` and `highest` bound what was lived of each column.
    """

    names: list[str]
    intercept: float
    centre: Floats
    scale: Floats
    coefficients: Floats
    lowest: Floats
    highest: Floats
    n_nights: int
    errors: Floats
    mean_errors: Floats
    last_errors: Floats
    spread: Floats
    aims: list[float]


class ForecastState(TypedDict):
    """The three models that serve: of the evening, of a what-if, and the plain average."""

    evening: VariantState
    scenario: VariantState
    average: VariantState


@dataclass(frozen=True)
class Range:
    """An interval that holds the outcome with the promised share."""

    low: float
    high: float


@dataclass(frozen=True)
class Forecast:
    """A forecast of recovery, 1 to 99 points.

    Parameters
    ----------
    point
        Expected recovery.
    range50, range80, range90
        Intervals; 1 to 99 while there are too few past errors.
    red, yellow, green
        Probabilities of the colours, adding up to 1.
    drivers
        Name of each column and the points that it adds to the average evening's forecast, before
        the bounds of 1 and 99; largest first.
    beyond_lived
        Columns of a what-if that lay outside what was lived and count as its nearest value.
    """

    point: float
    range50: Range
    range80: Range
    range90: Range
    red: float
    yellow: float
    green: float
    drivers: tuple[tuple[str, float], ...]
    beyond_lived: tuple[str, ...]


@dataclass(frozen=True)
class Record:
    """How forecasts did against naive ones on the same past nights, mean absolute errors."""

    n_origins: int
    model: float
    running_mean: float
    last_value: float

    @property
    def skill_against_mean(self) -> float:
        """Share by which the error is smaller than the running mean's; negative: larger."""
        return 1 - self.model / self.running_mean if self.running_mean > 0 else 0.0

    @property
    def skill_against_last(self) -> float:
        """Share by which the error is smaller than the last value's; negative: larger."""
        return 1 - self.model / self.last_value if self.last_value > 0 else 0.0


def fit(table: NightTable) -> ForecastState:
    """Fit the models that forecast recovery, with their records on the person's own past.

    Parameters
    ----------
    table
        The person's nights; at least 8 comparable ones for a record.

    Returns
    -------
    ForecastState
        Arrays and plain values alone.

    Raises
    ------
    ValueError
        Under 2 comparable nights.
    """
    known = evenings(table)
    rows = np.flatnonzero(
        table.comparable & np.isfinite(known.column("recovery_average[t-1]")[:-1])
    )
    if len(rows) < 2:
        raise ValueError(f"{len(rows)} comparable nights with one before them: expected at least 2")
    outcome = table.recovery_percent[rows]
    chosen = nights_as_they_were(table)
    both = Design(
        (*known.names, *chosen.names), np.column_stack([known.values[:-1], chosen.values])
    )
    return ForecastState(
        evening=_fit_variant(Design(known.names, known.values[rows]), outcome),
        scenario=_fit_variant(Design(both.names, both.values[rows]), outcome),
        average=_fit_variant(Design((), np.zeros((len(rows), 0))), outcome),
    )


def predict(state: ForecastState, row: Design) -> Forecast:
    """Forecast recovery from tomorrow's row.

    Parameters
    ----------
    state
        From `fit`.
    row
        From `evening.tomorrow`; with a scenario's columns it is a what-if. AVERAGE_ROW is
        answered with the plain average.

    Raises
    ------
    LeakedOutcome
        If a column is an ingredient of recovery of the same night.
    """
    refuse_leakage(row)
    variant = _variant(state, row.names)
    values = row.values[0]
    chosen = np.isin(row.names, (BEDTIME, ASLEEP))
    lived = np.where(chosen, np.clip(values, variant["lowest"], variant["highest"]), values)
    beyond = chosen & np.isfinite(values) & (lived != values)
    added = _ridge(variant).contributions(lived[None, :])[0]
    point = float(np.clip(variant["intercept"] + added.sum(), LOWEST, HIGHEST))
    red, yellow, green = _colours(point + variant["spread"])
    half, eighty, ninety = (
        _range(point, half_width(variant["errors"], miss, aim))
        for miss, aim in zip(MISS_SHARES, variant["aims"], strict=True)
    )
    drivers = sorted(zip(row.names, added.tolist(), strict=True), key=lambda d: -abs(d[1]))
    names = tuple(name for name, out in zip(row.names, beyond.tolist(), strict=True) if out)
    return Forecast(point, half, eighty, ninety, red, yellow, green, tuple(drivers), names)


def record(variant: VariantState, last: int | None = None) -> Record:
    """Return how a model did against naive forecasts on the last nights, or on all."""
    n_origins = len(variant["errors"]) if last is None else min(last, len(variant["errors"]))

    def error(errors: Floats) -> float:
        return float(np.abs(errors[len(errors) - n_origins :]).mean()) if n_origins else np.nan

    return Record(
        n_origins,
        error(variant["errors"]),
        error(variant["mean_errors"]),
        error(variant["last_errors"]),
    )


def _fit_variant(design: Design, outcome: Floats) -> VariantState:
    refuse_leakage(design)
    values = design.values
    mean = running_mean(outcome)
    forecast = walk_forward(values, outcome) if design.names else mean
    last = np.concatenate([[np.nan], outcome[:-1]])
    errors = (outcome - np.clip(forecast, LOWEST, HIGHEST))[FIRST_FIT:]
    model = fit_ridge(values, outcome)
    known, lived = np.isfinite(values), np.isfinite(values).any(0)
    return VariantState(
        names=list(design.names),
        intercept=model.intercept,
        centre=model.centre,
        scale=model.scale,
        coefficients=model.coefficients,
        lowest=np.where(lived, np.where(known, values, np.inf).min(0), -np.inf),
        highest=np.where(lived, np.where(known, values, -np.inf).max(0), np.inf),
        n_nights=len(outcome),
        errors=errors,
        mean_errors=(outcome - mean)[FIRST_FIT:],
        last_errors=(outcome - last)[FIRST_FIT:],
        spread=errors if len(errors) >= FEWEST_ERRORS else outcome - outcome.mean(),
        aims=[adapted_aim(errors, miss) for miss in MISS_SHARES],
    )


def _variant(state: ForecastState, names: tuple[str, ...]) -> VariantState:
    for variant in (state["evening"], state["scenario"], state["average"]):
        if tuple(variant["names"]) == names:
            return variant
    raise ValueError(
        f"columns {names!r}: expected those of the evening, {state['evening']['names']!r}, "
        "with or without a scenario's, or none"
    )


def _ridge(variant: VariantState) -> Ridge:
    return Ridge(variant["intercept"], variant["centre"], variant["scale"], variant["coefficients"])


def _range(point: float, half: float) -> Range:
    return Range(max(LOWEST, point - half), min(HIGHEST, point + half))


def _colours(outcomes: Floats) -> tuple[float, float, float]:
    """Return the probabilities of red, yellow and green, none of them ever 0.

    One outcome more than was seen, a third of each colour: what has not happened yet may.
    """
    n_red, n_green = int((outcomes < RED_BELOW).sum()), int((outcomes >= GREEN_FROM).sum())
    n_yellow = len(outcomes) - n_red - n_green
    total = len(outcomes) + 1
    return (n_red + 1 / 3) / total, (n_yellow + 1 / 3) / total, (n_green + 1 / 3) / total
