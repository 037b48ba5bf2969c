from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

import numpy as np

from simulation.habits import CATALOGUE, Habit
from simulation.series import Floats

# Half an hour before the usual bedtime of the simulated (midnight): the best hour differs
# from the usual one, and the curve bends within reach.
CURVE_CENTRE_HOURS = -0.5
CURVE_WIDTH_HOURS = 1.25


@dataclass(frozen=True, slots=True)
class BedtimeCurve:
    """How bedtime itself, beyond the sleep it costs, moves recovery.

    Parameters
    ----------
    shape
        `inverted_u`, a Gaussian hill, or `earlier_is_better`, a straight fall.
    sd
        SD of the effect over the person's own nights, in SDs of recovery (22 points).
    centre_hours
        Top of the hill, hours after local midnight of the wake date (-0.5 is 23:30).
    width_hours
        The Gaussian's SD, hours.
    """

    shape: Literal["inverted_u", "earlier_is_better"]
    sd: float
    centre_hours: float = CURVE_CENTRE_HOURS
    width_hours: float = CURVE_WIDTH_HOURS

    def effect(self, hours: Floats, own_hours: Floats) -> Floats:
        """Return the effect at `hours`, SDs of recovery, averaging 0 over `own_hours`."""
        own = self._height(own_hours)
        spread = own.std()
        if spread == 0:
            return np.zeros_like(hours)
        return self.sd * (self._height(hours) - own.mean()) / spread

    def _height(self, hours: Floats) -> Floats:
        if self.shape == "earlier_is_better":
            return -hours
        return np.exp(-0.5 * ((hours - self.centre_hours) / self.width_hours) ** 2)


def _usual_habits() -> Mapping[str, float]:
    # Alcohol costs 11 to 42 points in real people, so -0.8 SD (17.6 points) is ordinary.
    return MappingProxyType({"alcohol": -0.8, "stress": -0.4})


@dataclass(frozen=True, slots=True)
class Planted:
    """What is true of a simulated person; every effect in SDs of recovery (22 points).

    Parameters
    ----------
    habits
        Effect of each named habit (`simulation.habits.CATALOGUE`); absent is exactly none.
    habit_count
        How many questions the journal asks, from the top of the catalogue.
    habit_lag1
        Day-to-day persistence of a habit's latent; .97 makes streaks.
    randomised
        True tosses every habit as a coin: no weekends, no company, no feedback.
    bedtime
        The curve of bedtime, or None.
    strain
        Per SD (3.5) of the previous cycle's strain.
    sleep
        Per SD (70 min) of the night's sleep.
    weekday
        SD between the weekdays.
    illness
        Shift on ill nights (1 episode in 70 days, 3 to 5 nights).
    """

    habits: Mapping[str, float] = field(default_factory=_usual_habits)
    habit_count: int = 10
    habit_lag1: float = 0.3
    randomised: bool = False
    bedtime: BedtimeCurve | None = BedtimeCurve("inverted_u", 0.33)
    strain: float = -0.22
    sleep: float = 0.35
    weekday: float = 0.15
    illness: float = -1.2

    def __post_init__(self) -> None:
        if not 0 <= self.habit_count <= len(CATALOGUE):
            raise ValueError(
                f"habit_count is {self.habit_count}: expected 0 to {len(CATALOGUE)}, "
                "the questions in the catalogue"
            )
        asked = {habit.name for habit in self.asked}
        for name in self.habits:
            if name not in asked:
                raise ValueError(f"habit {name!r} is not asked: expected one of {sorted(asked)}")

    @property
    def asked(self) -> tuple[Habit, ...]:
        return CATALOGUE[: self.habit_count]

    @property
    def habit_effects(self) -> Floats:
        """Effect of each asked habit, shape (habit_count,), SDs of recovery."""
        return np.array([self.habits.get(habit.name, 0.0) for habit in self.asked])


USUAL = Planted()

# Weekdays and illness stay: they are the background an honest analysis has to live with.
NOTHING = Planted(habits=MappingProxyType({}), bedtime=None, strain=0.0, sleep=0.0)
