"""A year of weekly looks at one gate, and what was claimed at each."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np

from ml.engines.arrays import Floats, Ordinals
from ml.engines.looks import LOOKS, Ledger, mondays
from ml.history import History

A_WEEK_DAYS = 7


@dataclass(frozen=True, eq=False)
class Year:
    """The evidence of every Monday of a history.

    `night` is how many nights the person had by then, shape (looks,); `log_e` has shape
    (looks, names), NaN where nothing was tested.
    """

    on: tuple[date, ...]
    night: Ordinals
    names: tuple[str, ...]
    log_e: Floats


def year_of_looks(history: History, ledger_of: Callable[[History], Ledger]) -> Year:
    """Return the evidence of every Monday, from models fitted a ledger's length apart.

    A model keeps the looks at the last fifteen Mondays, each from the history as it stood: the
    ledgers of a few models hold them all.
    """
    if history.last_on is None:
        return Year((), np.zeros(0, dtype=np.int64), (), np.zeros((0, 0)))
    first = history.nights.day[0]
    weeks = (history.last_on.toordinal() - first) // A_WEEK_DAYS + 1
    on = tuple(d for d in mondays(history.last_on, weeks) if d.toordinal() >= first)
    evidence: dict[int, dict[str, float]] = {}
    for day in on[::-LOOKS]:
        looks = ledger_of(history.until(day))
        for look, row in zip(looks["days"], looks["log_e"], strict=True):
            evidence[look] = dict(zip(looks["names"], row, strict=True))
    names = tuple(sorted({name for row in evidence.values() for name in row}))
    rows = [evidence.get(day.toordinal(), {}) for day in on]
    return Year(
        on=on,
        night=np.array([day.toordinal() - first + 1 for day in on], dtype=np.int64),
        names=names,
        log_e=np.array([[row.get(name, np.nan) for name in names] for row in rows]),
    )
