"""The declaration of an insight: what it needs, how long it holds, and its rule."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Generic, TypeAlias, TypeVar

from ml.conclusion import Conclusion
from ml.history import History

Finding = TypeVar("Finding")
Arguments = TypeVar("Arguments")

# A new night comes once a day and changes every answer; nothing computed outlives it.
A_DAY = timedelta(hours=24)


class TooLittleData(ValueError):
    """After leaving out what cannot be used, too little data are left for a fit."""


@dataclass(frozen=True)
class Fitted:
    """A fitted model: library objects, arrays and plain values, never a class of ours.

    A class of ours in a blob would orphan it when its module is renamed.
    """

    model: Mapping[str, object]
    algorithm: str
    rows: int


@dataclass(frozen=True)
class Kept:
    """An earlier fit of the same format; the data it has seen are unchanged up to `through_on`."""

    model: Mapping[str, object]
    through_on: date


@dataclass(frozen=True, eq=False)  # there is one of each, and it is itself
class Insight(Generic[Finding, Arguments]):
    """One insight, without the libraries that compute it.

    `stem` names it everywhere: `ml/analyses/<stem>.py` computes it, `<stem>` in camelCase is its
    field. `have` counts the usable data in `unit`, of which `need` are needed. `rule` answers
    without learning; `headline` puts any conclusion into one sentence.
    """

    stem: str
    about: str
    finding: type[Finding]
    arguments: type[Arguments]
    have: Callable[[History], int]
    need: int
    unit: str
    rule: Callable[[History, Arguments], Conclusion[Finding]]
    headline: Callable[[Conclusion[Finding]], str]
    # Milliseconds of CPU for a first computation at 700 nights; orders the queue, cheapest first.
    cost_ms: int
    learned: bool
    uses: tuple[str, ...] = ()
    # Whether `fit` takes the last fit and goes on from there, to exactly what it would find anew.
    continues: bool = False
    # The share of the application's .10 of ever stating a false effect; None tests nothing.
    error_budget: float | None = None
    # Raised by one when the shape of the model changes; older models are then fitted anew.
    model_format: int = 1
    finding_lifetime: timedelta = A_DAY
    model_lifetime: timedelta = A_DAY


# Wherever insights of all kinds stand side by side, each keeps types of its own.
AnyInsight: TypeAlias = Insight[Any, Any]
