"""The gates through which a claim can come: evidence at each look, and the answer it leads to."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import TypeVar

from ml.catalogue import CATALOGUE
from ml.conclusion import Conclusion
from ml.engines.looks import Ledger
from ml.history import History
from ml.insight import AnyInsight, Fitted, Insight, TooLittleData
from schema.answer import Claim

Finding = TypeVar("Finding")
Arguments = TypeVar("Arguments")
NO_LOOKS = Ledger(days=[], names=[], log_e=[])


@dataclass(frozen=True)
class Gate:
    """An error budget, the looks of an insight, and the claim that its answer carries.

    The answer may ask for more than the evidence, such as that the best be best for sure.
    """

    name: str
    error_budget: float
    ledger_of: Callable[[History], Ledger]
    claim_of: Callable[[History], Claim]


def gates() -> tuple[Gate, ...]:
    """Return every gate of the catalogue."""
    return tuple(gate_of(insight) for insight in CATALOGUE if insight.error_budget is not None)


def answer(insight: Insight[Finding, Arguments], history: History) -> Conclusion[Finding] | None:
    """Return what a person would read on the last day of a history; None on too little data."""
    analysis = import_module(f"ml.analyses.{insight.stem}")
    try:
        fitted: Fitted = analysis.fit(history)
        return analysis.infer(fitted.model, history, {}, insight.arguments())
    except TooLittleData:
        return None


def looks_of(insight: AnyInsight, history: History) -> Ledger:
    """Return the looks that an insight keeps with its model."""
    analysis = import_module(f"ml.analyses.{insight.stem}")
    try:
        fitted: Fitted = analysis.fit(history)
    except TooLittleData:
        return NO_LOOKS
    return fitted.model["looks"]  # pyright: ignore[reportReturnType] every analysis with a budget writes it


def gate_of(insight: AnyInsight) -> Gate:
    """Return the gate of an insight that has an error budget."""

    def claim_of(history: History) -> Claim:
        conclusion = answer(insight, history)
        return conclusion.claim if conclusion else Claim.NONE

    return Gate(
        insight.stem,
        insight.error_budget or 0.0,
        lambda history: looks_of(insight, history),
        claim_of,
    )
