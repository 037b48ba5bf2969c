"""Champion: another algorithm that has replaced the own one, with a record of its own.

Its intervals and colours come from its own errors walking forward over the last nights, and it is
trusted as far as they have earned it, like the algorithm that it replaces.
"""

from datetime import date
from typing import TypedDict

from ml.engines.arrays import Floats
from ml.engines.candidates import Series, candidates
from ml.engines.contest import STRIDE, steps_of
from ml.engines.design import Design
from ml.engines.forecast import WALKED_DECIMALS, Forecast, Nights, forecast_around, recovery_record
from ml.engines.track_record import TrackRecord
from ml.engines.walk_forward import FIRST_FIT, Predictor, Schedule, running_mean, walk_forward


class ChampionState(TypedDict):
    """A fitted champion; `model` is scikit-learn's, None for a series, fitted where it is asked.

    `n_before` nights lie before those that it was contested on; of them its walk has the mean.
    """

    name: str
    n_before: int
    model: Predictor | None
    mean: float
    trust: float
    walked: Floats
    record: TrackRecord


def crown(
    nights: Nights, name: str, judged_on: date, previous: ChampionState | None
) -> ChampionState:
    """Fit a champion and walk it over the nights that it was contested on, and those since.

    Parameters
    ----------
    nights
        What can be learned from.
    name
        Of a candidate.
    judged_on
        When it won, so that its walk begins at the same night however many are added.
    previous
        Of the same first nights, whose walk is gone on from to the same result as anew; None to
        walk anew.
    """
    values, outcome = nights.evening.values, nights.outcome
    algorithm = candidates(nights.evening.names)[name]
    model = algorithm(values, outcome)
    n_before = _before_contest(int((nights.day <= judged_on.toordinal()).sum()))
    # A series goes on from the night of its refit, so its walk begins at one.
    kept = None if isinstance(model, Series) else previous
    if kept and (kept["name"], kept["n_before"]) != (name, n_before):
        kept = None
    before = kept["walked"] if kept else running_mean(outcome)[:n_before]
    walked = walk_forward(values, outcome, algorithm, walked=before, schedule=Schedule(STRIDE))
    walked = walked.round(WALKED_DECIMALS)
    record, trust = recovery_record(outcome, walked, kept and kept["record"])
    return ChampionState(
        name=name,
        n_before=n_before,
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


def _before_contest(n_judged: int) -> int:
    """Return how many nights lay before those contested, up to a whole number of refits."""
    contested = steps_of(n_judged) * STRIDE
    return FIRST_FIT + max(0, (n_judged - contested - FIRST_FIT) // STRIDE) * STRIDE
