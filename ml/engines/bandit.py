"""Bandit (E7): which of a few actions to suggest, and with what chance it was drawn.

The action with the largest expected reward is suggested on most days. On the others one that is
nearly as good is tried, the more often the likelier it is to be best after all (Thompson
sampling [1]_): what is never tried is never learned. The chance of each action is known before
one is drawn, and kept with it, without which no later estimate of what was gained is valid.

References
----------
.. [1] Thompson, W. R. (1933). On the likelihood that one unknown probability exceeds another in
   view of the evidence of two samples. Biometrika 25(3/4).
   https://doi.org/10.1093/biomet/25.3-4.285
"""

from dataclasses import dataclass
from datetime import date
from hashlib import sha256

import numpy as np

from ml.engines.arrays import Flags, Floats, Ordinals

# At most about one day a week goes to trying something that is not expected to be best.
MOST_EXPLORED = 0.15


@dataclass(frozen=True, eq=False)
class Choice:
    """What to suggest, and the chance of each action.

    Parameters
    ----------
    chosen
        Place of the action drawn.
    best
        Place of the action with the largest mean.
    best_probability
        Posterior probability of each action to be the best of those allowed, shape (k,).
    propensity
        Chance of each action to be drawn, shape (k,); sums to 1.
    """

    chosen: int
    best: int
    best_probability: Floats
    propensity: Floats

    @property
    def explored(self) -> bool:
        """Whether something else than the best so far is tried."""
        return self.chosen != self.best


def choose(draws: Floats, allowed: Flags, near: float, seed: int) -> Choice | None:
    """Draw an action by its chance to be the best, most often the best so far.

    Parameters
    ----------
    draws
        Posterior draws of the reward of each action, shape (n, k).
    allowed
        Which actions may be suggested at all, shape (k,).
    near
        How far below the best mean an action may lie to be tried, in the reward's unit.
    seed
        Of the one draw that decides.

    Returns
    -------
    Choice or None
        None where nothing is allowed.

    Notes
    -----
    With p the probabilities to be the best among those within `near` of the best mean, each but
    the best is drawn with p min(1, .15 / sum of the others' p), and the best with the rest.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> close = np.array([5.0, 4.8, 1.0]) + rng.standard_normal((4000, 3))
    >>> choice = choose(close, np.array([True, True, True]), 1.0, seed=1)
    >>> choice.best, choice.propensity.round(2).tolist()
    (0, [0.85, 0.15, 0.0])
    """
    places = np.flatnonzero(allowed)
    if not len(places):
        return None
    mean = draws.mean(0)
    best = int(places[mean[places].argmax()])
    candidates = places[mean[places] >= mean[best] - near]
    propensity = _share_best(draws, candidates)
    others = 1 - propensity[best]
    if others > MOST_EXPLORED:
        propensity *= MOST_EXPLORED / others
    propensity[best] = 0
    propensity[best] = 1 - propensity.sum()
    return Choice(
        chosen=int(np.random.default_rng(seed).choice(len(propensity), p=propensity)),
        best=best,
        best_probability=_share_best(draws, places),
        propensity=propensity,
    )


def seed_of(person: str, stem: str, on: date) -> int:
    """Return the seed of one person's draw on one day, the same however often it is drawn.

    Parameters
    ----------
    person
        Opaque name.
    stem
        Of the insight that draws.
    on
        The day.
    """
    return int.from_bytes(sha256(f"{stem}\n{person}\n{on.isoformat()}".encode()).digest()[:8])


def _share_best(draws: Floats, places: Ordinals) -> Floats:
    """Return how often each of some actions is the largest of them, 0 for all others."""
    counts = np.bincount(places[draws[:, places].argmax(1)], minlength=draws.shape[1])
    return counts / len(draws)
