"""Advice value: what always taking the best action so far would have gained a day.

Estimated from the log alone, with the model fitted on one half of it and asked about the other,
so that no answer judges a rule that has seen it.
"""

from collections.abc import Callable, Sequence

import numpy as np

from ml.engines.advice_log import Logged, row
from ml.engines.arrays import Floats
from ml.engines.off_policy import PolicyValue, doubly_robust, self_normalised
from schema.contextual_advice import AdviceAction


def value_of_the_best(
    log: Sequence[Logged],
    gained: Floats,
    coefficients: Callable[[Sequence[int]], Floats],
) -> tuple[PolicyValue | None, PolicyValue]:
    """Return what the best actions would have gained a day, recovery points less what is given up.

    Parameters
    ----------
    log
        Suggestions answered to.
    gained
        Recovery of the morning after each against that expected without it, points.
    coefficients
        Mean coefficients of the linear model after some of the log, by their places in it.

    Returns
    -------
    tuple
        Self-normalised and doubly robust.
    """
    places, columns = np.arange(len(log)), list[tuple[float, float, float]]()
    fitted = [coefficients(places[places % 2 != half].tolist()) for half in (0, 1)]
    for place, each in enumerate(log):
        expected = _expected(each, fitted[place % 2])
        best = int(np.nanargmax(expected))
        told = next(i for i, action in enumerate(AdviceAction) if action.name == each["action"])
        weight = float(best == told) / each["propensity"]
        of_told = float(np.nan_to_num(expected[told]))
        columns.append((weight, of_told, float(expected[best])))
    weight, of_logged, of_rule = np.array(columns).reshape(-1, 3).T
    given_up = [
        dict(zip((a.name for a in AdviceAction), each["given_up"], strict=True))[each["action"]]
        for each in log
    ]
    reward = gained - np.array(given_up)
    return self_normalised(reward, weight), doubly_robust(reward, weight, of_logged, of_rule)


def _expected(each: Logged, coefficients: Floats) -> Floats:
    """Return the expected reward of each action on the day of a suggestion, NaN if not allowed."""
    return np.array(
        [
            float(row(action.name, size, each["context"]) @ coefficients) - cost
            for action, size, cost in zip(
                AdviceAction, each["sizes"], each["given_up"], strict=True
            )
        ]
    )
