"""Isolation forest: how easily a night is set apart from the nights before it.

A candidate for telling unusual nights, beside the surveillance of `ml.engines.surveillance`. It
sees how each signal differs from the night before, knows no direction towards strain, and learns
from a person's own nights alone. Nights that few random splits set apart are odd.

References
----------
.. [1] Liu, F. T., Ting, K. M. & Zhou, Z.-H. (2008). Isolation forest. IEEE International Conference
   on Data Mining. https://doi.org/10.1109/ICDM.2008.17
"""

from typing import TYPE_CHECKING

import numpy as np

from ml.engines.arrays import Floats, Ordinals
from ml.engines.surveillance import (
    BASELINE_NIGHTS,
    FEWEST_NIGHTS,
    LARGEST_SCORE,
    alert_scores,
    strong_scores,
)

if TYPE_CHECKING:
    from sklearn.ensemble import IsolationForest

# Of 100 trees and 256 samples, the usual ones, scores of 90 nights differ by a hundredth [1]_.
N_TREES, N_SAMPLES = 50, 64
# A fit takes some 50 ms, and 20 nights change a baseline of 90 little.
REFIT_EVERY = 20
SEED = 0
# Own quantiles of 1 in 60 need some 90 nights to be more than the largest.
CALIBRATION_NIGHTS, FEWEST_CALIBRATED = 365, 90


def isolation_scores(values: Floats, first: int) -> Floats:
    """Return how odd each night is, from forests of the nights before it.

    Parameters
    ----------
    values
        Shape (nights, signals), consecutive nights; NaN is missing.
    first
        Place of the first night to score. A new forest is grown there and at every 20th after,
        from the differences of the 90 nights before.

    Returns
    -------
    Floats
        One a night from `first` on, 0 to 1, odd towards 1; NaN where a signal of the night or of
        the night before is missing, or under 21 nights are complete.

    Examples
    --------
    >>> nights = np.random.default_rng(0).normal(size=(80, 4))
    >>> nights[-1] += 6
    >>> scores = isolation_scores(nights, 60)
    >>> int(scores.argmax())
    19
    """
    scores = np.full(len(values) - first, np.nan)
    for origin in range(first, len(values), REFIT_EVERY):
        forest = grow(values[:origin])
        if forest is not None:
            asked = np.arange(origin, min(origin + REFIT_EVERY, len(values)))
            scores[asked - first] = odd(forest, values, asked)
    return scores


def grow(before: Floats) -> "IsolationForest | None":
    """Return a forest of the last 90 nights, None where under 21 are complete."""
    # Some 0.3 s, which a process that never asks for the candidate need not spend.
    from sklearn.ensemble import IsolationForest  # noqa: PLC0415

    steps = _steps(before)[-BASELINE_NIGHTS:]
    complete = steps[np.isfinite(steps).all(axis=1)]
    if len(complete) < FEWEST_NIGHTS:
        return None
    forest = IsolationForest(
        n_estimators=N_TREES,
        max_samples=min(N_SAMPLES, len(complete)),  # pyright: ignore[reportArgumentType] the stub knows the default's type alone
        random_state=SEED,
    )
    return forest.fit(complete)


def odd(forest: "IsolationForest", values: Floats, places: Ordinals) -> Floats:
    """Return how odd some nights are, 0 to 1; NaN where one or the night before is incomplete."""
    steps = _steps(values)[places]
    complete = np.isfinite(steps).all(axis=1)
    scores = np.full(len(places), np.nan)
    if complete.any():
        scores[complete] = -forest.score_samples(steps[complete])
    return scores


def calibrated(scores: Floats, n_before: Ordinals) -> Floats:
    """Return odd scores on the scale of the surveillance, each by the nights before it alone.

    Parameters
    ----------
    scores
        From `isolation_scores`.
    n_before
        Nights of history of each.

    Returns
    -------
    Floats
        The score that 1 of the last 365 nights in 30 exceeded becomes `alert_scores`, that of 1
        in 60 `strong_scores`; NaN with under 90 nights before.
    """
    told = np.full(len(scores), np.nan)
    alert, strong = alert_scores(n_before), strong_scores(n_before)
    for place in range(len(scores)):
        past = scores[max(0, place - CALIBRATION_NIGHTS) : place]
        past = past[np.isfinite(past)]
        if len(past) >= FEWEST_CALIBRATED and np.isfinite(scores[place]):
            rare, rarer = np.quantile(past, (1 - 1 / 30, 1 - 1 / 60))
            beyond = (scores[place] - rare) / max(float(rarer - rare), 1e-9)
            told[place] = alert[place] + beyond * (strong[place] - alert[place])
    return np.clip(told, -LARGEST_SCORE, LARGEST_SCORE)


def _steps(values: Floats) -> Floats:
    return np.diff(values, axis=0, prepend=np.full((1, values.shape[1]), np.nan))
