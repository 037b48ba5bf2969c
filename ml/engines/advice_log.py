"""Advice log: earlier suggestions whose chance was known, with what became of them.

Only those that the person answered to and whose next morning is known; what people do on their own
has no known chance and is not here.
"""

import json
from collections.abc import Sequence
from datetime import date
from typing import TypedDict

import numpy as np

from ml.engines.advice_days import CONTEXT
from ml.engines.advice_effects import ACTIONS
from ml.engines.arrays import Floats
from ml.history import History
from ml.suggesting import Context, day_of
from schema.contextual_advice import AdviceAction
from schema.feedback import FeedbackVerdict

FOLLOWED = {
    FeedbackVerdict.FOLLOWED.name: 1.0,
    FeedbackVerdict.PARTLY.name: 0.5,
    FeedbackVerdict.SKIPPED.name: 0.0,
}
SIZE, GIVEN_UP, KNOWN = "size_", "given_up_", "context_"


class Logged(TypedDict):
    """One suggestion: the day it was for, what it was chosen on, and what became of it.

    `sizes` and `given_up` have one entry an action of `AdviceAction`, NaN size for not allowed;
    `context` is as of `CONTEXT`, centred.
    """

    day: int
    action: str
    context: list[float]
    sizes: list[float]
    given_up: list[float]
    propensity: float
    followed: float


def described(
    context: Sequence[float], sizes: Sequence[float], given_up: Sequence[float]
) -> Context:
    """Return what an action was chosen on, as it is written down."""
    numbers = {
        **{f"{KNOWN}{name}": each for name, each in zip(CONTEXT, context, strict=True)},
        **{f"{SIZE}{a.name}": each for a, each in zip(AdviceAction, sizes, strict=True)},
        **{f"{GIVEN_UP}{a.name}": each for a, each in zip(AdviceAction, given_up, strict=True)},
    }
    return {name: round(each, 4) for name, each in numbers.items() if np.isfinite(each)}


def answered(history: History, stem: str) -> list[Logged]:
    """Return the suggestions of an insight that the person answered to, oldest first.

    Parameters
    ----------
    history
        A person's history.
    stem
        Of the insight.
    """
    found = (
        Logged(
            day=day_of(each.key).toordinal(),
            action=each.action,
            context=_numbers(each.context, KNOWN, CONTEXT, 0.0),
            sizes=_numbers(each.context, SIZE, _names(), np.nan),
            given_up=_numbers(each.context, GIVEN_UP, _names(), 0.0),
            propensity=each.propensity,
            followed=FOLLOWED[each.verdict],
        )
        for each in history.choices.suggestions
        if each.insight == stem and each.verdict in FOLLOWED and each.propensity > 0
    )
    return [each for each in found if _chosen_on(each)]


def made(history: History, stem: str, on: date) -> int:
    """Return how many suggestions of an insight were made for the days up to one."""
    made_for = (day_of(each.key) for each in history.choices.suggestions if each.insight == stem)
    return sum(day <= on for day in made_for)


def row(action: str, size: float, context: Sequence[float]) -> Floats:
    """Return the row of the linear model: the action's own gain, and how it differs with the day.

    Parameters
    ----------
    action
        Name of an `AdviceAction`; to carry on has an empty row.
    size
        How far it leads from the usual.
    context
        Of the day, centred.
    """
    width = 1 + len(CONTEXT)
    filled = np.zeros(len(ACTIONS) * width)
    for place, each in enumerate(ACTIONS):
        if each.name == action:
            filled[place * width : (place + 1) * width] = size * np.array([1.0, *context])
    return filled


def _chosen_on(each: Logged) -> bool:
    """Return whether what it was chosen on is known."""
    sizes = dict(zip(_names(), each["sizes"], strict=True))
    return bool(np.isfinite(sizes.get(each["action"], np.nan)))


def _names() -> tuple[str, ...]:
    return tuple(action.name for action in AdviceAction)


def _numbers(text: str, prefix: str, names: Sequence[str], otherwise: float) -> list[float]:
    known = json.loads(text)
    return [float(known.get(f"{prefix}{name}", otherwise)) for name in names]
