"""Usual workouts: what each kind of workout is like for a person, and what they aim at."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from statistics import median

from ml.history import History
from schema.goal import GoalMetric
from schema.recovery_colour import RecoveryColour

ZONES = (1, 2, 3, 4, 5)
# Below the zones is lighter than the lightest of them.
BELOW_ZONES = 1


@dataclass(frozen=True)
class UsualWorkout:
    """One kind of workout as this person does it; None is not known."""

    activity: str
    workouts: int
    zone: int | None
    minutes: float | None
    longest_minutes: float | None
    strain: float | None
    energy_kcal: float | None

    def amount(self, metric: GoalMetric) -> float | None:
        """Return what a usual one comes to, in the unit of a goal."""
        return self.energy_kcal if metric is GoalMetric.WORKOUT_ENERGY else self.strain


@dataclass(frozen=True)
class Aim:
    """What a workout is worth: `target` in the metric's unit, `own` where the person set it."""

    metric: GoalMetric
    target: float | None
    own: bool

    def share(self, usual: UsualWorkout) -> float | None:
        """Return how much of the target a usual workout reaches, 0 to 1."""
        amount = usual.amount(self.metric)
        if amount is None or not self.target:
            return None
        return min(1.0, amount / self.target)

    def minutes(self, usual: UsualWorkout, colour: RecoveryColour | None) -> float | None:
        """Return how long to do it: as usual, or towards an energy goal, but never on a red day."""
        long, energy = usual.minutes, usual.energy_kcal
        if long is None or not energy or usual.longest_minutes is None or not self.target:
            return long
        if not self.own or self.metric is not GoalMetric.WORKOUT_ENERGY:
            return long
        if colour is not RecoveryColour.GREEN:
            return min(long, round(long * self.target / energy))
        return min(usual.longest_minutes, float(round(long * self.target / energy)))


@lru_cache(maxsize=2)  # what is recommended, and what it is worth, ask in turn
def usual_workouts(history: History) -> Mapping[str, UsualWorkout]:
    """Return what each kind of workout is usually like, by its activity."""
    done = history.workouts
    of_kind: dict[int, list[int]] = {}
    for place, kind in enumerate(done.activity):
        of_kind.setdefault(kind, []).append(place)
    percents = [getattr(done, f"zone_{zone}_percent") for zone in ZONES]

    def known(column: "list[float]") -> list[float]:
        return [value for value in column if not math.isnan(value)]

    def middle(values: "list[float]") -> float | None:
        return median(values) if values else None

    found = dict[str, UsualWorkout]()
    for kind, places in sorted(of_kind.items()):
        minutes = known([done.duration_minutes[place] for place in places])
        name = history.activities[kind]
        found[name] = UsualWorkout(
            activity=name,
            workouts=len(places),
            zone=_zone([[column[place] for column in percents] for place in places]),
            minutes=middle(minutes),
            longest_minutes=max(minutes, default=None),
            strain=middle(known([done.strain[place] for place in places])),
            energy_kcal=middle(known([done.energy_kcal[place] for place in places])),
        )
    return found


def aim(history: History) -> Aim:
    """Return the newest goal about workouts that still holds, else the own median strain."""
    metrics = {GoalMetric.WORKOUT_STRAIN.name, GoalMetric.WORKOUT_ENERGY.name}
    goals = [
        goal
        for goal in history.choices.goals
        if goal.metric in metrics and goal.target > 0
        if goal.by_on is None or history.last_on is None or goal.by_on >= history.last_on
    ]
    if goals:
        return Aim(GoalMetric[goals[-1].metric], goals[-1].target, own=True)
    strains = [strain for strain in history.workouts.strain if not math.isnan(strain)]
    return Aim(GoalMetric.WORKOUT_STRAIN, median(strains) if strains else None, own=False)


def _zone(workouts: list[list[float]]) -> int | None:
    """Return the mean zone of workouts of which all zones are known, 1 to 5.

    >>> _zone([[10, 40, 40, 10, 0], [20, 30, 40, 10, 0]])
    2
    """
    scored = [percents for percents in workouts if not any(map(math.isnan, percents))]
    if not scored:
        return None
    means = [
        sum(zone * percent for zone, percent in zip(ZONES, percents, strict=True))
        + BELOW_ZONES * max(0.0, 100 - sum(percents))
        for percents in scored
    ]
    return max(ZONES[0], min(ZONES[-1], round(sum(means) / len(means) / 100)))
