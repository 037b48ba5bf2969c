"""Adaptive baselines: level, band, change and drift of each signal (E5).

A level's change is told with an interval that allows for nights resembling the nights before
them, and a drift from one median a week. Neither is tested; both describe.
"""

from collections.abc import Mapping
from datetime import date

import numpy as np
from scipy.special import stdtrit

from ml.conclusion import AnyConclusion, Conclusion
from ml.engines.arrays import Floats
from ml.engines.effective_nights import lag1, worth
from ml.engines.level_change import (
    BASELINE_NIGHTS,
    FEWEST_A_WEEK,
    WEEK_NIGHTS,
    Band,
    LevelChange,
    band,
    level_change,
)
from ml.engines.level_outlook import OUTLOOK_NIGHTS
from ml.engines.level_series import level_series, percent_or_own
from ml.engines.night_table import running_average
from ml.engines.regimes import Series
from ml.engines.weekly_trend import TREND_WEEKS, weekly_trend
from ml.history import History
from ml.insight import TooLittleData
from ml.insights.adaptive_baselines import CAVEATS, FEWEST_NIGHTS, LEVEL_NIGHTS, text
from ml.level_signals import SIGNALS, LevelSignal
from schema.adaptive_baselines import (
    AdaptiveBaselines,
    BandPlace,
    BaselineBand,
    BaselineChange,
    BaselineSeries,
    BaselineTrend,
    SignalBaseline,
)
from schema.answer import Basis
from schema.arguments import NoArguments
from schema.interval import Interval

SERIES_NIGHTS = 26 * WEEK_NIGHTS
# Equivalent weights of means over N nights: 2 / (N + 1).
WEIGHT_7, WEIGHT_60 = 2 / 8, 2 / 61
MONTH_DAYS = 30


def infer(
    history: History, used: Mapping[str, AnyConclusion], arguments: NoArguments
) -> Conclusion[AdaptiveBaselines]:
    """Tell where each signal stands.

    Parameters
    ----------
    history
        A person's history.
    used
        Nothing.
    arguments
        None.

    Returns
    -------
    Conclusion
        Descriptive.

    Raises
    ------
    TooLittleData
        Where no signal has 14 nights since its present regime began, one of them in the last 28.
    """
    del used, arguments
    told = [_baseline(signal, level_series(history, signal)) for signal in SIGNALS]
    signals = [each for each in told if each is not None]
    if not signals:
        raise TooLittleData
    return Conclusion(AdaptiveBaselines(signals=signals), Basis.OWN_DATA, caveats=CAVEATS)


def _baseline(signal: LevelSignal, series: Series) -> SignalBaseline | None:
    recent = series.values[-LEVEL_NIGHTS:]
    if series.n_known < FEWEST_NIGHTS or not np.isfinite(recent).any():
        return None
    mean, n_recent = float(np.nanmean(recent)), int(np.isfinite(recent).sum())
    level, interval = signal.told(mean), _interval(signal, mean, n_recent, series.values)
    change = level_change(series.values)
    told = None if change is None else _change(signal, change)
    return SignalBaseline(
        signal=signal.signal,
        unit=signal.unit,
        since_on=date.fromordinal(int(series.day[0])),
        nights=series.n_known,
        level=level,
        level_interval90=interval,
        level_nights=n_recent,
        band=_band(signal, series.values),
        change=told,
        trend=_trend(signal, series),
        series=_plotted(signal, series),
        text=text(signal, (level, interval, n_recent), told),
    )


def _interval(signal: LevelSignal, mean: float, n_recent: int, values: Floats) -> Interval | None:
    """Return the 90 % interval of a mean of some recent nights.

    By Student's t, of as many nights as those of the last quarter are worth: by the normal quantile
    it holds 85 of 100 at 14 nights.
    """
    lately = values[-OUTLOOK_NIGHTS:]
    n_lately = int(np.isfinite(lately).sum())
    if n_lately < FEWEST_NIGHTS:
        return None
    sd, phi = float(np.nanstd(lately, ddof=1)), float(lag1(lately[None, :]))
    freedom = max(float(worth(n_lately, phi)) - 1, 2.0)
    half = float(stdtrit(freedom, 0.95) * sd / np.sqrt(worth(n_recent, phi)))
    return Interval(low=signal.told(mean - half), high=signal.told(mean + half))


def _band(signal: LevelSignal, values: Floats) -> BaselineBand | None:
    week = values[-WEEK_NIGHTS:]
    n_week = int(np.isfinite(week).sum())
    if n_week < FEWEST_A_WEEK:
        return None
    found = band(values[-WEEK_NIGHTS - BASELINE_NIGHTS : -WEEK_NIGHTS], n_week)
    if found is None:
        return None
    mean = float(np.nanmean(week))
    return BaselineBand(
        middle=signal.told(found.middle),
        normal=Interval(low=signal.told(found.low), high=signal.told(found.high)),
        smallest_worthwhile=Interval(
            low=signal.told(found.worthwhile_low), high=signal.told(found.worthwhile_high)
        ),
        left_by_chance_share=round(found.chance_share, 3),
        nights=found.n_baseline,
        week_mean=signal.told(mean),
        week_nights=n_week,
        place=_place(mean, found),
    )


def _place(mean: float, found: Band) -> BandPlace:
    if mean < found.low:
        return BandPlace.BELOW
    return BandPlace.ABOVE if mean > found.high else BandPlace.WITHIN


def _change(signal: LevelSignal, change: LevelChange) -> BaselineChange:
    return BaselineChange(
        estimate=percent_or_own(signal, change.change),
        interval90=Interval(
            low=percent_or_own(signal, change.low), high=percent_or_own(signal, change.high)
        ),
        unit=signal.change_unit,
        nights=change.n_recent,
        nights_before=change.n_before,
        night_to_night_correlation=round(change.phi, 3),
        beyond_noise=change.beyond_noise,
    )


def _trend(signal: LevelSignal, series: Series) -> BaselineTrend | None:
    known = np.isfinite(series.values)
    found = weekly_trend(
        series.day[known], series.values[known], int(series.day[-1]), fewest_nights=FEWEST_A_WEEK
    )
    if found is None:
        return None
    monthly = MONTH_DAYS / (TREND_WEEKS * WEEK_NIGHTS)
    return BaselineTrend(
        per_month=percent_or_own(signal, monthly * found.change),
        interval90=Interval(
            low=percent_or_own(signal, monthly * found.low),
            high=percent_or_own(signal, monthly * found.high),
        ),
        unit=signal.change_unit,
        p_value=round(found.p_value, 4),
        weeks=found.n_weeks,
    )


def _plotted(signal: LevelSignal, series: Series) -> BaselineSeries:
    """Return the known nights of the last 26 weeks, their running means begun with the series."""
    shown = np.isfinite(series.values) & (series.day > series.day[-1] - SERIES_NIGHTS)

    def told(values: Floats) -> list[float]:
        level = np.exp(values[shown]) if signal.logarithmic else values[shown]
        return np.round(np.clip(level, 0.0, signal.most), signal.decimals).tolist()

    return BaselineSeries(
        on=[date.fromordinal(day) for day in series.day[shown].tolist()],
        values=told(series.values),
        level7=told(running_average(series.values, WEIGHT_7)),
        level60=told(running_average(series.values, WEIGHT_60)),
    )
