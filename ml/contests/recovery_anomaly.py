"""The contest for recovery anomaly: an isolation forest against the robust deviations (E6).

Nobody's nights say which of them were ill, so an illness is planted on each of the last nights in
turn, and both watch for it with as many alerts on the nights as they were. An illness is four
nights of lower HRV, higher resting heart rate, faster breathing and warmer skin; found is one
with an alert on its first three mornings.
"""

from collections.abc import Mapping
from typing import TypedDict

import numpy as np
from scipy.special import bdtr

from ml.contest import Judged
from ml.engines.alert_budget import alerts
from ml.engines.arrays import Flags, Floats
from ml.engines.contest import FEWEST_NIGHTS, LEVEL, SMALLEST_GAIN, STRIDE, steps_of
from ml.engines.isolation import grow, odd
from ml.engines.surveillance import signals, watch
from ml.history import History

# As in docs/evidence.md: .3 of ln HRV, 6 beats, 1.2 breaths, .6 degrees, half of it at first.
ILLNESS = np.array([-0.3, 6.0, 1.2, 0.6])
RISE = np.array([0.5, 1.0, 1.0])


class Progress(TypedDict):
    """There is none: it is over in one step."""


def go_on(
    history: History, progress: Mapping[str, object] | None
) -> tuple[Progress | None, Judged | None]:
    """Plant an illness on each of up to 120 nights, and judge who finds more of them.

    Parameters
    ----------
    history
        A person's history.
    progress
        Nothing; it takes one step.

    Returns
    -------
    tuple
        None with under 120 nights; else a verdict. Its p-value is McNemar's exact one, of the
        illnesses that only one of the two found.
    """
    del progress
    table = signals(history)
    steps = steps_of(len(table.day))
    if not steps:
        return None, None
    values, first = table.values, len(table.day) - steps * STRIDE
    scored = watch(values)
    found = alerts(table.day, scored.score, scored.n_before)
    nights = [
        night
        for night in range(first, len(values) - len(RISE) + 1)
        if np.isfinite(values[night - 1 : night + len(RISE)]).all()
        and np.isfinite(scored.score[night])
    ]
    if len(nights) < FEWEST_NIGHTS:
        return None, None
    own = np.array([_own_finds(values, night, found.threshold) for night in nights])
    other = _forest_finds(values, nights, float(found.unusual[first:].mean()))
    return Progress(), _judged(own, other)


def _own_finds(values: Floats, night: int, threshold: Floats) -> bool:
    ill = _planted(values, night)
    score = watch(ill[: night + len(RISE)], night).score
    return bool((score >= threshold[night : night + len(RISE)]).any())


def _forest_finds(values: Floats, nights: list[int], alert_share: float) -> Flags:
    """Return which illnesses a forest of the nights before finds, alerting as often."""
    found: list[bool] = []
    usual: list[float] = []
    odd_ill: list[Floats] = []
    for start in range(nights[0], nights[-1] + 1, STRIDE):
        forest = grow(values[:start])
        block = [night for night in nights if start <= night < start + STRIDE]
        if forest is None or not block:
            continue
        usual += odd(forest, values, np.array(block)).tolist()
        odd_ill += [
            odd(forest, _planted(values, night), night + np.arange(len(RISE))) for night in block
        ]
    threshold = np.quantile(usual, 1 - alert_share) if usual else np.inf
    found = [bool((score > threshold).any()) for score in odd_ill]
    return np.array(found + [False] * (len(nights) - len(found)))


def _planted(values: Floats, night: int) -> Floats:
    ill = values.copy()
    ill[night : night + len(RISE)] += RISE[:, None] * ILLNESS
    return ill


def _judged(own: Flags, other: Flags) -> Judged:
    missed, missed_too = int((~own).sum()), int((~other).sum())
    gain = 1 - missed_too / missed if missed else 0.0
    only_one, only_own = int((own != other).sum()), int((own & ~other).sum())
    fewer = min(only_own, only_one - only_own)
    p_value = min(1.0, 2 * float(bdtr(fewer, only_one, 0.5))) if only_one else 1.0
    return Judged(
        challenger="isolation forest",
        percent=round(100 * gain, 1),
        origins=len(own),
        p_value=round(p_value, 4),
        won=gain >= SMALLEST_GAIN and p_value < LEVEL,
    )
