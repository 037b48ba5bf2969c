"""Asking for recommendations on conclusions made by hand."""

from collections.abc import Mapping

from ml.analyses.recommendations import infer
from ml.conclusion import AnyConclusion, Conclusion
from ml.history import History, empty
from ml.insights.recommendations import INSIGHT
from schema.answer import Basis, Claim
from schema.arguments import NoArguments
from schema.habit_impact import HabitEffect
from schema.recommendations import (
    Recommendation,
    Recommendations,
)
from tests.ml.conclusions import habit_impact
from tests.ml.histories import with_nights

NOTHING: AnyConclusion = Conclusion(None, Basis.RULE)


def conclude(
    *habits: HabitEffect, history: History | None = None, **others: AnyConclusion
) -> Conclusion[Recommendations]:
    used: Mapping[str, AnyConclusion] = {
        **dict.fromkeys(INSIGHT.uses, NOTHING),
        "habit_impact": habit_impact(*habits),
        **others,
    }
    return infer(history or empty(), used, NoArguments())


def advise(
    *habits: HabitEffect,
    window: AnyConclusion = NOTHING,
    history: History | None = None,
    **others: AnyConclusion,
) -> list[Recommendation]:
    found = conclude(*habits, history=history, sleep_window=window, **others).finding
    assert isinstance(found, Recommendations)
    return found.items


def established(finding: object, claim: Claim = Claim.ESTABLISHED) -> AnyConclusion:
    return Conclusion(finding, Basis.OWN_DATA, claim)


def tired(history: History) -> History:
    """Return the history of somebody whom every general rule has something to tell."""
    count = len(history.nights.day)
    return with_nights(
        history,
        recovery_percent=[*history.nights.recovery_percent[:-4], 20, 25, 30, 28],
        sleep_debt_minutes=[90] * count,
        strain=[*[8.0] * (count - 7), *[20.0] * 7],
        sleep_onset_hours=[-1 + 3 * (row % 2) for row in range(count)],
        wake_onset_hours=[8.0] * count,
    )
