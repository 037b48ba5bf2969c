import numpy as np
import pytest

from ml.engines.arrays import Floats
from ml.engines.future_paths import future_paths
from ml.engines.horizon import DAYS_AHEAD, past_of, path_records

POINTS = np.full(DAYS_AHEAD, 60.0)
RED = 33.5


def any_red(errors: Floats) -> float:
    past = past_of(60 + errors)
    records = path_records(past, np.full((len(errors), DAYS_AHEAD), 60.0))
    return float((future_paths(POINTS, records) < RED).any(1).mean())


def test_of_independent_mornings_chances_multiply() -> None:
    errors = np.random.default_rng(0).normal(0, 20, 600)
    daily = (errors[7:] < RED - 60).mean()
    assert any_red(errors) == pytest.approx(1 - (1 - daily) ** 7, abs=0.06)


def test_red_mornings_in_a_row_make_fewer_red_weeks() -> None:
    errors = np.random.default_rng(0).normal(0, 20, 600)
    alone = any_red(errors)
    in_a_row = np.sort(errors.reshape(-1, 60), axis=1).ravel()
    assert any_red(in_a_row) < alone - 0.15


def test_the_same_twice_and_around_the_forecast() -> None:
    past = past_of(60 + np.random.default_rng(1).normal(0, 10, 200))
    records = path_records(past, np.full((200, DAYS_AHEAD), 60.0))
    weeks = future_paths(POINTS[:3], records[:3])
    assert weeks.shape == (500, 3)
    np.testing.assert_array_equal(weeks, future_paths(POINTS[:3], records[:3]))
    np.testing.assert_allclose(weeks.mean(0), 60, atol=3)
