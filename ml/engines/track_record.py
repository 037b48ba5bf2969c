"""Track record: how a forecast did on the person's own past, and the spread that follows from it.

Whatever algorithm made the forecasts, their errors walking forward say how wide its intervals
must be, how likely each colour is, and whether a naive forecast would have done as well. The
record is kept with the model and goes on by one error a day.
"""

from dataclasses import dataclass
from typing import TypedDict

import numpy as np

from ml.engines.arrays import Floats
from ml.engines.conformal import adapted_aim, half_width
from ml.engines.walk_forward import FIRST_FIT

# Promised shares of misses: intervals of 50, 80 and 90 %.
MISS_SHARES = (0.5, 0.2, 0.1)
# Fewer errors say less of the spread than the outcomes themselves.
FEWEST_ERRORS = 10


class TrackRecord(TypedDict):
    """Errors of a forecast and of naive ones on the same nights, plain values and arrays.

    `errors` are outcome less forecast, walking forward, oldest first; `mean_errors` and
    `last_errors` those of the running mean and of the last value on the same nights. `spread`
    are the errors to expect, `aims` the shares of misses to aim at for each of MISS_SHARES, and
    `half_widths` those of the next intervals. `n_errors` counts the errors, kept or not.
    """

    n_errors: int
    errors: Floats
    mean_errors: Floats
    last_errors: Floats
    spread: Floats
    aims: list[float]
    half_widths: list[float]


@dataclass(frozen=True)
class Range:
    """An interval that holds the outcome with the promised share."""

    low: float
    high: float


@dataclass(frozen=True)
class Comparison:
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


def track_record(
    outcome: Floats,
    forecast: Floats,
    mean: Floats,
    last: Floats,
    previous: TrackRecord | None = None,
) -> TrackRecord:
    """Return the record of a forecast, going on from an earlier one.

    Parameters
    ----------
    outcome
        Shape (nights,), complete, oldest first.
    forecast
        Shape (nights,), made walking forward.
    mean, last
        Shape (nights,): the naive forecasts of the same nights.
    previous
        The record as of an earlier of these nights, from which the aims go on; None to begin one.
    """
    errors = (outcome - forecast)[FIRST_FIT:]
    before, n_seen = MISS_SHARES, 0
    if previous is not None:
        before, n_seen = previous["aims"], previous["n_errors"]
    aims = [
        adapted_aim(errors, miss, aim, n_seen)
        for miss, aim in zip(MISS_SHARES, before, strict=True)
    ]
    return TrackRecord(
        n_errors=len(errors),
        errors=errors,
        mean_errors=(outcome - mean)[FIRST_FIT:],
        last_errors=(outcome - last)[FIRST_FIT:],
        spread=errors if len(errors) >= FEWEST_ERRORS else outcome - outcome.mean(),
        aims=aims,
        half_widths=[
            half_width(errors, miss, aim) for miss, aim in zip(MISS_SHARES, aims, strict=True)
        ],
    )


def condensed(record: TrackRecord, last: int = 0, *, spread: bool = True) -> TrackRecord:
    """Return what intervals, and with the `spread` chances, are made from; errors take room.

    Parameters
    ----------
    record
        From `track_record`.
    last
        Of how many nights to keep the errors, to a thousandth.
    spread
        Whether to keep the errors to expect, to a tenth: of recovery, whole points themselves.
    """
    first = max(0, len(record["errors"]) - last)
    return TrackRecord(
        n_errors=record["n_errors"],
        errors=record["errors"][first:].round(3),
        mean_errors=record["mean_errors"][first:].round(3),
        last_errors=record["last_errors"][first:].round(3),
        spread=record["spread"].round(1) if spread else np.zeros(0),
        aims=record["aims"],
        half_widths=record["half_widths"],
    )


def ranges(record: TrackRecord, point: float, lowest: float, highest: float) -> list[Range]:
    """Return the intervals of 50, 80 and 90 % around a forecast, within the bounds.

    The whole range from `lowest` to `highest` while there are too few past errors.
    """
    halves = record["half_widths"]
    return [Range(max(lowest, point - half), min(highest, point + half)) for half in halves]


def compared(record: TrackRecord, last: int | None = None) -> Comparison:
    """Return how a forecast did against naive ones on the last nights, or on all."""
    n_errors = len(record["errors"])
    n_origins = n_errors if last is None else min(last, n_errors)

    def error(errors: Floats) -> float:
        return float(np.abs(errors[len(errors) - n_origins :]).mean()) if n_origins else np.nan

    return Comparison(
        n_origins,
        error(record["errors"]),
        error(record["mean_errors"]),
        error(record["last_errors"]),
    )
