"""The suite of the effect insights: everybody who is lived through, and where their seeds lie."""

from dataclasses import dataclass
from functools import partial

from validation.bedtimes import CURVES, BedtimeLife, live_with_bedtimes
from validation.best_types import TypeLife, live_with_a_best_type
from validation.crowd import Crowd
from validation.habits import HabitLife, live_with_habits
from validation.nothing import NothingTrue, live_with_nothing

# Rates near a bar of 5 % need the most people; of power and coverage a person tells more.
USERS = 500
HABIT_SHARE, CURVE_SHARE = 0.4, 0.3
# Everything was built and tuned on smaller seeds.
FIRST_SEED = 100_000
# Each group has seeds of its own.
SEEDS_APART = 10_000
EFFECTS_SD = (0.5, 0.8, 1.2)
USUAL_HABITS, STREAKS = "habits as usual", "habits in streaks"


@dataclass(frozen=True)
class Effects:
    """All lives, by group."""

    nothing: dict[str, list[NothingTrue]]
    habits: dict[float, list[HabitLife]]
    bedtimes: dict[str, list[BedtimeLife]]
    types: list[TypeLife]


def live_all(crowd: Crowd, users: int = USERS, first_seed: int = FIRST_SEED) -> Effects:
    """Live through everybody of the suite."""
    groups = (
        range(start, start + SEEDS_APART)
        for start in range(first_seed, first_seed + 100 * SEEDS_APART, SEEDS_APART)
    )

    def seeds(share: float) -> range:
        return next(groups)[: max(1, round(share * users))]

    nothing = {
        name: crowd.live(
            f"nothing true, {name}",
            partial(live_with_nothing, streaks=name == STREAKS),
            seeds(1),
        )
        for name in (USUAL_HABITS, STREAKS)
    }
    habits = {
        sd: crowd.live(
            f"habits of {sd} SD", partial(live_with_habits, effect_sd=sd), seeds(HABIT_SHARE)
        )
        for sd in EFFECTS_SD
    }
    bedtimes = {
        curve: crowd.live(curve, partial(live_with_bedtimes, curve=curve), seeds(CURVE_SHARE))
        for curve in CURVES
    }
    types = crowd.live("a best type of workout", live_with_a_best_type, seeds(HABIT_SHARE))
    return Effects(nothing, habits, bedtimes, types)
