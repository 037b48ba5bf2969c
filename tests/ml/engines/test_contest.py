"""Contest: the better algorithm wins by enough or not at all, in whatever steps it is walked."""

import json
from functools import partial
from itertools import takewhile

import numpy as np
import pytest
from scipy.stats import ttest_1samp

from ml.engines.arrays import Floats
from ml.engines.candidates import random_forest
from ml.engines.contest import (
    STRIDE,
    Progress,
    Verdict,
    advance,
    begin,
    finished,
    goes_on,
    judge,
    steps_of,
)
from ml.engines.diebold_mariano import diebold_mariano
from ml.engines.ridge import fit_stack
from ml.engines.walk_forward import Algorithm, walk_forward

NIGHTS = 260


def nights(*, bent: bool, seed: int = 0) -> tuple[Floats, Floats]:
    """Return nights on which strain goes with recovery in a hump, or not at all."""
    rng = np.random.default_rng(seed)
    strain = rng.normal(0, 1, (NIGHTS, 1))
    hump = 30 * (np.abs(strain[:, 0]) < 0.6) if bent else 0.0
    return strain, np.clip(45 + hump + rng.normal(0, 12, NIGHTS), 1, 99)


def stack() -> Algorithm:
    column = np.array([True])
    return partial(fit_stack, small=column, big=column)


def contested(values: Floats, outcome: Floats) -> tuple[Verdict, list[Progress]]:
    among = {"random forest": random_forest, "mean": stack()}
    progress = [begin(values, outcome)]
    while not finished(progress[-1], among):
        stored = json.loads(json.dumps(progress[-1]))
        progress.append(advance(stored, values, outcome, among))
    own = (outcome - walk_forward(values, outcome, stack()))[-steps_of(NIGHTS) * STRIDE :]
    return judge(progress[-1], outcome, own), progress


def test_one_that_sees_what_the_own_one_cannot_wins() -> None:
    verdict, _ = contested(*nights(bent=True))

    assert verdict.challenger == "random forest"
    assert verdict.gain > 0.1
    assert verdict.p_value < 0.01
    assert verdict.won


@pytest.mark.parametrize("seed", range(6))
def test_on_noise_nothing_takes_over(seed: int) -> None:
    verdict, _ = contested(*nights(bent=False, seed=seed))

    assert not verdict.won


def test_steps_are_small_and_come_to_the_same_end() -> None:
    values, outcome = nights(bent=True)
    _, progress = contested(values, outcome)
    counts = [sum(map(len, each["walked"].values())) // STRIDE for each in progress]

    assert counts == [0, 3, 6, 9, 12]
    first = NIGHTS - steps_of(NIGHTS) * STRIDE
    whole = [
        random_forest(values[:start], outcome[:start]).predict(values[start : start + STRIDE])
        for start in range(first, NIGHTS, STRIDE)
    ]
    assert progress[-1]["walked"]["random forest"] == pytest.approx(np.concatenate(whole))


def test_new_nights_leave_it_as_it_is_and_changed_ones_begin_it_anew() -> None:
    values, outcome = nights(bent=True)
    begun = begin(values[:-30], outcome[:-30])

    assert goes_on(begun, values, outcome)
    assert not goes_on(begun, values, outcome + 1)
    assert not goes_on(begin(values, outcome), values[:-1], outcome[:-1])


def test_too_few_nights_are_not_contested() -> None:
    assert list(takewhile(lambda count: steps_of(count) == 0, range(200))) == list(range(120))


def test_both_conditions_count() -> None:
    assert Verdict("forest", 0.03, 120, 0.05).won
    assert not Verdict("forest", 0.01, 120, 0.01).won
    assert not Verdict("forest", 0.03, 120, 0.2).won


def test_diebold_mariano_is_a_t_test_of_the_differences() -> None:
    rng = np.random.default_rng(1)
    errors, others = rng.normal(0, 10, 80), rng.normal(0, 12, 80)
    _, expected = ttest_1samp(np.abs(errors) - np.abs(others), 0.0)

    # The variance over n, times (n - 1) / n in the square, is that over n - 1.
    assert diebold_mariano(errors, others) == pytest.approx(expected, rel=0.03)
    assert diebold_mariano(errors, others) == diebold_mariano(others, errors)
