"""People with three real habits of ten, who look at habitImpact every week for a year."""

from dataclasses import dataclass

import numpy as np

from ml.engines.prior_list import PRE_REGISTERED
from ml.history import History
from ml.insights import habit_impact
from schema.habit_impact import HabitEffect
from simulation.habits import CATALOGUE
from simulation.person import simulate
from simulation.planted import Planted
from validation.claims import NEVER, Claimed, claimed_by, claims_at_looks, false_share, first_look
from validation.gates import answer, looks_of
from validation.histories import answering_every_night, history_of, with_recovery
from validation.nothing import LAST_ON, YEAR_NIGHTS, after_nights
from validation.planting import habit_effects, planted_on_top
from validation.year import Year, year_of_looks

ASKED, REAL = 10, 3
HORIZONS = (60, 120, 180, 365)
# Strain and sleep act as in real people; no habit and no bedtime does, before planting.
BACKGROUND = Planted(habits={}, habit_count=ASKED, bedtime=None)


@dataclass(frozen=True)
class FirstClaim:
    """An established claim as it first read."""

    real: bool
    sign_right: bool
    covers: bool


@dataclass(frozen=True)
class RealHabit:
    """Whether a real habit was found within so many nights."""

    pre_registered: bool
    established: dict[int, bool]
    early: dict[int, bool]


@dataclass(frozen=True)
class HabitLife:
    """What one person was told of ten habits in a year.

    `answered` are the same habits had no journal been skipped.
    """

    habits: list[RealHabit]
    answered: list[RealHabit]
    claims: list[FirstClaim]
    false_share: float
    covers: dict[int, list[bool]]


def live_with_habits(seed: int, *, effect_sd: float) -> HabitLife:
    """Return what a person is told of ten habits, three of which have an effect."""
    effects = draw_effects(seed, effect_sd)
    person = simulate(YEAR_NIGHTS, seed, planted=BACKGROUND, last_on=LAST_ON)
    recovery, true_points = planted_on_top(
        person, person.truth.done, habit_effects(person, effects)
    )
    history = with_recovery(history_of(person), recovery)
    names = [habit.name for habit in person.habits]
    truth = dict(zip(names, true_points.tolist(), strict=True))
    year, told = _looked(history)
    of_answered = _looked(with_recovery(history_of(answering_every_night(person)), recovery))
    real = np.array([name in effects for name in year.names], dtype=np.bool_)
    return HabitLife(
        habits=[_found(name, year, told) for name in effects],
        answered=[_found(name, *of_answered) for name in effects],
        claims=_first_claims(history, year, told, truth),
        false_share=false_share(told.ever_established, real),
        covers={nights: _covers(after_nights(history, nights), truth) for nights in HORIZONS},
    )


def draw_effects(seed: int, effect_sd: float) -> dict[str, float]:
    """Draw three habits and their signs; alcohol is never good."""
    rng = np.random.default_rng(seed).spawn(1)[0]
    names = [CATALOGUE[place].name for place in rng.choice(ASKED, REAL, replace=False).tolist()]
    signs = rng.choice([-1.0, 1.0], REAL).tolist()
    return {
        name: -effect_sd if name in PRE_REGISTERED else sign * effect_sd
        for name, sign in zip(names, signs, strict=True)
    }


def _looked(history: History) -> tuple[Year, Claimed]:
    year = year_of_looks(history, lambda then: looks_of(habit_impact.INSIGHT, then))
    budget = habit_impact.INSIGHT.error_budget or 0.0
    return year, claims_at_looks(year.log_e, year.names, PRE_REGISTERED, budget)


def _found(name: str, year: Year, told: Claimed) -> RealHabit:
    def within(nights: int, *, early: bool) -> bool:
        if name not in year.names:
            return False
        claimed = told.early if early else told.established
        return bool(claimed_by(claimed, year.night, nights)[year.names.index(name)])

    return RealHabit(
        pre_registered=name in PRE_REGISTERED,
        established={nights: within(nights, early=False) for nights in HORIZONS},
        early={nights: within(nights, early=True) for nights in HORIZONS},
    )


def _first_claims(
    history: History, year: Year, told: Claimed, truth: dict[str, float]
) -> list[FirstClaim]:
    firsts = zip(year.names, first_look(told.established).tolist(), strict=True)
    claims = list[FirstClaim]()
    for name, look in firsts:
        if look == NEVER:
            continue
        read = {habit.habit: habit for habit in _read(history.until(year.on[look]))}
        if name in read:
            claims.append(_claim(read[name], truth[name]))
    return claims


def _claim(habit: HabitEffect, true_points: float) -> FirstClaim:
    return FirstClaim(
        real=true_points != 0,
        sign_right=habit.effect.estimate * true_points > 0,
        covers=_covered(habit, true_points),
    )


def _covers(history: History, truth: dict[str, float]) -> list[bool]:
    return [_covered(habit, truth[habit.habit]) for habit in _read(history)]


def _covered(habit: HabitEffect, true_points: float) -> bool:
    interval = habit.effect.interval90
    return interval.low <= true_points <= interval.high


def _read(history: History) -> list[HabitEffect]:
    conclusion = answer(habit_impact.INSIGHT, history)
    return conclusion.finding.habits if conclusion and conclusion.finding else []
