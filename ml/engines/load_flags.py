"""Load flags: four plain facts of a day that coaches look at, each by the person's own past.

None of them tells of injuries, alone or together: there is nothing to learn that from, and a
learned classifier of low spells did worse than one mean. They are counted, and so is how often
the same person has had them before.
"""

from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from ml.engines.arrays import Flags, Floats, Ordinals
from ml.engines.night_table import NightTable
from ml.engines.sustained_low import Shifts, shifts
from ml.engines.training_load import TrainingLoad

# A quarter of a year, before a percentile of own days means something.
PERCENTILE_DAYS = 90
HIGH_LOAD_SHARE, MONOTONOUS_SHARE, MIDDLE = 0.95, 0.90, 0.5
# A red recovery, or one of the own lowest fifth: 3 of 5 then come by chance 6 days in 100.
RED_AT_MOST, LOW_SHARE = 33.0, 0.20
LOW_OF_FIVE, FIVE_NIGHTS = 3, 5
# The order of the columns.
HIGH_LOAD, LOW_HRV, LOW_RECOVERIES, MONOTONOUS_LOAD = range(4)


@dataclass(frozen=True, eq=False)
class LoadFlags:
    """One entry a calendar day, oldest first.

    Parameters
    ----------
    day
        Proleptic ordinals, consecutive.
    flags
        Shape (days, 4): 1 raised, 0 not, NaN not known. Acute load, HRV, recoveries, monotony.
    high_load, high_monotony, middle_week
        Own acute load and monotony from which, and load of 7 days above which, a flag is raised;
        NaN under 90 days.
    low_at_most
        Recovery up to which a night is low.
    n_low
        Low recoveries of the last 5 nights, one a day; NaN under 3 known.
    hrv
        The last 7 nights' mean of ln HRV against the nights before.
    """

    day: Ordinals
    flags: Floats
    high_load: float
    high_monotony: float
    middle_week: float
    low_at_most: float
    n_low: Floats
    hrv: Shifts

    @property
    def known(self) -> Flags:
        """Which flags can be told on the last day, shape (4,)."""
        return np.isfinite(self.flags[-1])


def load_flags(table: NightTable, load: TrainingLoad, ln_hrv: Floats) -> LoadFlags:
    """Return the flags of every day, by what the person has lived up to the last.

    Parameters
    ----------
    table
        The person's nights, one at least.
    load
        The load of the same days.
    ln_hrv
        Natural logarithm of HRV in ms, one a day, NaN where it is not comparable with today's.

    Notes
    -----
    Acute load at or above the own 95th percentile; the 7-night mean of ln HRV below the 90 % band
    of the 60 nights before; 3 or more low recoveries in 5 nights; monotony at or above the own
    90th percentile with a week above the own median. Percentiles are of all own days.
    """
    high_load = _own(load.acute, HIGH_LOAD_SHARE)
    high_monotony = _own(load.monotony, MONOTONOUS_SHARE)
    middle_week = _own(load.week, MIDDLE)
    low_fifth = _own(table.recovery_percent, LOW_SHARE)
    low_at_most = RED_AT_MOST if np.isnan(low_fifth) else max(RED_AT_MOST, low_fifth)
    hrv = shifts(ln_hrv, -1)
    n_low = _low_of_five(table.recovery_percent, low_at_most)
    flags = np.column_stack(
        (
            _where_known(load.acute >= high_load, load.acute + high_load),
            _where_known(hrv.high < 0, hrv.high),
            _where_known(n_low >= LOW_OF_FIVE, n_low),
            _where_known(
                (load.monotony >= high_monotony) & (load.week > middle_week),
                load.monotony + load.week + high_monotony,
            ),
        )
    )
    return LoadFlags(
        table.day, flags, high_load, high_monotony, middle_week, low_at_most, n_low, hrv
    )


def _own(values: Floats, share: float) -> float:
    """Return an own percentile, NaN under 90 known values."""
    known = values[np.isfinite(values)]
    return float(np.quantile(known, share)) if len(known) >= PERCENTILE_DAYS else np.nan


def _where_known(raised: Flags, of: Floats) -> Floats:
    return np.where(np.isfinite(of), raised.astype(np.float64), np.nan)


def _low_of_five(recovery: Floats, low_at_most: float) -> Floats:
    padded = np.concatenate([np.full(FIVE_NIGHTS - 1, np.nan), recovery])
    windows = sliding_window_view(padded, FIVE_NIGHTS)
    # Of fewer than 3 known nights none can be 3 low ones, and that says nothing.
    enough = np.isfinite(windows).sum(axis=1) >= LOW_OF_FIVE
    return np.where(enough, (windows <= low_at_most).sum(axis=1), np.nan)
