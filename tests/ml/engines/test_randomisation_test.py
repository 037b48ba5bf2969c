"""Randomisation test: exact where all plans can be written down, and honest on nothing."""

from itertools import combinations

import numpy as np
import pytest

from ml.engines.arrays import Floats
from ml.engines.randomisation_test import (
    LEVEL,
    REDRAWS,
    Arms,
    other_plans,
    randomisation_test,
)
from ml.experiment_plan import Schedule

# Two of each four days in six orders, on two blocks: 36 plans.
ORDERS = [np.isin(np.arange(4), done).astype(int) for done in combinations(range(4), 2)]
EVERY_PLAN = np.array([[*first, *second] for first in ORDERS for second in ORDERS])


def autoregressive(rng: np.random.Generator, days: int, lag1: float = 0.3) -> Floats:
    noise = rng.standard_normal(days)
    for day in range(1, days):
        noise[day] = lag1 * noise[day - 1] + np.sqrt(1 - lag1**2) * noise[day]
    return 60 + 22 * noise


def test_p_is_the_share_of_all_plans_with_as_large_a_difference() -> None:
    outcome = np.array([50.0, 61.0, 43.0, 70.0, 66.0, 38.0, 55.0, 90.0])
    arms = EVERY_PLAN[5]
    means = [outcome[plan == 1].mean() - outcome[plan == 0].mean() for plan in EVERY_PLAN]
    as_large = sum(abs(each) >= abs(means[5]) - 1e-9 for each in means)

    found = randomisation_test(outcome, arms, EVERY_PLAN)

    assert found.points == pytest.approx(means[5])
    assert found.p_value == pytest.approx((1 + as_large) / (1 + len(EVERY_PLAN)))
    assert (found.n_done, found.n_left) == (4, 4)


def test_missing_nights_are_missing_under_every_plan() -> None:
    outcome = np.array([50.0, np.nan, 43.0, 70.0, 66.0, 38.0, np.nan, 90.0])

    found = randomisation_test(outcome, EVERY_PLAN[5], EVERY_PLAN)

    known = np.isfinite(outcome)
    values, done = outcome[known], EVERY_PLAN[5][known] == 1
    assert found.points == pytest.approx(values[done].mean() - values[~done].mean())


def test_an_arm_without_an_outcome_is_refused() -> None:
    outcome = np.where(EVERY_PLAN[0] == 1, 50.0, np.nan)

    with pytest.raises(ValueError, match="both arms"):
        randomisation_test(outcome, EVERY_PLAN[0], EVERY_PLAN)


@pytest.mark.parametrize(
    ("schedule", "days", "orders"), [(Schedule.BLOCKS_OF_FOUR, 28, 6), (Schedule.WEEKS, 84, 2)]
)
def test_other_plans_are_balanced_and_come_in_every_order(
    schedule: Schedule, days: int, orders: int
) -> None:
    plans = other_plans(schedule, days).reshape(REDRAWS, -1, schedule.value)

    assert (plans.sum(2) == schedule.value // 2).all()
    counts = np.unique(plans.reshape(-1, schedule.value), axis=0, return_counts=True)[1]
    assert len(counts) == orders
    assert counts / counts.sum() == pytest.approx(1 / orders, abs=0.02)


def shown(days: int, points: float, schedule: Schedule, people: int = 200) -> float:
    """Return the share of experiments that show a difference, outcomes autocorrelated."""
    rng = np.random.default_rng(7)
    plans = other_plans(schedule, days)
    return float(np.mean([_judged(rng, plans, points) <= LEVEL for _ in range(people)]))


def _judged(rng: np.random.Generator, plans: Arms, points: float) -> float:
    arms = plans[rng.integers(len(plans))]
    outcome = autoregressive(rng, len(arms)) + points * arms
    return randomisation_test(outcome, arms, plans).p_value


@pytest.mark.parametrize(
    ("days", "schedule"), [(28, Schedule.BLOCKS_OF_FOUR), (84, Schedule.WEEKS)]
)
def test_nothing_is_shown_of_nothing(days: int, schedule: Schedule) -> None:
    # Of 200 at a level of .05, 10 +- 3.1 do; 5 SD above is 25.
    assert shown(days, 0.0, schedule) <= 0.125


def test_the_detectable_difference_is_mostly_shown() -> None:
    assert shown(56, 0.75 * 22, Schedule.BLOCKS_OF_FOUR) >= 0.7
