"""Off-policy estimates: what a rule of choosing would have gained, from what another chose.

Each logged choice counts by how much likelier the rule would have made it (its chance under the
rule by its logged chance). Valid only where the logged chance was known when the choice was made,
never for what a person did on their own.

References
----------
.. [1] Hesterberg, T. (1995). Weighted average importance sampling and defensive mixture
   distributions. Technometrics 37(2). https://doi.org/10.1080/00401706.1995.10484303
.. [2] Dudik, M., Langford, J. & Li, L. (2011). Doubly robust policy evaluation and learning.
   https://arxiv.org/abs/1103.4601
"""

from dataclasses import dataclass

import numpy as np

from ml.engines.arrays import Floats
from ml.engines.effect import NORMAL_90


@dataclass(frozen=True)
class PolicyValue:
    """A rule's mean reward and its 90 % interval, in the reward's unit."""

    estimate: float
    low: float
    high: float


def self_normalised(reward: Floats, weight: Floats) -> PolicyValue | None:
    """Return the mean reward by importance weights that are made to sum to one.

    Parameters
    ----------
    reward
        Of each logged choice, shape (n,).
    weight
        Its chance under the rule by its logged chance, shape (n,).

    Returns
    -------
    PolicyValue or None
        None where the rule shares no choice with the log.

    Notes
    -----
    V = sum w r / sum w [1]_, with standard error sqrt(sum w^2 (r - V)^2) / sum w.

    Examples
    --------
    >>> self_normalised(np.array([1.0, 1.0, 9.0]), np.array([2.0, 2.0, 0.0]))
    PolicyValue(estimate=1.0, low=1.0, high=1.0)
    """
    total = float(weight.sum())
    if total <= 0:
        return None
    value = float(weight @ reward) / total
    error = float(np.sqrt((weight**2 * (reward - value) ** 2).sum())) / total
    return _normal(value, error)


def doubly_robust(
    reward: Floats, weight: Floats, of_logged: Floats, of_rule: Floats
) -> PolicyValue:
    """Return the mean reward from a model, corrected by what the model missed.

    Parameters
    ----------
    reward, weight
        As for `self_normalised`; at least two.
    of_logged
        What a model expected of each logged choice, shape (n,).
    of_rule
        What it expected of the rule's choice in the same place, shape (n,).

    Returns
    -------
    PolicyValue
        With a normal interval from the spread of what each choice adds.

    Notes
    -----
    Mean of q(rule) + w (r - q(logged)) [2]_: right where either the model or the logged chances
    are.

    Examples
    --------
    >>> right = np.array([1.0, 3.0])
    >>> doubly_robust(right, np.array([1.0, 0.0]), right, np.array([3.0, 3.0]))
    PolicyValue(estimate=3.0, low=3.0, high=3.0)
    """
    each = of_rule + weight * (reward - of_logged)
    return _normal(float(each.mean()), float(each.std(ddof=1) / np.sqrt(len(each))))


def _normal(value: float, error: float) -> PolicyValue:
    return PolicyValue(value, value - NORMAL_90 * error, value + NORMAL_90 * error)
