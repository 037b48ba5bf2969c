"""Random intercepts: one line for all kinds, and a level of its own for each kind.

A kind seen twice says little about its level, and is drawn towards the others as far as the
kinds resemble each other; a kind seen a hundred times keeps its own. How much kinds differ is
integrated over and not estimated, since three of them look alike by chance too easily.

References
----------
.. [1] Robinson, G. K. (1991). That BLUP is a good thing: the estimation of random effects.
   Statistical Science 6(1). https://doi.org/10.1214/ss/1177011926
"""

from dataclasses import dataclass
from typing import TypedDict

import numpy as np

from ml.engines.arrays import Floats, Ordinals

# Variance between kinds over variance within: SDs from a twentieth to twenty times the
# residual's, in steps of a third; all of them equally likely beforehand.
RATIOS = np.geomspace(0.05, 20, 24) ** 2
# A slope is believed to be about as large as the residual scatter: as much as one observation
# says, enough to hold ten workouts in check and nothing beside a hundred.
SLOPE_PENALTY = 1.0
# A column that never moved tells nothing.
SMALLEST_SD = 1e-9
# Outcomes that lie on the lines exactly leave no variance to take a logarithm of.
SMALLEST_VARIANCE = 1e-12
# What weighs less changes nothing that is shown, and is most of what would be kept.
NEGLIGIBLE_WEIGHT = 1e-9


class RandomInterceptsState(TypedDict):
    """A fitted model: arrays alone, one entry a ratio, a column or a kind.

    `weight` of each ratio adds up to 1, those left out that weigh next to nothing; `coefficients`
    (ratios, 1 + columns) hold the intercept and what a column adds per SD; `inverse` (ratios,
    1 + columns, 1 + columns) times `variance` is their covariance. `count`, `sums` (kinds,
    1 + columns) and `outcome_sums` are the kinds'.
    """

    centre: Floats
    scale: Floats
    ratio: Floats
    weight: Floats
    coefficients: Floats
    inverse: Floats
    variance: Floats
    count: Floats
    sums: Floats
    outcome_sums: Floats


@dataclass(frozen=True, eq=False)
class Level:
    """The expected outcome of some kinds at some values, one entry each, and its variance."""

    mean: Floats
    variance: Floats


def fit_random_intercepts(
    outcome: Floats, kind: Ordinals, columns: Floats, n_kinds: int, ratios: Floats = RATIOS
) -> RandomInterceptsState:
    """Fit an outcome on columns, with a level of its own for each kind.

    Parameters
    ----------
    outcome
        Shape (rows,), complete, more rows than 1 + columns.
    kind
        Shape (rows,), from 0 to n_kinds - 1; a kind may have no row.
    columns
        Shape (rows, columns), complete.
    n_kinds
        How many kinds there are.
    ratios
        Variance ratios to integrate over.

    Returns
    -------
    RandomInterceptsState
        Arrays alone, so that they can be stored.

    Notes
    -----
    y = X b + u_kind + e with u ~ N(0, theta s^2), e ~ N(0, s^2). Of each kind with n rows the
    inverse covariance is (I - c J) / s^2, c = theta / (1 + n theta), so sums a kind suffice. Each
    theta weighs with its restricted likelihood, -(n - p) / 2 ln s^2 - sum ln(1 + n_k theta) / 2
    - ln|X' V^-1 X| / 2, the slopes penalised by a ridge of 1 on standardised columns [1]_.

    Examples
    --------
    >>> kind = np.repeat([0, 1], 20)
    >>> minutes = np.tile([10.0, 20.0], 20)
    >>> state = fit_random_intercepts(5.0 + 2 * kind + 0.1 * minutes, kind, minutes[:, None], 2)
    >>> levels(state, np.array([0, 1]), np.array([[20.0], [20.0]])).mean.round(2)
    array([6.99, 8.99])
    """
    centre, scale = columns.mean(0), columns.std(0)
    scale = np.where(scale > SMALLEST_SD, scale, np.inf)
    matrix = np.column_stack([np.ones(len(outcome)), (columns - centre) / scale])
    count = np.bincount(kind, minlength=n_kinds).astype(np.float64)
    sums = np.column_stack([_sum(kind, column, n_kinds) for column in matrix.T])
    outcome_sums = _sum(kind, outcome, n_kinds)
    drawn = ratios[:, None] / (1 + count * ratios[:, None])
    normal = matrix.T @ matrix - np.einsum("gk,ki,kj->gij", drawn, sums, sums)
    normal += np.diag([0.0] + [SLOPE_PENALTY] * columns.shape[1])
    moment = matrix.T @ outcome - np.einsum("gk,ki,k->gi", drawn, sums, outcome_sums)
    inverse = np.linalg.inv(normal)
    coefficients = np.einsum("gij,gj->gi", inverse, moment)
    left = outcome @ outcome - drawn @ outcome_sums**2 - (coefficients * moment).sum(1)
    df = len(outcome) - matrix.shape[1]
    variance = np.maximum(left / df, SMALLEST_VARIANCE)
    kinds_apart = np.log1p(count * ratios[:, None]).sum(1) + np.linalg.slogdet(normal).logabsdet
    weight = _weights(-(df * np.log(variance) + kinds_apart) / 2)
    kept = weight > NEGLIGIBLE_WEIGHT
    return RandomInterceptsState(
        centre=centre,
        scale=scale,
        ratio=ratios[kept],
        weight=weight[kept],
        coefficients=coefficients[kept],
        inverse=inverse[kept],
        variance=variance[kept],
        count=count,
        sums=sums,
        outcome_sums=outcome_sums,
    )


def levels(state: RandomInterceptsState, kind: Ordinals, columns: Floats) -> Level:
    """Return what to expect of kinds at some values, and how sure it is.

    Parameters
    ----------
    state
        From `fit_random_intercepts`.
    kind
        Shape (rows,).
    columns
        Shape (rows, columns), complete.

    Returns
    -------
    Level
        Of the expected outcome, without the scatter of single outcomes about it.

    Notes
    -----
    Given theta, a kind's own residual mean counts with f = n theta / (1 + n theta); the mean is
    x'b + f (ybar - xbar'b), its variance s^2 (theta / (1 + n theta) + d' A^-1 d) with
    d = x - f xbar and A as in the fit. Over the thetas, means and variances mix.
    """
    row = np.column_stack([np.ones(len(kind)), (columns - state["centre"]) / state["scale"]])
    ratio, count = state["ratio"][:, None], state["count"][kind]
    drawn = ratio / (1 + count * ratio)
    outside = row - drawn[..., None] * state["sums"][kind]
    mean = (outside * state["coefficients"][:, None, :]).sum(2)
    mean += drawn * state["outcome_sums"][kind]
    spread = np.einsum("gri,gij,grj->gr", outside, state["inverse"], outside)
    variance = state["variance"][:, None] * (drawn + spread)
    mixed = state["weight"] @ mean
    return Level(mixed, state["weight"] @ (variance + (mean - mixed) ** 2))


def _sum(kind: Ordinals, values: Floats, n_kinds: int) -> Floats:
    return np.bincount(kind, values, minlength=n_kinds).astype(np.float64)


def _weights(log_likelihood: Floats) -> Floats:
    weight = np.exp(log_likelihood - log_likelihood.max())
    return weight / weight.sum()
