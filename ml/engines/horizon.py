"""Horizon: the days after tomorrow, with the errors that the same forecast made on the past.

An algorithm is given a person's days and tells, for each of them, what it would have said that
evening of the days ahead: its path. Whatever the algorithm, the errors of its past paths, for
each number of days ahead on their own, give the intervals; and the running mean, forecast from
the same evenings, says whether it knows anything. Of several candidates and the mean the one with
the smallest error on the person's own past serves.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import TypeAlias, TypedDict

import numpy as np

from ml.engines.arrays import Floats, Ordinals
from ml.engines.track_record import Comparison, TrackRecord, condensed, track_record
from ml.engines.walk_forward import FIRST_FIT

# A week ahead: further on only the weekly pattern is left, which repeats.
DAYS_AHEAD = 7
AVERAGE = "average"

# Values of consecutive days (NaN is missing) and their weekdays (Monday 0) in; out come paths of
# shape (days, 7): row d tells of days d+1 to d+7 from the values up to d alone.
PathAlgorithm: TypeAlias = Callable[[Floats, Ordinals], Floats]
# By name.
Candidates: TypeAlias = Mapping[str, PathAlgorithm]


class HorizonState(TypedDict):
    """Which algorithm serves, and how it did; arrays and plain values alone.

    `digest` names the `n_days` that it was fitted on. `records` has one a day ahead, of the
    algorithm `serving`. The mean absolute errors, shape (7,), are of `judged` (the one that
    serves, or the best candidate where that is the average) and of naive forecasts of the same
    `n_origins` days.
    """

    n_days: int
    digest: str
    serving: str
    records: list[TrackRecord]
    judged: str
    n_origins: int
    judged_error: Floats
    mean_error: Floats
    last_error: Floats


@dataclass(frozen=True, eq=False)
class Past:
    """Known outcomes and naive forecasts of them, one row an outcome, one column a day ahead.

    Parameters
    ----------
    row
        Which of the days, shape (nights,).
    outcome
        Shape (nights,), complete, oldest first.
    mean, last
        Shape (nights, 7): the running mean and the last value as of so many days before; NaN
        where nothing was known then, which is over with the eighth outcome.
    """

    row: Ordinals
    outcome: Floats
    mean: Floats
    last: Floats


def fit(
    values: Floats,
    weekday: Ordinals,
    candidates: Candidates,
    previous: HorizonState | None = None,
    *,
    spread: bool = True,
) -> HorizonState:
    """Find which candidate serves, and walk its record.

    Parameters
    ----------
    values
        Shape (days,), consecutive days; NaN is missing; at least 8 known.
    weekday
        Shape (days,), Monday 0.
    candidates
        At least one.
    previous
        The state as of an earlier day, whose record is gone on from. The result is the same as
        without; a state of other days, or of another algorithm, is not gone on from.
    spread
        Whether to keep the errors to expect, which chances and whole paths are drawn from.

    Notes
    -----
    Whether it has done better is decided on the absolute errors of all days ahead together: one
    path, one decision.
    """
    past = past_of(values)
    forecasts = {
        name: forecasts_of(past, algorithm(values, weekday))
        for name, algorithm in candidates.items()
    }
    forecasts[AVERAGE] = past.mean
    error = {name: _error(past, each) for name, each in forecasts.items()}
    judged = min(candidates, key=lambda name: float(error[name].mean()))
    serving = judged if error[judged].mean() < error[AVERAGE].mean() else AVERAGE
    before = previous["records"] if previous and _goes_on(previous, values, serving) else None
    records = path_records(past, forecasts[serving], before)
    return HorizonState(
        n_days=len(values),
        digest=_digest(values),
        serving=serving,
        records=[condensed(record, spread=spread) for record in records],
        judged=judged,
        n_origins=len(past.outcome) - FIRST_FIT,
        judged_error=error[judged],
        mean_error=error[AVERAGE],
        last_error=_error(past, past.last),
    )


def next_path(
    state: HorizonState, values: Floats, weekday: Ordinals, candidates: Candidates
) -> Floats:
    """Return what the serving algorithm says of the 7 days after the last one."""
    if state["serving"] == AVERAGE:
        return np.full(DAYS_AHEAD, float(np.nanmean(values)))
    return candidates[state["serving"]](values, weekday)[-1]


def comparisons(state: HorizonState) -> list[Comparison]:
    """Return how the judged algorithm did against naive ones, for each number of days ahead."""
    errors = (state["judged_error"], state["mean_error"], state["last_error"])
    return [
        Comparison(state["n_origins"], *each)
        for each in zip(*(error.tolist() for error in errors), strict=True)
    ]


def past_of(values: Floats) -> Past:
    """Return the known outcomes of consecutive days, with naive forecasts of them."""
    known = np.isfinite(values)
    row = np.flatnonzero(known)
    with np.errstate(invalid="ignore"):
        mean = np.cumsum(np.where(known, values, 0.0)) / np.cumsum(known)
    last = values[np.maximum.accumulate(np.where(known, np.arange(len(values)), 0))]
    mean, last = (_told(row, np.repeat(each[:, None], DAYS_AHEAD, axis=1)) for each in (mean, last))
    return Past(row, values[known], mean, last)


def forecasts_of(past: Past, paths: Floats) -> Floats:
    """Return what paths said of each outcome, shape (nights, 7); the mean's where nothing.

    Parameters
    ----------
    past
        Of the same days.
    paths
        Shape (days, 7), from any algorithm.
    """
    told = _told(past.row, paths)
    return np.where(np.isfinite(told), told, past.mean)


def path_records(
    past: Past, forecasts: Floats, previous: list[TrackRecord] | None = None
) -> list[TrackRecord]:
    """Return the record of forecasts for each number of days ahead, whatever made them.

    Parameters
    ----------
    past
        What they were about.
    forecasts
        Shape (nights, 7), from `forecasts_of`.
    previous
        The records as of an earlier day; their nights are not walked again.
    """
    before: list[TrackRecord | None] = [None] * DAYS_AHEAD
    if previous is not None:
        before = [*previous]
    return [
        track_record(
            past.outcome, forecasts[:, ahead], past.mean[:, ahead], past.last[:, ahead], each
        )
        for ahead, each in enumerate(before)
    ]


def _told(row: Ordinals, paths: Floats) -> Floats:
    """Return what was said of each day so many days before; NaN before the first day."""
    ahead = np.arange(DAYS_AHEAD)
    evening = row[:, None] - 1 - ahead
    return np.where(evening >= 0, paths[np.maximum(evening, 0), ahead], np.nan)


def _error(past: Past, forecasts: Floats) -> Floats:
    return np.abs(past.outcome[:, None] - forecasts)[FIRST_FIT:].mean(0)


def _goes_on(previous: HorizonState, values: Floats, serving: str) -> bool:
    n_before = previous["n_days"]
    return (
        previous["serving"] == serving
        and n_before <= len(values)
        and previous["digest"] == _digest(values[:n_before])
    )


def _digest(values: Floats) -> str:
    return sha256(values.tobytes()).hexdigest()
