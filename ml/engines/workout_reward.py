"""Workout reward: what a kind of workout is worth, less what it costs the next recovery.

Worth is how much of the goal a usual workout of the kind reaches, in hundredths; the cost is the
next recovery after it against the person's own usual mixture (E3), times the weight that recovery
is given. If recovery alone counted, rest would always be best.
"""

from dataclasses import replace
from typing import TypedDict

import numpy as np

from ml.engines.arrays import Floats
from ml.engines.bandit import Choice, choose, seed_of
from ml.engines.best_window import INTERVAL_90
from ml.engines.category_effects import pooled
from ml.engines.category_means import category_means
from ml.engines.type_nights import TypeNights
from ml.history import History
from ml.insights.workout_recommendation import INSIGHT, allowed, sentence
from ml.state import State
from ml.usual_workouts import Aim, UsualWorkout, aim, usual_workouts
from schema.interval import Interval
from schema.workout_recommendation import WorkoutOption, WorkoutRecommendation

# Enough to know how a person does it; fewer are never tried for the sake of learning.
FEWEST_TO_BE_TRIED = 3
# Worse by more than a hundredth of the goal is not tried either.
NEAR = 1.0
MOST_OPTIONS = 2


class Means(TypedDict):
    """Mean recovery after each kind at equal controls, from which the posterior is drawn."""

    activities: list[str]
    n_nights: list[int]
    means: list[float]
    covariance: list[list[float]]
    outcome_sd: float


def means_of(nights: TypeNights, history: History) -> Means | None:
    """Return the means of the kinds done often enough; None where they cannot be compared.

    Parameters
    ----------
    nights
        The nights beside the kind of workout before each.
    history
        Of the same person, for the names of the kinds.
    """
    kind = nights.done(FEWEST_TO_BE_TRIED)
    found = category_means(nights.table.recovery_percent, kind, nights.held_equal)
    if found is None:
        return None
    return Means(
        activities=[history.activities[code] for code in found.categories.tolist()],
        n_nights=found.n_rows.tolist(),
        means=found.means.tolist(),
        covariance=found.covariance.tolist(),
        outcome_sd=found.outcome_sd,
    )


class Weighed:
    """Kinds of workouts that were compared, with what each is worth and costs."""

    def __init__(self, means: Means, history: History, finding: WorkoutRecommendation) -> None:
        usual, aimed = usual_workouts(history), aim(history)
        known = [place for place, name in enumerate(means["activities"]) if name in usual]
        _, drawn = pooled(
            np.array(means["means"]), np.array(means["covariance"]), means["outcome_sd"]
        )
        weight = np.array(means["n_nights"])
        # Cost against the person's own mixture of all kinds compared.
        self.cost = ((drawn @ weight / weight.sum())[:, None] - drawn)[:, known]
        self.n_nights = [means["n_nights"][place] for place in known]
        self.usual: list[UsualWorkout] = [usual[means["activities"][place]] for place in known]
        self.aimed: Aim = aimed
        self.shares = [aimed.share(each) for each in self.usual]
        value = np.array([100 * (share or 0.0) for share in self.shares])
        self.reward: Floats = value - finding.recovery_weight * self.cost
        self.allowed = np.array([allowed(each, finding.intensity) for each in self.usual])

    def choice(self, history: History, now: State | None) -> Choice | None:
        """Return the kind drawn on this day; None where the state allows none."""
        if now is None:
            return None
        seed = seed_of(history.choices.person, INSIGHT.stem, now.on)
        return choose(self.reward, self.allowed, NEAR, seed)

    def options(self, choice: Choice | None) -> list[WorkoutOption]:
        """Return the best two of those allowed."""
        if choice is None:
            return []
        mean = np.where(self.allowed, self.reward.mean(0), -np.inf)
        order = np.argsort(-mean, kind="stable")[: min(MOST_OPTIONS, int(self.allowed.sum()))]
        return [self._option(place, choice) for place in order.tolist()]

    def told(self, finding: WorkoutRecommendation, choice: Choice) -> WorkoutRecommendation:
        """Return the finding with the kind that was drawn."""
        usual = self.usual[choice.chosen]
        told = replace(
            finding,
            activity=usual.activity,
            zone=usual.zone,
            minutes=self.aimed.minutes(usual, finding.colour),
            explored=choice.explored,
        )
        return replace(told, text=sentence(told))

    def _option(self, place: int, choice: Choice) -> WorkoutOption:
        usual, cost = self.usual[place], self.cost[:, place]
        low, high = np.quantile(cost, INTERVAL_90).tolist()
        return WorkoutOption(
            activity=usual.activity,
            workouts=usual.workouts,
            nights=self.n_nights[place],
            zone=usual.zone,
            usual_minutes=usual.minutes,
            usual_strain=usual.strain,
            usual_energy_kcal=usual.energy_kcal,
            cost_points=round(float(cost.mean()), 2),
            cost_interval90=Interval(low=round(low, 2), high=round(high, 2)),
            goal_share=self.shares[place],
            best_probability=round(float(choice.best_probability[place]), 2),
        )
