"""Contest: whether other algorithms are evaluated for a person, and what has come of it.

Light, so that the serving process can tell whether one is due; the evaluation is in `ml.contests`.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from ml.choices import Contest
from ml.history import History
from schema.answer import AnswerContest, Standing
from schema.feature import Feature

# Contested insights; each has a module of its name in ml/contests.
CONTESTED = ("recovery_prediction", "recovery_anomaly")
# A month brings 30 nights, of which the verdict on 120 depends by a quarter.
EVERY = timedelta(days=30)


@dataclass(frozen=True)
class Judged:
    """How the best candidate did; see `ml.choices.Contest`."""

    challenger: str
    percent: float
    origins: int
    p_value: float
    won: bool


def wanted(history: History) -> bool:
    """Return whether the person has switched on the evaluation of other algorithms."""
    consents = history.choices.consents
    return any(
        each.enabled and each.feature == Feature.CANDIDATE_ALGORITHMS.name for each in consents
    )


def due(history: History, stem: str, today: date) -> bool:
    """Return whether another evaluation is wanted and a month has passed since the last."""
    last = _last(history, stem)
    return wanted(history) and (last is None or today - last.noted_on >= EVERY)


def champion(history: History, stem: str) -> Contest | None:
    """Return the contest that replaced an insight's own algorithm, None where its own serves."""
    last = _last(history, stem)
    return last if last and last.won and wanted(history) else None


def told(history: History, stem: str, *, enough: bool) -> AnswerContest:
    """Return what an answer says of it; `enough` whether there are nights to compare on."""
    last = _last(history, stem)
    if not wanted(history):
        return _without_verdict(Standing.SWITCHED_OFF)
    if last is None:
        return _without_verdict(Standing.LEARNING if enough else Standing.INSUFFICIENT)
    return AnswerContest(
        standing=Standing.READY,
        challenger=last.challenger,
        percent=last.percent,
        origins=last.origins,
        p_value=last.p_value,
        won=last.won,
    )


def _last(history: History, stem: str) -> Contest | None:
    of_stem = [each for each in history.choices.contests if each.insight == stem]
    return max(of_stem, key=lambda each: each.noted_on, default=None)


def _without_verdict(standing: Standing) -> AnswerContest:
    return AnswerContest(
        standing=standing, challenger=None, percent=None, origins=None, p_value=None, won=False
    )
