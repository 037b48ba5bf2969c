"""Contest: whether another algorithm would have forecast a person's past clearly better.

Every candidate is walked forward over the last nights, refitted every 20, in steps that can be
left and taken up again. One replaces the own algorithm only with a mean absolute error at least
2 % smaller over at least 60 nights, and Diebold-Mariano p < .1: on real people forests win by
chance more often than by merit.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from typing import TypedDict

import numpy as np

from ml.engines.arrays import Floats
from ml.engines.diebold_mariano import diebold_mariano
from ml.engines.walk_forward import Algorithm

STRIDE = 20
# Six refits of each candidate; more would cost over 5 s of CPU a month.
MOST_STEPS = 6
FEWEST_NIGHTS = 60
# Before the first refit, so that forests have something to split.
LEARNED_FROM = 60
# A forest of 700 nights takes up to .4 s; a task ends well within 2 s.
STEPS_A_TASK = 3
SMALLEST_GAIN, LEVEL = 0.02, 0.10


class Progress(TypedDict):
    """Forecasts so far by candidate, as plain values: of the last `steps` * 20 of `n_nights`."""

    n_nights: int
    nights_digest: str
    steps: int
    walked: dict[str, list[float]]


@dataclass(frozen=True)
class Verdict:
    """The best candidate: `gain` is the share by which its mean absolute error is smaller."""

    challenger: str
    gain: float
    n_nights: int
    p_value: float

    @property
    def won(self) -> bool:
        """Whether it is to replace the own algorithm."""
        return self.gain >= SMALLEST_GAIN and self.p_value < LEVEL


def steps_of(n_nights: int) -> int:
    """Return how many strides can be contested on so many nights; 0 where they are too few.

    Examples
    --------
    >>> steps_of(119), steps_of(120), steps_of(700)
    (0, 3, 6)
    """
    steps = min(MOST_STEPS, (n_nights - LEARNED_FROM) // STRIDE)
    return steps if steps * STRIDE >= FEWEST_NIGHTS else 0


def begin(values: Floats, outcome: Floats) -> Progress:
    """Return a contest over the last of these nights of which nothing is walked yet."""
    n_nights = len(outcome)
    return Progress(
        n_nights=n_nights,
        nights_digest=_digest(values, outcome, n_nights),
        steps=steps_of(n_nights),
        walked={},
    )


def goes_on(progress: Progress, values: Floats, outcome: Floats) -> bool:
    """Return whether a contest was begun on the first of these very nights."""
    n_nights = progress["n_nights"]
    return n_nights <= len(outcome) and progress["nights_digest"] == _digest(
        values, outcome, n_nights
    )


def advance(
    progress: Progress, values: Floats, outcome: Floats, candidates: Mapping[str, Algorithm]
) -> Progress:
    """Return the contest three refits further.

    Parameters
    ----------
    progress
        As far as it has got.
    values, outcome
        Shapes (nights, columns) and (nights,); those added since the beginning are not contested.
    candidates
        By name.
    """
    walked = {name: list(progress["walked"].get(name, ())) for name in candidates}
    first = progress["n_nights"] - progress["steps"] * STRIDE
    missing = (
        (name, first + place)
        for name in candidates
        for place in range(len(walked[name]), progress["steps"] * STRIDE, STRIDE)
    )
    for name, start in islice(missing, STEPS_A_TASK):
        model = candidates[name](values[:start], outcome[:start])
        walked[name] += model.predict(values[start : start + STRIDE]).tolist()
    return Progress(
        n_nights=progress["n_nights"],
        nights_digest=progress["nights_digest"],
        steps=progress["steps"],
        walked=walked,
    )


def finished(progress: Progress, candidates: Mapping[str, Algorithm]) -> bool:
    """Return whether every candidate has been walked to the end."""
    n_nights = progress["steps"] * STRIDE
    return all(len(progress["walked"].get(name, ())) == n_nights for name in candidates)


def judge(progress: Progress, outcome: Floats, own_errors: Floats) -> Verdict:
    """Return the best candidate and how it did against the own algorithm.

    Parameters
    ----------
    progress
        Finished.
    outcome
        Shape (nights,).
    own_errors
        Of the own algorithm on the nights contested, shape (steps * 20,).
    """
    nights = slice(progress["n_nights"] - len(own_errors), progress["n_nights"])
    errors = {
        name: outcome[nights] - np.clip(walked, 1.0, 99.0)
        for name, walked in progress["walked"].items()
    }
    best = min(errors, key=lambda name: float(np.abs(errors[name]).mean()))
    own = float(np.abs(own_errors).mean())
    gain = 1 - float(np.abs(errors[best]).mean()) / own if own > 0 else 0.0
    return Verdict(best, gain, len(own_errors), diebold_mariano(own_errors, errors[best]))


def _digest(values: Floats, outcome: Floats, n_nights: int) -> str:
    known = sha256(values[:n_nights].tobytes())
    known.update(outcome[:n_nights].tobytes())
    return known.hexdigest()
