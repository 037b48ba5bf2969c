"""Metric forecast: the coming days of recovery, HRV, resting heart rate or sleep."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from ml import own_spread, regimes
from ml.conclusion import Conclusion
from ml.enough import CALIBRATION_NIGHTS, recovery_nights
from ml.history import History
from ml.insight import Insight
from schema.answer import Basis, CaveatCode
from schema.horizon import ForecastPattern
from schema.metric_forecast import (
    ForecastMetric,
    MetricForecast,
    MetricForecastArguments,
    MetricPath,
)

RECENT_NIGHTS = 90  # a quarter of a year, against which the average is taken


@dataclass(frozen=True)
class Measured:
    """Where a metric stands, in which unit, within which bounds, and how to name it."""

    column: str
    unit: str
    bounds: tuple[float, float]
    named: str


# The bounds are the scale's, or what no person passes.
MEASURED: Mapping[ForecastMetric, Measured] = {
    ForecastMetric.RECOVERY: Measured("recovery_percent", "percent", (1, 99), "recovery"),
    ForecastMetric.HRV: Measured("hrv_rmssd_ms", "ms", (1, 500), "HRV"),
    ForecastMetric.RESTING_HEART_RATE: Measured(
        "resting_heart_rate_bpm", "bpm", (20, 220), "resting heart rate"
    ),
    ForecastMetric.ASLEEP: Measured("asleep_minutes", "minutes", (0, 1440), "time asleep"),
}
# What is said of the days after the first.
AFTERWARDS: Mapping[ForecastPattern, str] = {
    ForecastPattern.WEEK_AND_LAST_NIGHT: "After tomorrow the forecast is your weekly pattern.",
    ForecastPattern.WEEKLY_PATTERN: "The forecast is your weekly pattern alone.",
    ForecastPattern.LEVEL: "After tomorrow the forecast is the level of your last weeks.",
    ForecastPattern.AVERAGE: "Nothing has told your coming days better than your plain average, "
    "so that is shown.",
}


def rule(history: History, arguments: MetricForecastArguments) -> Conclusion[MetricForecast]:
    """Forecast the own average, with the spread of the own past."""
    finding = _average(history, arguments)
    return Conclusion(finding, Basis.RULE, caveats=(CaveatCode.BOUNCES_BACK,))


def _average(history: History, arguments: MetricForecastArguments) -> MetricForecast | None:
    of = MEASURED[arguments.metric]
    first = regimes.since(history, of.column)
    column = zip(history.nights.day, getattr(history.nights, of.column), strict=True)
    known = [value for day, value in column if day >= first and not math.isnan(value)]
    if arguments.metric is ForecastMetric.RECOVERY:
        known = known[min(CALIBRATION_NIGHTS, len(known) - 1) :]
    if not known or history.last_on is None:
        return None
    recent = [min(max(value, of.bounds[0]), of.bounds[1]) for value in known[-RECENT_NIGHTS:]]
    mean = sum(recent) / len(recent)
    low, high = own_spread.middle(recent, own_spread.EIGHTY) or of.bounds
    low, high = min(mean, low), max(mean, high)
    return MetricForecast(
        metric=arguments.metric,
        unit=of.unit,
        path=MetricPath(
            days_on=coming(history.last_on, arguments.days),
            expected=[round(mean, 1)] * arguments.days,
            low=[round(low, 1)] * arguments.days,
            high=[round(high, 1)] * arguments.days,
        ),
        usual=round(mean, 1),
        nights=len(known),
        pattern=ForecastPattern.AVERAGE,
        skill=None,
    )


def coming(last_on: date, days: int) -> list[date]:
    """Return the days after one."""
    return [last_on + timedelta(days=ahead) for ahead in range(1, days + 1)]


def span(expected: list[float]) -> str:
    """Return the least and the most of some numbers, once where they are the same.

    >>> span([101.8, 98.2]), span([60.2, 59.8])
    ('98 to 102', '60')
    """
    return " to ".join(dict.fromkeys(f"{end:.0f}" for end in (min(expected), max(expected))))


def headline(conclusion: Conclusion[MetricForecast]) -> str:
    """Say what tomorrow may be, and what the days after it."""
    finding = conclusion.finding
    if finding is None:
        return "Nothing is known yet of what is to be forecast."
    path, named = finding.path, MEASURED[finding.metric].named
    unit = "" if finding.metric is ForecastMetric.RECOVERY else f" {finding.unit}"
    spread = (
        f"around {path.expected[0]:.0f}{unit} (8 times in 10 between {path.low[0]:.0f} and "
        f"{path.high[0]:.0f}; {finding.nights} nights)"
    )
    if conclusion.basis is Basis.RULE:
        return f"Around your average so far: your {named} of the coming days {spread}."
    told = f"On the morning of {path.days_on[0]:%-d %B %Y} your {named} will probably be {spread}."
    after = AFTERWARDS[finding.pattern]
    if len(path.expected) > 1 and finding.pattern is not ForecastPattern.AVERAGE:
        after += f" Until {path.days_on[-1]:%-d %B} it is {span(path.expected[1:])}{unit}."
    return f"{told} {after}"


INSIGHT = Insight(
    stem="metric_forecast",
    about="The coming days of recovery, HRV, resting heart rate or time asleep with an 80 % band, "
    "from the quantity's own past; the plain average where nothing has done better.",
    finding=MetricForecast,
    arguments=MetricForecastArguments,
    have=recovery_nights,
    need=21,
    unit="nights with a recovery",
    rule=rule,
    headline=headline,
    cost_ms=60,
    uses=("recovery_prediction",),
    learned=True,
    model_format=2,
    continues=True,
)
