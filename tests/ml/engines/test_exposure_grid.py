import numpy as np
import pytest

from ml.engines.exposure_grid import Axis, winsorised


def test_a_night_shares_in_the_points_beside_it() -> None:
    grid = Axis(step=1.0).grid(np.array([0.0, 0.25, 1.0, 2.0]))
    low = 0.0375  # the 5 % quantile
    assert grid.points == pytest.approx([low, low + 1])
    assert grid.share[1] == pytest.approx([1 - (0.25 - low), 0.25 - low])
    assert grid.share.sum(1) == pytest.approx(np.ones(4))


def test_the_straight_part_has_unit_mean_variance_over_nights() -> None:
    values = np.random.default_rng(0).uniform(0, 5, 400)
    grid = Axis().grid(values)
    per_night = np.einsum("np,pq,nq->n", grid.share, grid.straight, grid.share)
    assert per_night.mean() == pytest.approx(1, abs=0.05)


def test_on_the_clock_midnight_is_no_boundary() -> None:
    axis = Axis(circular=True)
    assert axis.apart(np.array([23.75]), np.array([0.25]))[0] == pytest.approx(0.5)
    grid = axis.grid(np.random.default_rng(0).uniform(0, 24, 500))
    assert len(grid.points) == 96
    first_to_last = grid.distance[0, -1]
    assert first_to_last == pytest.approx(grid.distance[0, 1])
    for bend in (3.0, 6.0, 12.0):
        kernel = np.exp(-0.5 * (grid.distance / bend) ** 2)
        assert np.linalg.eigvalsh(kernel).min() > -1e-9


def test_winsorising_moves_the_extremes_to_the_quantiles() -> None:
    moved = winsorised(np.arange(101.0))
    assert (moved.min(), moved.max()) == (5.0, 95.0)
