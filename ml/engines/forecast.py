"""Forecast (E4): tomorrow's recovery with honest spread, from what is known this evening.

A stack of a small and a big ridge model, its spread from the errors that it would have made on
the person's own past, and next to it the plain average with the errors of that, to serve where
the model has no skill. Fitted states hold arrays and plain values alone, so that they can be
stored; a new fit goes on from the last one's walk through the past, to the same result.
"""

from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from typing import TypedDict

import numpy as np

from ml.engines.arrays import Floats, Ordinals
from ml.engines.design import Design, refuse_leakage
from ml.engines.evening import big_model, evenings, nights_as_they_were, small_model
from ml.engines.night_table import NightTable
from ml.engines.ridge import Ridge, fit_stack
from ml.engines.track_record import Range, TrackRecord, ranges, track_record
from ml.engines.trust import earned_trust
from ml.engines.walk_forward import running_mean, walk_forward

# Recovery runs from 1 to 99 in the vendor's app.
LOWEST, HIGHEST = 1.0, 99.0
# WHOOP's colours: red to 33, green from 67; the forecast is continuous.
RED_BELOW, GREEN_FROM = 33.5, 66.5
# Of what was said walking forward: a recovery is told in whole points.
WALKED_DECIMALS = 2
# With this row `predict` answers with the plain average.
AVERAGE_ROW = Design((), np.zeros((1, 0)))


class VariantState(TypedDict):
    """A fitted model with its record; arrays and plain values alone.

    `coefficients` are those that the record has earned (`trust.earned_trust`); `walked` is what
    the model said of each night walking forward, before that.
    """

    names: list[str]
    intercept: float
    centre: Floats
    scale: Floats
    coefficients: Floats
    walked: Floats
    record: TrackRecord


class ForecastState(TypedDict):
    """The three models that serve: of the evening, of a what-if, and the plain average.

    `nights_digest` names the nights that they were fitted on, `n_nights` of them.
    """

    n_nights: int
    nights_digest: str
    evening: VariantState
    scenario: VariantState
    average: VariantState


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
    """

    point: float
    range50: Range
    range80: Range
    range90: Range
    red: float
    yellow: float
    green: float
    drivers: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, eq=False)
class Nights:
    """The nights that can be learned from: what was known before each, and its recovery.

    Parameters
    ----------
    day
        Ordinals of the mornings.
    evening
        What was known in the evening before, shape (nights, columns).
    scenario
        The same, and the night's own bedtime and sleep.
    outcome
        Recovery, complete.
    """

    day: Ordinals
    evening: Design
    scenario: Design
    outcome: Floats


def learnable(table: NightTable) -> Nights:
    """Return the nights whose recovery can be compared and of which something was known before.

    Any algorithm may be fitted on them, and walked forward; nights added later change none.
    """
    known = evenings(table)
    rows = np.flatnonzero(
        table.comparable & np.isfinite(known.column("recovery_average[t-1]")[:-1])
    )
    chosen = nights_as_they_were(table)
    before = known.values[rows]
    return Nights(
        table.day[rows],
        Design(known.names, before),
        Design((*known.names, *chosen.names), np.column_stack([before, chosen.values[rows]])),
        table.recovery_percent[rows],
    )


def fit(table: NightTable, previous: ForecastState | None = None) -> ForecastState:
    """Fit the models that forecast recovery, with their records on the person's own past.

    Parameters
    ----------
    table
        The person's nights; at least 8 comparable ones for a record.
    previous
        The state as of an earlier night: only nights after it are walked. The result is the same
        as without; a state of other nights is not gone on from.

    Returns
    -------
    ForecastState
        Arrays and plain values alone.

    Raises
    ------
    ValueError
        Under 2 comparable nights.
    """
    nights = learnable(table)
    if len(nights.outcome) < 2:
        raise ValueError(
            f"{len(nights.outcome)} comparable nights with one before them: expected at least 2"
        )
    if previous is not None and not same_nights(nights, previous):
        previous = None
    outcome = nights.outcome
    nothing = Design((), np.zeros((len(outcome), 0)))
    return ForecastState(
        n_nights=len(outcome),
        nights_digest=_digest(nights, len(outcome)),
        evening=_fit_variant(nights.evening, outcome, previous and previous["evening"]),
        scenario=_fit_variant(nights.scenario, outcome, previous and previous["scenario"]),
        average=_fit_variant(nothing, outcome, previous and previous["average"]),
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
    model = Ridge(
        variant["intercept"], variant["centre"], variant["scale"], variant["coefficients"]
    )
    added = model.contributions(row.values)[0]
    drivers = sorted(zip(row.names, added.tolist(), strict=True), key=lambda d: -abs(d[1]))
    return forecast_around(model.intercept + added.sum(), variant["record"], tuple(drivers))


def forecast_around(
    point: float, record: TrackRecord, drivers: tuple[tuple[str, float], ...] = ()
) -> Forecast:
    """Return a forecast with the spread of its record, whatever algorithm made it.

    Parameters
    ----------
    point
        Expected recovery; clipped to 1 to 99.
    record
        Of the same algorithm on the person's past.
    drivers
        What makes up the point, largest first.
    """
    point = float(np.clip(point, LOWEST, HIGHEST))
    half, eighty, ninety = ranges(record, point, LOWEST, HIGHEST)
    colours = _colours(point + record["spread"])
    return Forecast(point, half, eighty, ninety, *colours, drivers=drivers)


def recovery_record(
    outcome: Floats, walked: Floats, previous: TrackRecord | None = None
) -> tuple[TrackRecord, float]:
    """Return the record of forecasts made walking forward, and the trust that they have earned.

    Parameters
    ----------
    outcome
        Recovery of the learnable nights.
    walked
        From `walk_forward` with any algorithm.
    previous
        The record as of an earlier of these nights; None to begin one.

    Returns
    -------
    tuple
        The record is of what was said once drawn to the mean by the trust earned before, and
        clipped to 1 to 99; by the trust, 0 to 1, tomorrow's departure from the mean is to be
        drawn as well.
    """
    mean = running_mean(outcome)
    trust = earned_trust(walked, mean, outcome)
    said = np.clip(mean + trust[:-1] * (walked - mean), LOWEST, HIGHEST)
    last = np.concatenate([[np.nan], outcome[:-1]])
    return track_record(outcome, said, mean, last, previous), float(trust[-1])


def _fit_variant(design: Design, outcome: Floats, previous: VariantState | None) -> VariantState:
    refuse_leakage(design)
    stack = partial(fit_stack, small=small_model(design.names), big=big_model(design.names))
    if design.names:
        before = previous and previous["walked"]
        walked = walk_forward(design.values, outcome, stack, walked=before).round(WALKED_DECIMALS)
    else:
        walked = running_mean(outcome)
    record, trust = recovery_record(outcome, walked, previous and previous["record"])
    model = stack(design.values, outcome)
    return VariantState(
        names=list(design.names),
        intercept=model.intercept,
        centre=model.centre,
        scale=model.scale,
        coefficients=trust * model.coefficients,
        walked=walked,
        record=record,
    )


def same_nights(nights: Nights, previous: ForecastState) -> bool:
    """Return whether an earlier state was fitted on the first of these very nights."""
    n_before = previous["n_nights"]
    return n_before <= len(nights.outcome) and (
        _digest(nights, n_before) == previous["nights_digest"]
    )


def _digest(nights: Nights, n_nights: int) -> str:
    """Return a name for the first nights, from which a later walk can tell that it may go on."""
    known = sha256(nights.scenario.values[:n_nights].tobytes())
    known.update(nights.outcome[:n_nights].tobytes())
    return known.hexdigest()


def _variant(state: ForecastState, names: tuple[str, ...]) -> VariantState:
    for variant in (state["evening"], state["scenario"], state["average"]):
        if tuple(variant["names"]) == names:
            return variant
    raise ValueError(
        f"columns {names!r}: expected those of the evening, {state['evening']['names']!r}, "
        "with or without a scenario's, or none"
    )


def _colours(outcomes: Floats) -> tuple[float, float, float]:
    """Return the probabilities of red, yellow and green, none of them ever 0.

    One outcome more than was seen, a third of each colour: what has not happened yet may.
    """
    n_red, n_green = int((outcomes < RED_BELOW).sum()), int((outcomes >= GREEN_FROM).sum())
    n_yellow = len(outcomes) - n_red - n_green
    total = len(outcomes) + 1
    return (n_red + 1 / 3) / total, (n_yellow + 1 / 3) / total, (n_green + 1 / 3) / total
