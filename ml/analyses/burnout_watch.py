"""Burnout watch: the last week of three signals against the 60 nights before it, every night.

The state of each night is told from the nights up to it alone, so that the own base rate counts
what this watch would have said. Nothing is learned and nothing is tested.
"""

from collections.abc import Mapping
from datetime import date

import numpy as np

from ml.conclusion import AnyConclusion, Conclusion
from ml.engines.arrays import Flags, Floats, Ordinals
from ml.engines.level_series import level_series, percent_or_own
from ml.engines.regimes import Series
from ml.engines.runs import run_lengths
from ml.engines.sustained_low import (
    FEWEST_SIGNALS,
    Level,
    Shifts,
    levels,
    shifts,
    spells,
)
from ml.history import History
from ml.insight import TooLittleData
from ml.insights.burnout_watch import CAVEATS, RED_AT_MOST_PERCENT, WEEK_NIGHTS
from ml.level_signals import HRV, RECOVERY, RESTING_HEART_RATE, LevelSignal
from schema.answer import Basis
from schema.arguments import NoArguments
from schema.burnout_watch import BurnoutWatch, LowSpells, LowState, WatchedSignal
from schema.interval import Interval

WATCHED = (RECOVERY, HRV, RESTING_HEART_RATE)
STATES = {
    Level.NORMAL: LowState.NORMAL,
    Level.WATCH: LowState.WATCH,
    Level.SUSTAINED_LOW: LowState.SUSTAINED_LOW,
}
MONTH_DAYS = 30.4


def infer(
    history: History, used: Mapping[str, AnyConclusion], arguments: NoArguments
) -> Conclusion[BurnoutWatch]:
    """Tell how low the last nights are.

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
        Where two of the three signals cannot be told at the last night: 3 nights of the last 7,
        and 21 of the 60 before, since the present strap.
    """
    del used, arguments
    series = [level_series(history, signal) for signal in WATCHED]
    compared = [
        shifts(each.values, signal.worse) for signal, each in zip(WATCHED, series, strict=True)
    ]
    known = np.isfinite(np.vstack([each.probability for each in compared]))
    assessed = known.sum(axis=0) >= FEWEST_SIGNALS
    if not len(assessed) or not assessed[-1]:
        raise TooLittleData
    finding = _watch(series[0], compared, assessed)
    return Conclusion(finding, Basis.OWN_DATA, caveats=CAVEATS)


def _watch(recovery: Series, compared: list[Shifts], assessed: Flags) -> BurnoutWatch:
    red = recovery.values <= RED_AT_MOST_PERCENT
    level = levels([each.probability for each in compared], red) * assessed
    state = Level(int(level[-1]))
    n_days = int(run_lengths(level == state)[-1])
    if state is Level.NORMAL:
        n_days = min(n_days, int(run_lengths(assessed)[-1]))
    week = recovery.values[-WEEK_NIGHTS:]
    return BurnoutWatch(
        state=STATES[state],
        since_on=date.fromordinal(int(recovery.day[-n_days])),
        days_in_state=n_days,
        red_nights=int(run_lengths(red)[-1]),
        week_recovery_percent=_mean(week),
        signals=[
            _signal(signal, each)
            for signal, each in zip(WATCHED, compared, strict=True)
            if np.isfinite(each.probability[-1])
        ],
        own_history=_spells(level, assessed),
    )


def _signal(signal: LevelSignal, each: Shifts) -> WatchedSignal:
    week, usual = float(each.week[-1]), float(each.baseline[-1])
    return WatchedSignal(
        signal=signal.signal,
        unit=signal.unit,
        week_mean=signal.told(week),
        usual_mean=signal.told(usual),
        week_nights=int(each.n_week[-1]),
        usual_nights=int(each.n_baseline[-1]),
        difference=percent_or_own(signal, week - usual),
        interval90=Interval(
            low=percent_or_own(signal, float(each.low[-1])),
            high=percent_or_own(signal, float(each.high[-1])),
        ),
        difference_unit=signal.change_unit,
        worse_probability=round(float(each.probability[-1]), 3),
    )


def _spells(level: Ordinals, assessed: Flags) -> LowSpells:
    found = spells(level)
    n_low, n_assessed = int((level > 0).sum()), int(assessed.sum())
    months = max(round(n_assessed / MONTH_DAYS), 1)
    times = f"{len(found)} time{'s' * (len(found) != 1)}"
    return LowSpells(
        spells=len(found),
        nights=n_low,
        assessed_nights=n_assessed,
        text=f"Nights that stayed low happened {times} in {months} month{'s' * (months > 1)} "
        f"({n_low} of {n_assessed} nights).",
    )


def _mean(values: Floats) -> float | None:
    return round(float(np.nanmean(values)), 1) if np.isfinite(values).any() else None
