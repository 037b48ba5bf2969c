"""Metric forecast: the coming days of one quantity, from its own past alone.

Each quantity has its candidates: a weekly pattern with what the last night leaves over, that
pattern alone, and for HRV and resting heart rate a level that is followed. The one with the
smallest error walking forward through the person's own past serves, and where that is the running
mean, the plain average. Nothing runs across a change of strap or of a definition (`ml.regimes`).
Exponential smoothing with weekdays and ARIMA did worse than the mean on real people.
"""

from collections.abc import Mapping

import numpy as np

from ml.conclusion import AnyConclusion, Conclusion
from ml.engines import horizon
from ml.engines.arrays import Floats, Ordinals
from ml.engines.horizon import Candidates, HorizonState
from ml.engines.horizon_skill import pattern_of, pooled_skill, skill_by_day
from ml.engines.path_candidates import BY_LEVEL, BY_WEEK
from ml.engines.regimes import present
from ml.engines.track_record import Range, ranges
from ml.history import History
from ml.insight import Fitted, Kept, TooLittleData
from ml.insights.metric_forecast import INSIGHT, MEASURED, coming
from schema.answer import Basis, CaveatCode
from schema.horizon import ForecastPattern
from schema.metric_forecast import (
    ForecastMetric,
    MetricForecast,
    MetricForecastArguments,
    MetricPath,
)
from schema.recovery_prediction import RecoveryPrediction

CANDIDATES: Mapping[ForecastMetric, Candidates] = {
    ForecastMetric.RECOVERY: BY_WEEK,
    ForecastMetric.HRV: BY_LEVEL,
    ForecastMetric.RESTING_HEART_RATE: BY_LEVEL,
    ForecastMetric.ASLEEP: BY_WEEK,
}


def fit(history: History, kept: Kept | None = None) -> Fitted:
    """Find what tells each quantity best, and walk its record.

    Parameters
    ----------
    history
        A person's history.
    kept
        An earlier fit, whose records are gone on from.

    Returns
    -------
    Fitted
        Arrays and plain values by the name of the metric; `rows` are the nights of the one with
        most of them.

    Raises
    ------
    TooLittleData
        Under 21 nights of every quantity as it is measured now.
    """
    earlier = kept.model if kept else {}
    model: dict[str, object] = {}
    rows = 0
    for metric, candidates in CANDIDATES.items():
        values, weekday = _series(history, metric)
        n_known = int(np.isfinite(values).sum())
        if n_known >= INSIGHT.need:
            before: HorizonState | None = earlier.get(metric.name)  # pyright: ignore[reportAssignmentType] as written here
            model[metric.name] = horizon.fit(values, weekday, candidates, before, spread=False)
            rows = max(rows, n_known)
    if not model:
        raise TooLittleData(f"no quantity has {INSIGHT.need} nights")
    return Fitted(model, "weekly pattern, local level", rows)


def infer(
    model: Mapping[str, HorizonState],
    history: History,
    used: Mapping[str, AnyConclusion],
    arguments: MetricForecastArguments,
) -> Conclusion[MetricForecast]:
    """Forecast the coming days of the quantity asked about."""
    metric = arguments.metric
    values, weekday = _series(history, metric)
    state = model.get(metric.name)
    if state is None or history.last_on is None or not np.isfinite(values).any():
        raise TooLittleData(f"under {INSIGHT.need} nights of {metric.name}")
    points = horizon.next_path(state, values, weekday, CANDIDATES[metric])[: arguments.days]
    bands = [
        _band(state, metric, ahead, float(point)) for ahead, point in enumerate(points.tolist())
    ]
    if metric is ForecastMetric.RECOVERY:
        bands[:1] = _tomorrow(used) or bands[:1]
    usual = _in_unit(metric, float(np.nanmean(values)))
    finding = MetricForecast(
        metric=metric,
        unit=MEASURED[metric].unit,
        path=MetricPath(
            days_on=coming(history.last_on, arguments.days),
            expected=[round(point, 1) for point, _ in bands],
            low=[round(band.low, 1) for _, band in bands],
            high=[round(band.high, 1) for _, band in bands],
        ),
        usual=round(usual, 1),
        nights=int(np.isfinite(values).sum()),
        pattern=pattern_of(state),
        skill=skill_by_day(state, arguments.days),
    )
    shows_average = finding.pattern is ForecastPattern.AVERAGE
    # An error of ln HRV is a share; of the usual HRV it is that many ms, to first order.
    unit = usual if metric is ForecastMetric.HRV else 1.0
    return Conclusion(
        finding,
        Basis.OWN_DATA,
        caveats=(CaveatCode.NO_BETTER_THAN_AVERAGE,) if shows_average else (),
        skill=pooled_skill(state, unit),
    )


def _tomorrow(used: Mapping[str, AnyConclusion]) -> list[tuple[float, Range]]:
    """Return what is predicted of the first morning, where it was learned: one morning, one word.

    The evening before tells more of it than the series alone does.
    """
    told = used["recovery_prediction"]
    if told.basis is not Basis.OWN_DATA or told.finding is None:
        return []
    prediction: RecoveryPrediction = told.finding
    band = prediction.interval80
    return [(prediction.recovery_percent, Range(band.low, band.high))]


def _series(history: History, metric: ForecastMetric) -> tuple[Floats, Ordinals]:
    """Return consecutive days of a metric and their weekdays; HRV as logarithm."""
    series = present(history, MEASURED[metric].column)
    values = series.values
    if metric is ForecastMetric.HRV:
        values = np.log(np.where(values > 0, values, np.nan))
    return values, (series.day - 1) % 7  # day 1 of the proleptic calendar is a Monday


def _in_unit(metric: ForecastMetric, value: float) -> float:
    return float(np.exp(value)) if metric is ForecastMetric.HRV else value


def _band(
    state: HorizonState, metric: ForecastMetric, ahead: int, point: float
) -> tuple[float, Range]:
    """Return a forecast and its 80 % band, in the metric's unit and within its bounds."""
    low, high = MEASURED[metric].bounds
    if metric is ForecastMetric.HRV:
        low, high = float(np.log(low)), float(np.log(high))
    point = float(np.clip(point, low, high))
    _, band, _ = ranges(state["records"][ahead], point, low, high)
    return _in_unit(metric, point), Range(_in_unit(metric, band.low), _in_unit(metric, band.high))
