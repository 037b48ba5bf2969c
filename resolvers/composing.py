"""From a conclusion to the answer that is shown and stored."""

import logging
from dataclasses import dataclass
from datetime import date, datetime

from ml.conclusion import AnyConclusion, Conclusion
from ml.history import History
from ml.insight import AnyInsight
from resolvers.answer_types import ANSWER_TYPES
from schema.answer import Answer, AnswerModel, CaveatCode, Evidence, Standing
from schema.caveats import caveat
from schema.packed import unpack

log = logging.getLogger("attune.answers")


@dataclass(frozen=True)
class Concluded:
    """A conclusion with the sentence that its insight makes of it."""

    conclusion: AnyConclusion
    headline: str


@dataclass(frozen=True)
class Circumstances:
    """What an answer says of how it came about."""

    standing: Standing
    now: datetime
    model: AnswerModel | None = None
    caveats: tuple[CaveatCode, ...] = ()


def by_rule(insight: AnyInsight, history: History, arguments: object) -> Concluded:
    """Conclude without learning."""
    conclusion = insight.rule(history, arguments)
    return Concluded(conclusion, insight.headline(conclusion))


def compose(
    insight: AnyInsight, concluded: Concluded, history: History, how: Circumstances
) -> Answer:
    """Return the whole answer: what was concluded, and all that it stands on."""
    conclusion = concluded.conclusion
    return ANSWER_TYPES[insight.stem](
        standing=how.standing,
        basis=conclusion.basis,
        claim=conclusion.claim,
        headline=concluded.headline,
        evidence=_evidence(insight, conclusion, history),
        caveats=[caveat(code) for code in (*how.caveats, *conclusion.caveats)],
        computed_at=how.now,
        expires_at=None
        if how.standing is Standing.LEARNING
        else how.now + insight.finding_lifetime,
        stale=False,
        model=how.model,
        finding=conclusion.finding,
    )


def unpacked(stem: str, packed: bytes) -> Answer | None:
    """Return the answer to an insight that was packed to be stored, None if it was damaged since.

    It can be computed again, and so is as if it were not stored.
    """
    try:
        return unpack(ANSWER_TYPES[stem], packed)
    except (ValueError, LookupError, TypeError) as damage:
        # What it says may quote a value.
        cause = type(damage).__name__
        log.warning("a stored answer is damaged", extra={"insight": stem, "cause": cause})
        return None


def conclusion_of(answer: Answer) -> AnyConclusion:
    """Return what an answer concluded, for the insights that build on it."""
    return Conclusion(
        finding=answer.finding,  # pyright: ignore[reportAttributeAccessIssue] each type has its own
        basis=answer.basis,
        claim=answer.claim,
        tested=answer.evidence.tested,
        found=answer.evidence.found,
        skill=tuple(answer.evidence.skill),
    )


def _evidence(insight: AnyInsight, conclusion: AnyConclusion, history: History) -> Evidence:
    days = history.nights.day
    return Evidence(
        have=insight.have(history),
        need=insight.need,
        unit=insight.unit,
        first_on=date.fromordinal(days[0]) if days else None,
        last_on=history.last_on,
        error_budget=insight.error_budget,
        tested=conclusion.tested,
        found=conclusion.found,
        skill=list(conclusion.skill),
    )
