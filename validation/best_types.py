"""People for whom one type of workout goes with a recovery 1 SD higher the night after."""

from dataclasses import dataclass

import numpy as np

from ml.engines.night_table import night_table
from ml.history import History
from simulation.person import simulate
from validation.claims import claims_at_looks
from validation.gates import WORKOUT_TYPES
from validation.habits import BACKGROUND
from validation.histories import history_of, with_recovery
from validation.nothing import LAST_ON, YEAR_NIGHTS
from validation.planting import planted_on_top
from validation.workout_types import best_type, type_before
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
    kind = type_before(plain, night_table(plain))
    best = int(np.random.default_rng(seed).spawn(1)[0].choice(kind[kind >= 0]))
    recovery, _ = planted_on_top(person, (kind == best)[:, None], np.array([EFFECT_SD]))
    history = with_recovery(plain, recovery)
    named = _named(history)
    done = np.asarray(history.workouts.day)
    return TypeLife(
        found={
            count: any(name == best and n_done <= count for n_done, name in named)
            for count in WORKOUTS
            if len(done) >= count
        },
        named_another=any(name != best for _, name in named),
    )


def _named(history: History) -> list[tuple[int, int]]:
    """Return the workouts done by each look at which a type was named, and the type."""
    year = year_of_looks(history, WORKOUT_TYPES.ledger_of)
    told = claims_at_looks(year.log_e, year.names, (), WORKOUT_TYPES.error_budget)
    looks = np.flatnonzero(told.established.any(axis=1)).tolist()
    named = list[tuple[int, int]]()
    for look in looks:
        then = history.until(year.on[look])
        best = best_type(then)
        if best is not None:
            named.append((len(then.workouts.day), best))
    return named
