"""The contest for recovery anomaly: an isolation forest against the robust deviations (E6).

An illness is planted on each of the last nights in turn, and both watch for it with as many
alerts on the nights as they were; found is one with an alert on its first three mornings.
"""

from collections.abc import Mapping
from typing import TypedDict

import numpy as np
from scipy.special import bdtr

from ml.contest import Judged
from ml.engines.alert_budget import alerts
from ml.engines.arrays import Flags, Floats
from ml.engines.contest import LEVEL, SMALLEST_GAIN, STRIDE
from ml.engines.isolation import grow, odd
from ml.engines.planted_illness import RISE, contested, planted
from ml.engines.surveillance import signals, watch
from ml.history import History


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
        None where under 60 of the last 120 nights can be used; else a verdict. Its p-value is
        McNemar's exact one, of the illnesses that only one of the two found.
    """
    del progress
    table = signals(history)
    values = table.values
    scored = watch(values)
    nights = contested(values, scored.score)
    if not nights:
        return None, None
    found = alerts(table.day, scored.score, scored.n_before)
    own = np.array([_own_finds(values, night, found.threshold) for night in nights])
    other = _forest_finds(values, nights, float(found.unusual[nights[0] :].mean()))
    return Progress(), _judged(own, other)


def _own_finds(values: Floats, night: int, threshold: Floats) -> bool:
    ill = planted(values, night)
    score = watch(ill[: night + len(RISE)], night).score
    return bool((score >= threshold[night : night + len(RISE)]).any())


def _forest_finds(values: Floats, nights: list[int], alert_share: float) -> Flags:
    """Return which illnesses a forest of the nights before finds, alerting as often."""
    usual, ill = np.full(len(nights), np.nan), np.full(len(nights), np.nan)
    for start in range(nights[0], nights[-1] + 1, STRIDE):
        forest = grow(values[:start])
        if forest is None:
            continue
        for place, night in enumerate(nights):
            if start <= night < start + STRIDE:
                (usual[place],) = odd(forest, values, np.array([night]))
                mornings = night + np.arange(len(RISE))
                ill[place] = odd(forest, planted(values, night), mornings).max()
    known = usual[np.isfinite(usual)]
    threshold = np.quantile(known, 1 - alert_share) if len(known) else np.inf
    return np.asarray(ill > threshold)


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
