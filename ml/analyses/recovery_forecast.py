"""Recovery forecast: the coming mornings with honest spread, and what a plan goes with.

The first morning is the recovery prediction's. After it little is left to know but the weekday:
the weekly pattern, the last night's rest fading, and the strain planned for the day before at the
slope of strain tolerance. A ridge model for each number of days ahead did no better than that
from the second morning on. Spread comes from the past errors for each number of days ahead; the
chance of any red morning from whole weeks drawn of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import cast

import numpy as np

from ml.conclusion import AnyConclusion, Conclusion
from ml.engines import horizon
from ml.engines.arrays import Floats, Ordinals
from ml.engines.forecast import RED_BELOW, Forecast, forecast_around
from ml.engines.future_paths import future_paths
from ml.engines.horizon import HorizonState
from ml.engines.horizon_skill import pattern_of, pooled_skill, skill_by_day
from ml.engines.path_candidates import BY_WEEK
from ml.engines.population_prior import Drawn, drawn_towards
from ml.engines.regimes import Series, present
from ml.engines.strain_plan import ComingDays, coming_days
from ml.engines.track_record import Range, TrackRecord
from ml.engines.weekday_decay import DAYS_A_WEEK
from ml.history import History
from ml.insight import Fitted, Kept, TooLittleData
from ml.insights.metric_forecast import coming
from ml.insights.recovery_forecast import INSIGHT, refused
from ml.insights.strain_tolerance import (
    POPULATION_SLOPE,
    POPULATION_SLOPE_SD,
    lived_range,
    lived_strains,
    refusal,
)
from schema.answer import Basis, CaveatCode
from schema.horizon import ForecastPattern
from schema.interval import Interval
from schema.recovery_forecast import (
    DayPlan,
    RecoveryForecast,
    RecoveryForecastArguments,
    RecoveryPath,
    StrainPlan,
)
from schema.recovery_prediction import RecoveryPrediction
from schema.strain_tolerance import StrainTolerance

COLUMN = "recovery_percent"


def fit(history: History, kept: Kept | None = None) -> Fitted:
    """Find what tells the coming mornings best, and walk its record.

    Parameters
    ----------
    history
        A person's history.
    kept
        An earlier fit, whose records are gone on from.

    Returns
    -------
    Fitted
        Arrays and plain values; `rows` are the nights learned from.

    Raises
    ------
    TooLittleData
        Under 30 nights that can be compared, as they are measured now.
    """
    series = present(history, COLUMN)
    if series.n_known < INSIGHT.need:
        raise TooLittleData(f"{series.n_known} nights that can be compared")
    before = cast("HorizonState", kept.model) if kept else None
    state = horizon.fit(series.values, _weekday(series), BY_WEEK, before)
    return Fitted(dict(state), "weekly pattern with decay", series.n_known)


def infer(
    model: HorizonState,
    history: History,
    used: Mapping[str, AnyConclusion],
    arguments: RecoveryForecastArguments,
) -> Conclusion[RecoveryForecast]:
    """Forecast the coming mornings, and what they would be after days of another strain."""
    series, last_on = present(history, COLUMN), history.last_on
    if last_on is None or not series.n_known:
        raise TooLittleData("no night that can be compared")
    lived = lived_range(lived_strains(history))
    within = (lived.low, lived.high) if lived else None
    days = coming_days(history, arguments.days, within)
    slope, of_others = _slope(used)
    points = horizon.next_path(model, series.values, _weekday(series), BY_WEEK)[: arguments.days]
    outlook = _Outlook(model["records"], points, _first_morning(used), coming(last_on, len(points)))
    finding = RecoveryForecast(
        path=outlook.path(days.points(slope.mean)),
        plan=DayPlan(
            strain=[round(each, 1) for each in days.strain.tolist() if np.isfinite(each)],
            planned=days.planned.tolist(),
        ),
        plan_b=_plan_b(arguments.planned_strain, lived, days, slope, outlook),
        points_per_unit=round(slope.mean, 2),
        lived=lived,
        usual_recovery_percent=round(float(np.nanmean(series.values)), 1),
        nights=series.n_known,
        pattern=pattern_of(model),
        skill=skill_by_day(model, arguments.days),
    )
    shows_average = finding.pattern is ForecastPattern.AVERAGE
    planned = bool(days.planned.any()) or finding.plan_b is not None
    return Conclusion(
        finding,
        Basis.OWN_DATA,
        caveats=(
            CaveatCode.OBSERVED,
            CaveatCode.BOUNCES_BACK,
            *((CaveatCode.NO_BETTER_THAN_AVERAGE,) if shows_average else ()),
            *((CaveatCode.INCOMPLETE_DAY,) if days.open[0] else ()),
            *((CaveatCode.POPULATION,) if planned and of_others else ()),
        ),
        skill=pooled_skill(model),
    )


@dataclass(frozen=True, eq=False)
class _Outlook:
    """The coming mornings after usual days: how they were, and what was said of the first."""

    records: list[TrackRecord]
    points: Floats
    first: RecoveryPrediction | None
    mornings_on: list[date]

    def path(self, effect: Floats) -> RecoveryPath:
        """Return the mornings, each moved by so many points."""
        points = self.points + effect
        if self.first is not None:
            points[0] = self.first.recovery_percent + effect[0]
        told = [
            forecast_around(point, record)
            for point, record in zip(points.tolist(), self.records, strict=False)
        ]
        if self.first is not None and effect[0] == 0:
            told[0] = _as_predicted(self.first)
        red = [round(each.red, 3) for each in told]
        weeks = future_paths(points, self.records[: len(points)])
        any_red = float((weeks < RED_BELOW).any(1).mean())
        return RecoveryPath(
            mornings_on=self.mornings_on,
            recovery_percent=[round(each.point, 1) for each in told],
            low50=[round(each.range50.low, 1) for each in told],
            high50=[round(each.range50.high, 1) for each in told],
            low80=[round(each.range80.low, 1) for each in told],
            high80=[round(each.range80.high, 1) for each in told],
            low90=[round(each.range90.low, 1) for each in told],
            high90=[round(each.range90.high, 1) for each in told],
            red_probability=red,
            yellow_probability=[round(each.yellow, 3) for each in told],
            green_probability=[round(each.green, 3) for each in told],
            # Drawn weeks may hold a hair fewer than one morning alone is said to.
            any_red_probability=round(max(any_red, *red), 3),
        )


def _plan_b(
    strain: float | None, lived: Interval | None, days: ComingDays, slope: Drawn, outlook: _Outlook
) -> StrainPlan | None:
    if strain is None:
        return None
    if refusal(strain, lived) is not None:
        return refused(strain, lived)
    more = np.where(days.open, strain - days.strain, 0.0)
    difference, low, high = np.array([slope.times(units) for units in more.tolist()]).T
    return StrainPlan(
        strain=strain,
        refusal=None,
        path=outlook.path(days.points(slope.mean) + difference),
        difference_points=np.round(difference, 1).tolist(),
        difference_low90=np.round(low, 1).tolist(),
        difference_high90=np.round(high, 1).tolist(),
    )


def _slope(used: Mapping[str, AnyConclusion]) -> tuple[Drawn, bool]:
    """Return recovery points per unit of strain, and whether they are other people's alone."""
    told: StrainTolerance | None = used["strain_tolerance"].finding
    if told is None or told.slope is None:
        return drawn_towards(POPULATION_SLOPE, POPULATION_SLOPE_SD, None), True
    half_width = (told.slope.interval90.high - told.slope.interval90.low) / 2
    own = told.slope.own_points_per_unit
    return Drawn(told.slope.points_per_unit, half_width), own is None


def _first_morning(used: Mapping[str, AnyConclusion]) -> RecoveryPrediction | None:
    """Return what is predicted of the first morning, where it was learned."""
    prediction = used["recovery_prediction"]
    return prediction.finding if prediction.basis is Basis.OWN_DATA else None


def _as_predicted(told: RecoveryPrediction) -> Forecast:
    half, eighty, ninety = (
        Range(each.low, each.high) for each in (told.interval50, told.interval80, told.interval90)
    )
    return Forecast(
        told.recovery_percent,
        half,
        eighty,
        ninety,
        red=told.red_probability,
        yellow=told.yellow_probability,
        green=told.green_probability,
    )


def _weekday(series: Series) -> Ordinals:
    return (series.day - 1) % DAYS_A_WEEK  # day 1 of the proleptic calendar is a Monday
