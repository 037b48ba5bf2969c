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
# Measured on simulated people whose best hour lies in the middle, beyond it or at the edge: the
# plain posterior's 90 % interval of the best window's gain holds the truth 80 to 87 % of the time,
# since the smooth prior flattens a hill and the best of many windows was picked; so widened 89 to
# 95 %.
WIDENING = 1.25
# Variance, in outcome variances, that keeps nearly singular kernels factorisable.
JITTER = 2e-8


@dataclass(frozen=True, eq=False)
class _Posterior:
    """The posterior of the curve under each setting, the settings leading every shape.

    With L and c the roots and w the location of the notes of `draw_curves`.
    """

    log_weight: Floats
    prior_root: Floats
    posterior_root: Floats
    location: Floats

    def draw(self, setting: int, rng: np.random.Generator, n_draws: int) -> Floats:
        """Return curves under one setting, shape (draws, points)."""
        location = self.location[setting][:, None]
        noise = rng.standard_normal((len(location), n_draws))
        whitened = np.linalg.solve(self.posterior_root[setting].T, location + noise)
        return (self.prior_root[setting] @ whitened).T


def draw_curves(
    outcome: Floats, grid: Grid, nuisance: Floats, noise_variance: float, seed: int
) -> Floats:
    """Draw curves from their posterior, widened about its mean, in the outcome's unit.

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
    marginal likelihood is exp(w'w / 2) / |c| up to a constant [1]_. Each draw f is then moved to
    m + 1.25 (f - m), with m the mean of the draws.
    """
    basis = np.linalg.qr(nuisance)[0]
    left_over = outcome - basis @ (basis.T @ outcome)
    share = grid.share - basis @ (basis.T @ grid.share)
    precision = share.T @ share / noise_variance
    pull = share.T @ left_over / noise_variance
    posterior = _posterior(grid, float(outcome.std()), precision, pull)
    weights = np.exp(posterior.log_weight - posterior.log_weight.max())
    rng = np.random.default_rng(seed)
    counts = rng.multinomial(N_DRAWS, weights / weights.sum()).tolist()
    draws = np.concatenate(
        [posterior.draw(i, rng, count) for i, count in enumerate(counts) if count > 0]
    )
    mean = draws.mean(0)
    return mean + WIDENING * (draws - mean)


def _posterior(grid: Grid, sd: float, precision: Floats, pull: Floats) -> _Posterior:
    """Return the posteriors of all settings, computed in one stack."""
    settings = np.array(list(product(BENDS_STEPS, AMPLITUDES_SD, AMPLITUDES_SD)))
    bend, straight, smooth = settings.T[:, :, None, None]
    unit = np.eye(len(grid.points))
    kernel = (
        straight**2 * grid.straight
        + smooth**2 * np.exp(-0.5 * (grid.distance / bend) ** 2)
        + JITTER * unit
    )
    prior_root = sd * np.linalg.cholesky(kernel)
    turned = np.swapaxes(prior_root, 1, 2)
    posterior_root = np.linalg.cholesky(unit + turned @ precision @ prior_root)
    location = np.linalg.solve(posterior_root, (turned @ pull)[:, :, None])[:, :, 0]
    log_determinant = np.log(np.diagonal(posterior_root, axis1=1, axis2=2)).sum(1)
    log_likelihood = 0.5 * (location**2).sum(1) - log_determinant
    log_prior = -0.5 * (settings[:, 1:] ** 2).sum(1) / AMPLITUDE_SCALE**2
    return _Posterior(log_likelihood + log_prior, prior_root, posterior_root, location)
