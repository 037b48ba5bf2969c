"""Choices logged by one rule in a world whose gains are known, asked about another rule."""

import numpy as np
import pytest

from ml.engines.arrays import Floats
from ml.engines.off_policy import doubly_robust, self_normalised

GAINS = np.array([2.0, 6.0, -1.0])
LOGGED_CHANCES = np.array([0.7, 0.2, 0.1])
# The rule asked about mostly does what was rarely done.
RULE_CHANCES = np.array([0.1, 0.9, 0.0])
TRUE_VALUE = float(RULE_CHANCES @ GAINS)


def logged(n: int, seed: int, *, model: Floats = GAINS) -> tuple[Floats, Floats, Floats, Floats]:
    rng = np.random.default_rng(seed)
    action = rng.choice(3, n, p=LOGGED_CHANCES)
    reward = GAINS[action] + 3 * rng.standard_normal(n)
    weight = (RULE_CHANCES / LOGGED_CHANCES)[action]
    return reward, weight, model[action], np.full(n, float(RULE_CHANCES @ model))


@pytest.mark.parametrize("model", [GAINS, np.zeros(3)], ids=["right-model", "no-model"])
def test_both_are_near_the_truth_whatever_the_model(model: Floats) -> None:
    reward, weight, of_logged, of_rule = logged(20_000, 1, model=model)
    for found in (
        self_normalised(reward, weight),
        doubly_robust(reward, weight, of_logged, of_rule),
    ):
        assert found is not None
        assert found.estimate == pytest.approx(TRUE_VALUE, abs=0.25)
    assert reward.mean() == pytest.approx(LOGGED_CHANCES @ GAINS, abs=0.1)


def test_intervals_cover_the_truth_nine_times_in_ten() -> None:
    covered = np.zeros(2)
    for seed in range(400):
        reward, weight, of_logged, of_rule = logged(150, seed, model=np.array([1.0, 3.0, 0.0]))
        values = (
            self_normalised(reward, weight),
            doubly_robust(reward, weight, of_logged, of_rule),
        )
        covered += [value is not None and value.low <= TRUE_VALUE <= value.high for value in values]
    assert ((covered / 400 > 0.85) & (covered / 400 < 0.95)).all()


def test_a_good_model_narrows_the_interval() -> None:
    reward, weight, of_logged, of_rule = logged(200, 2)
    plain, robust = (
        self_normalised(reward, weight),
        doubly_robust(reward, weight, of_logged, of_rule),
    )
    assert plain is not None
    assert robust.high - robust.low < 1.2 * (plain.high - plain.low)


def test_nothing_is_said_of_a_rule_that_the_log_never_followed() -> None:
    assert self_normalised(np.array([1.0, 2.0]), np.zeros(2)) is None
