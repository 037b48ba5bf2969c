"""The one list of insights. Another costs one line here and its own files."""

from ml.insight import AnyInsight
from ml.insights import habit_impact, recommendations, recovery_prediction, sleep_window

CATALOGUE: tuple[AnyInsight, ...] = (
    recovery_prediction.INSIGHT,
    sleep_window.INSIGHT,
    habit_impact.INSIGHT,
    recommendations.INSIGHT,
)

BY_STEM: dict[str, AnyInsight] = {insight.stem: insight for insight in CATALOGUE}
