"""Conclusions made by hand about what to do today."""

from dataclasses import replace
from datetime import date

from ml.conclusion import AnyConclusion, Conclusion
from ml.history import empty
from ml.insights.contextual_advice import context_of, generally, sentence, unanswered
from ml.state import Load, State
from schema.answer import Basis, Claim
from schema.contextual_advice import (
    AdviceAction,
    AdviceEvidence,
    AdviceOption,
    ContextualAdvice,
    RefusedAdvice,
)
from schema.interval import Interval


def contextual_advice() -> ContextualAdvice:
    option = AdviceOption(
        action=AdviceAction.SKIP_ALCOHOL,
        evidence=AdviceEvidence.OWN,
        gain_points=4.2,
        gain_interval90=Interval(low=1.5, high=6.9),
        given_up_points=0.0,
        best_probability=0.9,
    )
    now = State(
        on=date(2026, 3, 2),
        recovery_percent=58.0,
        debt_minutes=70.0,
        load=Load(strain=80.0, share=0.6),
        travelled=False,
        stressed=None,
    )
    return ContextualAdvice(
        action=option.action,
        text=sentence(now, option, 180, explored=False),
        evidence=option.evidence,
        explored=False,
        context=context_of(now),
        options=[option],
        refused=[
            RefusedAdvice(action=AdviceAction.NAP, reason="Your sleep debt is under an hour.")
        ],
        expected_recovery_percent=61.0,
        nights=180,
        record=unanswered(12, 7),
        suggestion_id=None,
    )


def contextual_advices(claim: Claim) -> list[AnyConclusion]:
    usual = contextual_advice()
    keep = replace(usual.options[0], action=AdviceAction.KEEP)
    rest = replace(usual.options[0], evidence=AdviceEvidence.POPULATION)
    now = State(date(2026, 3, 2), 58.0, None, None, travelled=False, stressed=None)
    texts = (sentence(now, keep, 180, explored=True), sentence(now, rest, 180, explored=False))
    return [
        *(
            Conclusion(each, Basis.OWN_DATA, claim)
            for each in (usual, *(replace(usual, text=text) for text in texts))
        ),
        Conclusion(generally(empty(), None), Basis.RULE, claim),
    ]
