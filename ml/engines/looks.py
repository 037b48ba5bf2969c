"""Looks: the Mondays at which the evidence for a claim is taken, recomputed from the history.

A claim stands on the looks at the last Mondays, not on one day, and must be withdrawn when newer
data no longer carry it. No state is kept for that: at every fit the evidence of each Monday is
computed from the history as it stood that evening, so that any day asked about gets exactly the
claim that was, or would have been, made on it. The model keeps the result as its ledger.
"""

import math
from collections.abc import Callable, Collection, Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import TypedDict

import numpy as np

from ml.engines.claim_gate import LOOKS_KEPT, Verdict, verdicts
from ml.history import History
from schema.answer import Claim

# Eight Mondays count, and the seven before the first of them decide what stood on it.
LOOKS = 2 * LOOKS_KEPT - 1
A_WEEK = timedelta(weeks=1)
# Of what was tested at none of the looks, such as before the first Monday with enough data.
UNTESTED = Verdict(Claim.NONE, withdrawn=False)


class Ledger(TypedDict):
    """The evidence at each look, as plain values that a model may hold.

    `days` are ordinals of the Mondays, oldest first; `names` are the hypotheses; `log_e` has one
    row a Monday and one entry a hypothesis, NaN where it was not tested.
    """

    days: list[int]
    names: list[str]
    log_e: list[list[float]]


def mondays(last_on: date, count: int = LOOKS) -> tuple[date, ...]:
    """Return the last Mondays up to and including a day, oldest first.

    Examples
    --------
    >>> [day.isoformat() for day in mondays(date(2026, 3, 11), 2)]
    ['2026-03-02', '2026-03-09']
    """
    newest = last_on - timedelta(days=last_on.weekday())
    return tuple(newest - back * A_WEEK for back in reversed(range(count)))


def ledger(history: History, log_e_of: Callable[[History], Mapping[str, float]]) -> Ledger:
    """Return the evidence at each of the last fifteen Mondays, from the history up to it.

    Parameters
    ----------
    history
        A person's history up to the day asked about.
    log_e_of
        What was tested on a history: natural logarithm of the e-value by the hypothesis's name.
        It gives none, and raises nothing, where there is too little data.

    Returns
    -------
    Ledger
        Without the Mondays before the first night, and those before anything was tested.

    Examples
    --------
    >>> from ml.history import empty
    >>> ledger(empty(), lambda _: {"alcohol": 0.0})
    {'days': [], 'names': [], 'log_e': []}
    """
    if history.last_on is None:
        return Ledger(days=[], names=[], log_e=[])
    first = history.nights.day[0]
    taken = [
        (day.toordinal(), dict(log_e_of(until(history, day))))
        for day in mondays(history.last_on)
        if day.toordinal() >= first
    ]
    while taken and not taken[0][1]:
        del taken[0]
    names = sorted({name for _, evidence in taken for name in evidence})
    return Ledger(
        days=[day for day, _ in taken],
        names=names,
        log_e=[[_thousandths(evidence.get(name)) for name in names] for _, evidence in taken],
    )


def _thousandths(log_e: float | None) -> float:
    """Return evidence in thousandths: rounded down, an e-value stays one, and takes less room."""
    if log_e is None or not math.isfinite(log_e):
        return math.nan if log_e is None else log_e
    return math.floor(1000 * log_e) / 1000


@lru_cache(maxsize=LOOKS)  # every insight that claims looks at the same Mondays
def until(history: History, day: date) -> History:
    """Return a history up to a day, kept for the insights that look at it next.

    Parameters
    ----------
    history
        A person's history.
    day
        The last day to keep.
    """
    return history.until(day)


def judged(looks: Ledger, pre_registered: Collection[str], alpha: float) -> Mapping[str, Verdict]:
    """Return what may be said of each hypothesis after the newest look.

    Parameters
    ----------
    looks
        The evidence at each look.
    pre_registered
        Names of the hypotheses written down beforehand, tested or not.
    alpha
        Error budget of the insight.

    Returns
    -------
    Mapping
        One verdict a name in the ledger. Of a name that is not in it `UNTESTED` holds.

    Examples
    --------
    >>> faded = Ledger(days=[739_000, 739_007], names=["nap"], log_e=[[6.0], [0.0]])
    >>> judged(faded, (), 0.05)["nap"]
    Verdict(claim=<Claim.NONE: 'NONE'>, withdrawn=True)
    """
    evidence = np.array(looks["log_e"]).reshape(len(looks["days"]), len(looks["names"]))
    listed = np.array([name in pre_registered for name in looks["names"]], dtype=np.bool_)
    return dict(zip(looks["names"], verdicts(evidence, listed, alpha), strict=True))
