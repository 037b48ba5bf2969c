"""Conclusions made by hand of the forecasts of several days, with every claim."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta

from ml.conclusion import AnyConclusion
from ml.insights.recovery_forecast import refused
from schema.answer import Claim
from schema.horizon import ForecastPattern
from schema.interval import Interval
from schema.metric_forecast import ForecastMetric, MetricForecast, MetricPath
from schema.recovery_forecast import DayPlan, RecoveryForecast, RecoveryPath, StrainPlan
from tests.ml.described_conclusions import LAST, learned


def _metric_forecasts(claim: Claim) -> list[AnyConclusion]:
    days_on = [LAST + timedelta(days=ahead) for ahead in (1, 2, 3)]
    path = MetricPath(days_on=days_on, expected=[58.0, 61.0, 60.2], low=[40.0] * 3, high=[80.0] * 3)
    usual = MetricForecast(
        metric=ForecastMetric.RECOVERY,
        unit="percent",
        path=path,
        usual=60.0,
        nights=180,
        pattern=ForecastPattern.WEEK_AND_LAST_NIGHT,
        skill=None,
    )
    one_day = MetricPath(days_on=days_on[:1], expected=[58.0], low=[40.0], high=[80.0])
    others = [replace(usual, metric=metric, unit="ms") for metric in ForecastMetric]
    patterns = [replace(usual, pattern=pattern) for pattern in ForecastPattern]
    return learned([*others, *patterns, replace(usual, path=one_day)], claim)


def _recovery_forecasts(claim: Claim) -> list[AnyConclusion]:
    path = RecoveryPath(
        mornings_on=[LAST + timedelta(days=ahead) for ahead in (1, 2)],
        recovery_percent=[58.0, 61.0],
        low50=[45.0, 47.0],
        high50=[70.0, 74.0],
        low80=[33.0, 35.0],
        high80=[82.0, 86.0],
        low90=[26.0, 28.0],
        high90=[90.0, 93.0],
        red_probability=[0.1, 0.08],
        yellow_probability=[0.5, 0.5],
        green_probability=[0.4, 0.42],
        any_red_probability=0.17,
    )
    plan_b = StrainPlan(
        strain=14.0,
        refusal=None,
        path=path,
        difference_points=[0.0, -6.4],
        difference_low90=[0.0, -8.0],
        difference_high90=[0.0, -4.8],
    )
    usual = RecoveryForecast(
        path=path,
        plan=DayPlan(strain=[9.0, 12.0], planned=[False, True]),
        plan_b=None,
        points_per_unit=-1.7,
        lived=Interval(low=5.0, high=17.0),
        usual_recovery_percent=60.0,
        nights=180,
        pattern=ForecastPattern.WEEKLY_PATTERN,
        skill=None,
    )
    plans = [plan_b, *(refused(20.0, lived) for lived in (usual.lived, None))]
    patterns = [replace(usual, pattern=pattern) for pattern in ForecastPattern]
    return learned([*(replace(usual, plan_b=plan) for plan in plans), *patterns], claim)


MADE: Mapping[str, Callable[[Claim], list[AnyConclusion]]] = {
    "metric_forecast": _metric_forecasts,
    "recovery_forecast": _recovery_forecasts,
}
