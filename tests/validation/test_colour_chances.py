import numpy as np
import pytest

from ml.engines.arrays import Floats
from validation.colour_chances import FEWEST_IN_A_BIN, bins
from validation.forecast_life import COLOURS, Told

RED, GREEN = COLOURS


def told(red: Floats, green: Floats, outcome: Floats) -> Told:
    every = np.zeros(len(outcome))
    return Told(
        night=np.arange(len(outcome)),
        outcome=outcome,
        point=every,
        inside={},
        probability={RED: red, GREEN: green},
        usual={RED: every, GREEN: every},
    )


def test_a_chance_that_is_kept_has_no_error_and_one_that_is_not_its_own() -> None:
    n = 1000
    # One in five is red, and as many are told; nine in ten are told green, and two in five are.
    outcome = np.where(np.arange(n) % 5 == 0, 20.0, np.where(np.arange(n) % 2 == 0, 50.0, 80.0))
    found = list(bins([told(np.full(n, 0.2), np.full(n, 0.9), outcome)]))
    assert [each.colour for each in found] == ["red", "green"]
    red, green = found
    assert red.error == pytest.approx(0)
    assert green.came.value == pytest.approx(0.4)
    assert green.error == pytest.approx(0.5)
    assert green.came.n == n


def test_people_count_together_and_few_mornings_not_at_all() -> None:
    half = FEWEST_IN_A_BIN // 2
    of_one = told(np.full(half, 0.55), np.full(half, 0.01), np.full(half, 20.0))
    assert list(bins([of_one])) == []
    red, green = bins([of_one, of_one])
    assert (red.given, red.came.value) == (pytest.approx(0.55), 1.0)
    assert (green.given, green.came.value) == (pytest.approx(0.01), 0.0)
