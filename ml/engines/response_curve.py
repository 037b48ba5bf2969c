"""Response curve: draws of a smooth curve of an outcome over an exposure, controls held equal.

A Gaussian process on a grid, of a straight (on the clock: once-around) part and a smooth part,
averaged over 48 settings of how fast and how much it may bend, each weighed by how well it
foretells the nights and by a prior that prefers small effects. Averaging keeps the bands honest
where a best fit would be too sure; libraries that optimise the settings are 30 times slower.

References
----------
.. [1] Rasmussen, C. E. & Williams, C. K. I. (2006). Gaussian Processes for Machine Learning,
   sections 2.7 and 5.4. MIT Press. https://doi.org/10.7551/mitpress/3206.001.0001
"""

from dataclasses import dataclass
from itertools import product

import numpy as np
from scipy.linalg import cholesky, solve_triangular

from ml.engines.arrays import Floats
from ml.engines.exposure_grid import Grid

# Length of a bend in grid steps: .75, 1.5 and 3 hours on a grid of 15 minutes.
BENDS_STEPS = (3.0, 6.0, 12.0)
# Amplitudes of the straight and of the smooth part, in SDs of the outcome.
AMPLITUDES_SD = (0.05, 0.15, 0.3, 0.6)
# Half-normal prior of either amplitude: real bedtime curves are of about .3 SD.
AMPLITUDE_SCALE = 0.4
# Enough for a 5 % quantile within about a fiftieth of the band.
N_DRAWS = 400
# Variance, in outcome variances, that keeps nearly singular kernels factorisable.
JITTER = 2e-8


@dataclass(frozen=True, eq=False)
class _Setting:
    """A posterior under one setting, and the logarithm of its weight."""

    log_weight: float
    prior_root: Floats
    posterior_root: Floats
    location: Floats

    def draw(self, rng: np.random.Generator, n_draws: int) -> Floats:
        noise = rng.standard_normal((len(self.location), n_draws))
        whitened = solve_triangular(
            self.posterior_root, self.location[:, None] + noise, trans=1, lower=True
        )
        return (self.prior_root @ whitened).T


def draw_curves(
    outcome: Floats, grid: Grid, nuisance: Floats, noise_variance: float, seed: int
) -> Floats:
    """Draw curves from their posterior, in the outcome's unit.

    Parameters
    ----------
    outcome
        Shape (nights,), complete.
    grid
        Where to draw, with each night's share in the points.
    nuisance
        Controls, shape (nights, controls), complete; projected out of outcome and curve alike.
    noise_variance
        Of the outcome around curve and controls.
    seed
        Of the draws.

    Returns
    -------
    Floats
        Shape (400, points); only differences along a curve have meaning.

    Notes
    -----
    With L L' the prior covariance and B the projected shares, the posterior of the curve is
    L c'^-1 (w + e), c c' = I + L' B'B L / s^2, w = c^-1 L' B'y / s^2, e standard normal; the
    marginal likelihood is exp(w'w / 2) / |c| up to a constant [1]_.
    """
    basis = np.linalg.qr(nuisance)[0]
    sd = float(outcome.std())
    left_over = outcome - basis @ (basis.T @ outcome)
    share = grid.share - basis @ (basis.T @ grid.share)
    precision = share.T @ share / noise_variance
    pull = share.T @ left_over / noise_variance
    settings = [
        _setting(grid, (bend, straight, smooth), sd, (precision, pull))
        for bend, straight, smooth in product(BENDS_STEPS, AMPLITUDES_SD, AMPLITUDES_SD)
    ]
    log_weights = np.array([setting.log_weight for setting in settings])
    weights = np.exp(log_weights - log_weights.max())
    rng = np.random.default_rng(seed)
    counts = rng.multinomial(N_DRAWS, weights / weights.sum())
    return np.concatenate(
        [s.draw(rng, int(k)) for s, k in zip(settings, counts, strict=True) if k > 0]
    )


def _setting(
    grid: Grid,
    bend_and_amplitudes: tuple[float, float, float],
    sd: float,
    evidence: tuple[Floats, Floats],
) -> _Setting:
    bend, straight, smooth = bend_and_amplitudes
    precision, pull = evidence
    unit = np.eye(len(grid.points))
    kernel = (
        straight**2 * grid.straight
        + smooth**2 * np.exp(-0.5 * (grid.distance / bend) ** 2)
        + JITTER * unit
    )
    prior_root = sd * cholesky(kernel, lower=True)
    posterior_root = cholesky(unit + prior_root.T @ precision @ prior_root, lower=True)
    location = solve_triangular(posterior_root, prior_root.T @ pull, lower=True)
    log_likelihood = 0.5 * location @ location - np.log(np.diag(posterior_root)).sum()
    log_prior = -0.5 * (straight**2 + smooth**2) / AMPLITUDE_SCALE**2
    return _Setting(float(log_likelihood + log_prior), prior_root, posterior_root, location)
