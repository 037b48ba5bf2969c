"""Champion: another algorithm that has replaced the own one, with a record of its own.

Its intervals and colours come from its own errors walking forward over the last nights, and it is
trusted as far as they have earned it, like the algorithm that it replaces.
"""

from typing import TypedDict

from ml.engines.arrays import Floats
from ml.engines.candidates import Series, candidates
from ml.engines.contest import STRIDE, steps_of
from ml.engines.design import Design
from ml.engines.forecast import Forecast, Nights, forecast_around, recovery_record
from ml.engines.track_record import TrackRecord
from ml.engines.walk_forward import FIRST_FIT, Predictor, Schedule, running_mean, walk_forward


class ChampionState(TypedDict):
    """A fitted champion; `model` is scikit-learn's, None for a series, fitted where it is asked."""

    name: str
    model: Predictor | None
    mean: float
    trust: float
    walked: Floats
    record: TrackRecord


def crown(nights: Nights, name: str, previous: ChampionState | None) -> ChampionState:
    """Fit a champion and walk it over the nights that it was contested on, and those since.

    Parameters
    ----------
    nights
        What can be learned from, at least 120 nights.
    name
        Of a candidate.
    previous
        Of the same first nights, whose walk is gone on from; None to walk anew.
    """
    values, outcome = nights.evening.values, nights.outcome
    algorithm = candidates(nights.evening.names)[name]
    model = algorithm(values, outcome)
    # A series goes on from the night of its refit, so its walk begins at one.
    going_on = previous is not None and previous["name"] == name and not isinstance(model, Series)
    before = previous["walked"] if previous and going_on else _mean_until_contested(outcome)
    walked = walk_forward(values, outcome, algorithm, walked=before, schedule=Schedule(STRIDE))
    record, trust = recovery_record(
        outcome, walked, previous["record"] if previous and going_on else None
    )
    return ChampionState(
        name=name,
        model=None if isinstance(model, Series) else model,
        mean=float(outcome.mean()),
        trust=trust,
        walked=walked,
        record=record,
    )


def forecast_by(state: ChampionState, nights: Nights, row: Design) -> Forecast:
    """Forecast from tomorrow's row.

    Parameters
    ----------
    state
        From `crown`.
    nights
        Up to today, which a series is fitted on.
    row
        From `evening.tomorrow`.
    """
    model = state["model"]
    if model is None:
        algorithm = candidates(nights.evening.names)[state["name"]]
        model = algorithm(nights.evening.values, nights.outcome)
    departure = float(model.predict(row.values)[0]) - state["mean"]
    return forecast_around(state["mean"] + state["trust"] * departure, state["record"])


def _mean_until_contested(outcome: Floats) -> Floats:
    """Return the running mean of the nights before those contested, a whole number of refits."""
    contested = steps_of(len(outcome)) * STRIDE
    refits = max(0, (len(outcome) - contested - FIRST_FIT) // STRIDE)
    return running_mean(outcome)[: FIRST_FIT + refits * STRIDE]
