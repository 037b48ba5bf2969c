"""Somebody who logs alcohol, and what they are advised today."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from ml.analyses.contextual_advice import fit, infer
from ml.choices import Choices
from ml.conclusion import AnyConclusion, Conclusion
from ml.engines.advice_learning import Learned
from ml.history import History
from ml.insights.contextual_advice import INSIGHT
from schema.answer import Basis, Claim
from schema.arguments import NoArguments
from schema.contextual_advice import ContextualAdvice
from tests.ml.conclusions import habit, habit_impact
from tests.ml.engines.person import FIRST_DAY, RECOVERY_SD, person

NOTHING: AnyConclusion = Conclusion(None, Basis.RULE)
USED: Mapping[str, AnyConclusion] = dict.fromkeys(INSIGHT.uses, NOTHING)
ARGUMENTS = NoArguments()
GREEN, RED = 80.0, 20.0


def drinker(
    n_nights: int = 200,
    seed: int = 1,
    *,
    today: float = GREEN,
    debt: float = 0.0,
    weekend_effect_sd: float = 0.0,
) -> History:
    """Somebody who logs alcohol on half of all evenings, with an effect on weekends alone."""
    someone = person(n_nights, seed, habit_effects_sd=(0.0,), prevalence=0.5)
    weekend = (FIRST_DAY + np.arange(n_nights) - 1) % 7 >= 5
    recovery = someone.nights["recovery_percent"]
    recovery = recovery + RECOVERY_SD * weekend_effect_sd * weekend * someone.habits[:, 0]
    recovery = np.clip(recovery, 1, 99)
    recovery[-1] = today
    onset = np.random.default_rng(seed).normal(-0.5, 1.0, n_nights)
    history = someone.history(
        recovery_percent=recovery,
        sleep_debt_minutes=np.full(n_nights, debt),
        sleep_onset_hours=onset,
        wake_onset_hours=np.full(n_nights, 7.5),
        nap_minutes=np.zeros(n_nights),
    )
    return replace(history, questions=("alcohol",), choices=Choices(person="somebody"))


def established(finding: object, claim: Claim = Claim.ESTABLISHED) -> AnyConclusion:
    return Conclusion(finding, Basis.OWN_DATA, claim)


def advised(history: History, **used: AnyConclusion) -> Conclusion[ContextualAdvice]:
    return infer(model_of(history), history, {**USED, **used}, ARGUMENTS)


def model_of(history: History) -> Learned:
    return fit(history).model  # pyright: ignore[reportReturnType] as `fit` wrote it


def found(conclusion: Conclusion[ContextualAdvice]) -> ContextualAdvice:
    assert conclusion.finding is not None
    return conclusion.finding


def alcohol(points: float = -14.0) -> AnyConclusion:
    return habit_impact(habit("alcohol", points=points))
