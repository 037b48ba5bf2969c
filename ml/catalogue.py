"""The one list of insights. Another costs one line here and its own files."""

from ml.insight import AnyInsight
from ml.insights import (
    activity_patterns,
    adaptive_baselines,
    burnout_watch,
    calorie_efficiency,
    calorie_estimate,
    circadian_rhythm,
    day_types,
    habit_impact,
    journal_summary,
    load_management,
    performance_windows,
    recommendations,
    recovery_anomaly,
    recovery_prediction,
    recovery_velocity,
    sleep_quality,
    sleep_summary,
    sleep_window,
    strain_tolerance,
    workout_recommendation,
    workout_summary,
    workout_timing,
)

CATALOGUE: tuple[AnyInsight, ...] = (
    recovery_prediction.INSIGHT,
    calorie_estimate.INSIGHT,
    sleep_summary.INSIGHT,
    workout_summary.INSIGHT,
    journal_summary.INSIGHT,
    calorie_efficiency.INSIGHT,
    day_types.INSIGHT,
    sleep_window.INSIGHT,
    workout_timing.INSIGHT,
    strain_tolerance.INSIGHT,
    recovery_velocity.INSIGHT,
    circadian_rhythm.INSIGHT,
    activity_patterns.INSIGHT,
    recovery_anomaly.INSIGHT,
    habit_impact.INSIGHT,
    performance_windows.INSIGHT,
    load_management.INSIGHT,
    sleep_quality.INSIGHT,
    adaptive_baselines.INSIGHT,
    burnout_watch.INSIGHT,
    recommendations.INSIGHT,
    workout_recommendation.INSIGHT,
)

BY_STEM: dict[str, AnyInsight] = {insight.stem: insight for insight in CATALOGUE}
