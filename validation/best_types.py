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
    """Whether the best type was named within so many workouts, for those who did as many."""

    found: dict[int, bool]
    named_another: bool


def live_with_a_best_type(seed: int) -> TypeLife:
    """Return what a person is told of a best type, drawn by how often it is done."""
    person = simulate(YEAR_NIGHTS, seed, planted=BACKGROUND, last_on=LAST_ON)
    plain = history_of(person)
    kind = type_nights(plain).kind
    code = int(np.random.default_rng(seed).spawn(1)[0].choice(kind[kind >= 0]))
    recovery, _ = planted_on_top(person, (kind == code)[:, None], np.array([EFFECT_SD]))
    history = with_recovery(plain, recovery)
    best, named = plain.activities[code], _named(history)
    done = np.asarray(history.workouts.day)
    return TypeLife(
        found={
            count: any(name == best and n_done <= count for n_done, name in named)
            for count in WORKOUTS
            if len(done) >= count
        },
        named_another=any(name != best for _, name in named),
    )


def _named(history: History) -> list[tuple[int, str]]:
    """Return the workouts done by each look at which a type was named, and the type."""
    gate = gate_of(workout_recommendation.INSIGHT)
    year = year_of_looks(history, gate.ledger_of)
    told = claims_at_looks(year.log_e, year.names, (), gate.error_budget)
    looks = np.flatnonzero(told.established.any(axis=1)).tolist()
    named = list[tuple[int, str]]()
    for look in looks:
        then = history.until(year.on[look])
        found = compared(then)
        if found and found.best_probability >= SURE_TO_BE_BEST and found.gap_interval90.low > 0:
            named.append((len(then.workouts.day), found.best))
    return named


def compared(history: History) -> WorkoutKinds | None:
    """Return what a person reads of the kinds of workouts; None on too little data."""
    conclusion = answer(workout_recommendation.INSIGHT, history)
    return conclusion.finding.comparison if conclusion and conclusion.finding else None
