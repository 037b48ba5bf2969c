"""The words of the API that an export of our own may hold, by table and column."""

from enum import Enum

from ml.catalogue import BY_STEM
from ml.experiment_plan import Schedule
from schema.feature import Feature
from schema.feedback import FeedbackVerdict
from schema.goal import GoalMetric
from storage.takeout.kept import Words


def _names(words: type[Enum]) -> frozenset[str]:
    return frozenset(words.__members__)


WORDS: Words = {
    "goals.metric": _names(GoalMetric),
    "feedback.verdict": _names(FeedbackVerdict),
    "consents.feature": _names(Feature),
    "experiments.block_days": frozenset(str(each.value) for each in Schedule),
    "suggestions.insight": frozenset(BY_STEM),
    "contests.insight": frozenset(BY_STEM),
    "usage.insight": frozenset(BY_STEM),
}
