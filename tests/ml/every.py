"""Every insight of the catalogue, and every question put to it."""

from collections.abc import Mapping

import pytest

from ml.catalogue import CATALOGUE
from ml.insight import AnyInsight
from tests.ml.asking import NO_ARGUMENTS

EVERY = pytest.mark.parametrize("insight", CATALOGUE, ids=lambda insight: insight.stem)
LEARNED = pytest.mark.parametrize(
    "insight",
    [insight for insight in CATALOGUE if insight.learned],
    ids=lambda insight: insight.stem,
)
# What an insight with arguments is asked besides the plain question.
QUESTIONS: Mapping[str, tuple[str, ...]] = {
    "recovery_prediction": (
        '{"bedtime":"22:30"}',
        '{"sleep_minutes":480}',
        '{"bedtime":"13:00","sleep_minutes":120}',
    ),
    "calorie_estimate": (
        '{"activity":"chess"}',
        '{"minutes":1400}',
        '{"minutes":40,"strain":9.0}',
        '{"strain":12.0}',
    ),
    "sleep_window": ('{"bedtime":"22:30"}', '{"bedtime":"15:00"}'),
    "strain_tolerance": ('{"strain":15}', '{"strain":21}'),
    "load_management": ('{"planned_strain":12.0}', '{"planned_strain":21.0}'),
    "workout_recommendation": ('{"recovery_weight":0}', '{"recovery_weight":5.0}'),
    "goals": ('{"days":28}', '{"days":182}'),
    "metric_forecast": (
        '{"metric":"HRV"}',
        '{"days":1,"metric":"RESTING_HEART_RATE"}',
        '{"days":3,"metric":"ASLEEP"}',
    ),
    "recovery_forecast": ('{"days":1}', '{"planned_strain":12.0}', '{"planned_strain":21.0}'),
    "circadian_rhythm": ('{"free_days":["FRIDAY","SATURDAY"]}',),
}


def questions(insight: AnyInsight) -> tuple[str, ...]:
    """Return the arguments to ask an insight with."""
    return (NO_ARGUMENTS, *QUESTIONS.get(insight.stem, ()))
