"""Recommendations: what own established effects suggest, then what general rules do.

An established effect becomes advice only where it is likely to be worth acting on, and only for
what a person may safely change by themselves: never for medication, illness or mood. Of two that
contradict each other the first stands.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from ml.choices import Suggested
from ml.conclusion import AnyConclusion, Conclusion
from ml.engines.own_advice import own_advice
from ml.history import History
from ml.insights.recommendations import INSIGHT, MOST, general
from ml.noticed import noticed
from ml.state import State, state
from ml.suggesting import CERTAIN, Context, key, suggestion_id, written
from ml.trials import SLEEP_DEBT_WORDING, told
from schema.answer import Basis, CaveatCode
from schema.arguments import NoArguments
from schema.recommendations import (
    Recommendation,
    RecommendationRule,
    Recommendations,
    RecommendationSource,
)
from schema.recovery_colour import RecoveryColour

# One piece of advice about the night, and none to train beside one to rest.
CONTRADICTING: tuple[frozenset[RecommendationRule], ...] = (
    frozenset(
        {
            RecommendationRule.BEDTIME_WINDOW,
            RecommendationRule.LONGER_SLEEP,
            RecommendationRule.PAY_SLEEP_DEBT,
            RecommendationRule.REGULAR_BEDTIME,
        }
    ),
    frozenset({RecommendationRule.WORKOUT_HOURS, RecommendationRule.EASY_DAY}),
)
# What is there to be known rather than done comes after all that can be done.
TO_BE_KNOWN = RecommendationRule.STRAIN_COST
BUILT_IN = {RecommendationRule.BEDTIME_WINDOW, RecommendationRule.LONGER_SLEEP}


def infer(
    history: History, used: Mapping[str, AnyConclusion], arguments: NoArguments
) -> Conclusion[Recommendations]:
    """Return up to three things worth doing, own established effects first.

    Parameters
    ----------
    history
        A person's history.
    used
        The conclusions of the insights that test effects, and of the watches.
    arguments
        None.

    Returns
    -------
    Conclusion
        Ranked by the recovery points that go with each, then the general rules in their order,
        then what a hard day goes with; and the suggestions to be written down.
    """
    del arguments
    now = state(history)
    rules = general(history, noticed(used))
    resting = {item.rule for item in rules} & {RecommendationRule.EASY_DAY}
    if now is not None and now.colour is RecoveryColour.RED:
        resting = {RecommendationRule.EASY_DAY}
    items = sorted([*own_advice(used), *rules], key=lambda item: item.rule is TO_BE_KNOWN)
    ranked = _without_contradictions(items, resting)
    items, suggested = _written_down(ranked[:MOST], history, now)
    own = any(item.source is RecommendationSource.OWN_EVIDENCE for item in items)
    return Conclusion(
        Recommendations(items=items),
        Basis.OWN_DATA if own else Basis.RULE,
        caveats=_caveats(items),
        suggestions=suggested,
    )


def _without_contradictions(
    items: Sequence[Recommendation], resting: set[RecommendationRule]
) -> list[Recommendation]:
    """Return the items that contradict none before them, nor a rest that is due."""
    kept = list[Recommendation]()
    for item in items:
        before = {each.rule for each in kept} | (resting - {item.rule})
        apart = any(
            item.rule in group and before & (group - {item.rule}) for group in CONTRADICTING
        )
        if not apart:
            kept.append(item)
    return kept


def _written_down(
    items: Sequence[Recommendation], history: History, now: State | None
) -> tuple[list[Recommendation], tuple[Suggested, ...]]:
    """Return the items with the ids by which they are answered to, and what is to be kept.

    What is only to be known asks for nothing, so that nobody can say what became of it.
    """
    if now is None:
        return list(items), ()
    suggested = tuple(
        Suggested(
            key=key(INSIGHT.stem, now.on, _action(item)),
            action=_action(item),
            text=item.text,
            context=written(_context(item, rank, now)),
            propensity=CERTAIN,
            variant=_variant(item, history),
        )
        for rank, item in enumerate(items, 1)
        if item.rule is not TO_BE_KNOWN
    )
    ids = {each.action: suggestion_id(each) for each in suggested}
    return [replace(item, suggestion_id=ids.get(_action(item))) for item in items], suggested


def _action(item: Recommendation) -> str:
    return item.rule.name if item.habit is None else f"{item.rule.name}_{item.habit.upper()}"


def _context(item: Recommendation, rank: int, now: State) -> Context:
    return {
        "debt_minutes": now.debt_minutes,
        "expected_points": item.expected_points,
        "load_share": now.load.share if now.load else None,
        "rank": rank,
        "recovery_percent": now.recovery_percent,
        "source": item.source.name,
    }


def _variant(item: Recommendation, history: History) -> str | None:
    if item.rule is not RecommendationRule.PAY_SLEEP_DEBT:
        return None
    return told(history.choices.person, SLEEP_DEBT_WORDING)


def _caveats(items: Sequence[Recommendation]) -> tuple[CaveatCode, ...]:
    """Return the limits of everything that is advised."""
    sources, rules = {item.source for item in items}, {item.rule for item in items}
    limits = (
        (CaveatCode.OBSERVED, RecommendationSource.OWN_EVIDENCE in sources),
        (CaveatCode.BUILT_IN, bool(rules & BUILT_IN)),
        (CaveatCode.POPULATION, RecommendationSource.GENERAL_RULE in sources or not items),
    )
    told_of = (code for code, applies in limits if applies)
    return (CaveatCode.NOT_MEDICAL, *told_of, CaveatCode.TRUST_YOURSELF)
