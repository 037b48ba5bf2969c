from itertools import product

import numpy as np
import pytest
from scipy.linalg import null_space
from scipy.stats import multivariate_normal

from ml.engines.exposure_grid import Axis
from ml.engines.response_curve import (
    AMPLITUDES_SD,
    BENDS_STEPS,
    N_DRAWS,
    WIDENING,
    draw_curves,
)


def test_draws_have_the_mean_and_the_widened_spread_of_the_averaged_posterior() -> None:
    """Against dense Gaussian algebra, in the space that the controls leave."""
    rng = np.random.default_rng(0)
    n_nights = 80
    values = rng.uniform(0, 3, n_nights)
    nuisance = np.column_stack([np.ones(n_nights), rng.standard_normal(n_nights)])
    outcome = np.sin(2 * values) + nuisance @ np.array([1.0, 0.5]) + rng.normal(0, 0.7, n_nights)
    grid = Axis().grid(values)
    draws = draw_curves(outcome, grid, nuisance, 0.49, seed=1)
    left = null_space(nuisance.T)
    share, target = left.T @ grid.share, left.T @ outcome
    sd = float(outcome.std())
    weights, means, variances = [], [], []
    for bend, straight, smooth in product(BENDS_STEPS, AMPLITUDES_SD, AMPLITUDES_SD):
        kernel = straight**2 * grid.straight + smooth**2 * np.exp(
            -0.5 * (grid.distance / bend) ** 2
        )
        kernel = sd**2 * (kernel + 2e-8 * np.eye(len(grid.points)))
        total = share @ kernel @ share.T + 0.49 * np.eye(len(target))
        # scipy's annotations ask for an int where its documentation asks for a matrix.
        marginal = multivariate_normal(cov=total)  # pyright: ignore[reportArgumentType]
        weights.append(marginal.logpdf(target) - 0.5 * (straight**2 + smooth**2) / 0.4**2)
        gain = kernel @ share.T @ np.linalg.inv(total)
        means.append(gain @ target)
        variances.append(np.diag(kernel - gain @ share @ kernel))
    weight = np.exp(np.array(weights) - max(weights))
    weight /= weight.sum()
    mean = weight @ np.array(means)
    variance = weight @ (np.array(variances) + np.array(means) ** 2) - mean**2
    # 400 draws: 5 standard errors of a mean, and of an SD.
    error = np.sqrt(variance / N_DRAWS)
    assert np.all(np.abs(draws.mean(0) - mean) <= 5 * error)
    spread = WIDENING * np.sqrt(variance)
    assert draws.std(0) == pytest.approx(spread, rel=5 / np.sqrt(2 * N_DRAWS))


def test_the_same_seed_gives_the_same_draws() -> None:
    rng = np.random.default_rng(3)
    values, outcome = rng.uniform(0, 3, 40), rng.standard_normal(40)
    grid, constant = Axis().grid(values), np.ones((40, 1))
    first, again = (draw_curves(outcome, grid, constant, 1.0, seed=4) for _ in range(2))
    assert np.array_equal(first, again)
