import numpy as np
import pytest

from ml.engines.block_bootstrap import block_rows, how_often
from tests.ml.engines.person import autoregressive


def test_weeks_stay_together_and_the_calendar_is_a_circle() -> None:
    rows = block_rows(30, n_draws=50, seed=1)
    assert rows.shape == (50, 30)
    step = np.diff(rows, axis=1) % 30
    within_a_week = np.arange(1, 30) % 7 != 0
    assert (step[:, within_a_week] == 1).all()


def test_every_day_has_the_same_chance() -> None:
    mean = how_often(block_rows(20, n_draws=4000, seed=2)).mean(0)
    assert mean == pytest.approx(np.ones(20), abs=0.12)


def test_sums_of_draws_are_products_with_how_often() -> None:
    rows = block_rows(15, n_draws=3, seed=3)
    column = np.random.default_rng(0).standard_normal(15)
    assert how_often(rows) @ column == pytest.approx(column[rows].sum(1))


def test_the_spread_of_a_mean_sees_that_days_depend() -> None:
    rng = np.random.default_rng(4)
    series = [autoregressive(rng.standard_normal(400), 0.4) for _ in range(40)]
    weights = how_often(block_rows(400, n_draws=300, seed=5)) / 400
    drawn = np.mean([(weights @ values).std() for values in series])
    # The mean of AR(1) of lag .4 has SD sqrt((1 + .4) / (1 - .4) / n) = .076; of white noise .05.
    # Blocks of a week catch four fifths of what the dependence adds.
    assert 0.066 < drawn < 0.078


def test_the_same_seed_draws_the_same() -> None:
    assert (block_rows(40, 5, seed=9) == block_rows(40, 5, seed=9)).all()
    assert (block_rows(40, 5, seed=9) != block_rows(40, 5, seed=8)).any()
