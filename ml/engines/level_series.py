"""Level series: a signal on the scale that it is averaged on, and its changes back in units."""

import numpy as np

from ml.engines.regimes import Series, present
from ml.history import History
from ml.level_signals import LevelSignal


def level_series(history: History, signal: LevelSignal) -> Series:
    """Return a signal since its present regime began, in logarithms where those are averaged.

    Parameters
    ----------
    history
        A person's history.
    signal
        The signal.
    """
    series = present(history, signal.column)
    if not signal.logarithmic:
        return series
    return Series(series.day, np.log(np.where(series.values > 0, series.values, np.nan)))


def percent_or_own(signal: LevelSignal, change: float) -> float:
    """Return a difference of levels, rounded, in the signal's `change_unit`.

    Parameters
    ----------
    signal
        The signal.
    change
        On the scale that the signal is averaged on; of logarithms it becomes exp(d) - 1.

    Examples
    --------
    >>> from ml.level_signals import HRV, RECOVERY
    >>> percent_or_own(HRV, 0.1), percent_or_own(RECOVERY, -4.04)
    (10.5, -4.0)
    """
    if signal.logarithmic:
        return round(100 * float(np.expm1(change)), 1)
    return round(change, max(signal.decimals, 1))
