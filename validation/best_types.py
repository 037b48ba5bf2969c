"""People for whom one type of workout goes with a recovery 1 SD higher the night after."""

from dataclasses import dataclass

import numpy as np

from ml.engines.category_effects import SURE_TO_BE_BEST
from ml.engines.type_nights import type_nights
from ml.history import History
from ml.insights import workout_recommendation
from schema.workout_recommendation import WorkoutKinds
from simulation.person import simulate
from validation.claims import claims_at_looks
from validation.gates import answer, gate_of
from validation.habits import BACKGROUND
from validation.histories import history_of, with_recovery
from validation.nothing import LAST_ON, YEAR_NIGHTS
from validation.planting import planted_on_top
from validation.year import year_of_looks

WORKOUTS = (60, 150)
EFFECT_SD = 1.0


@dataclass(frozen=True)
class TypeLife:
    """Whether the best type was named within so many workouts, for those who had as many.

    Workouts are counted as compared, one a day at most, and as done.
    """

    found_of_compared: dict[int, bool]
    found_of_done: dict[int, bool]
    named_another: bool


@dataclass(frozen=True)
class Named:
    """A type that was named at a look, and the workouts by then."""

    activity: str
    n_compared: int
    n_done: int


def live_with_a_best_type(seed: int) -> TypeLife:
    """Return what a person is told of a best type, drawn by how often it is done."""
    person = simulate(YEAR_NIGHTS, seed, planted=BACKGROUND, last_on=LAST_ON)
    plain = history_of(person)
    kind = type_nights(plain).kind
    code = int(np.random.default_rng(seed).spawn(1)[0].choice(kind[kind >= 0]))
    recovery, _ = planted_on_top(person, (kind == code)[:, None], np.array([EFFECT_SD]))
    history = with_recovery(plain, recovery)
    best, named = plain.activities[code], _named(history)
    right = [each for each in named if each.activity == best]
    in_all = compared(history)
    n_compared, n_done = _n_compared(in_all) if in_all else 0, len(history.workouts.day)
    return TypeLife(
        found_of_compared={
            count: any(each.n_compared <= count for each in right)
            for count in WORKOUTS
            if n_compared >= count
        },
        found_of_done={
            count: any(each.n_done <= count for each in right)
            for count in WORKOUTS
            if n_done >= count
        },
        named_another=len(right) < len(named),
    )


def _named(history: History) -> list[Named]:
    """Return each look at which a type was named."""
    gate = gate_of(workout_recommendation.INSIGHT)
    year = year_of_looks(history, gate.ledger_of)
    told = claims_at_looks(year.log_e, year.names, (), gate.error_budget)
    named = list[Named]()
    for look in np.flatnonzero(told.established.any(axis=1)).tolist():
        then = history.until(year.on[look])
        found = compared(then)
        if found and found.best_probability >= SURE_TO_BE_BEST and found.gap_interval90.low > 0:
            named.append(Named(found.best, _n_compared(found), len(then.workouts.day)))
    return named


def _n_compared(found: WorkoutKinds) -> int:
    """Return the workouts compared: each the last of its day, before a comparable night."""
    return found.nights_best + found.nights_other


def compared(history: History) -> WorkoutKinds | None:
    """Return what a person reads of the kinds of workouts; None on too little data."""
    conclusion = answer(workout_recommendation.INSIGHT, history)
    return conclusion.finding.comparison if conclusion and conclusion.finding else None
