"""Evening: what is known in the evening before a night, and may forecast its recovery.

Row t stands for the night whose recovery is forecast; the row after the last recorded night is
tomorrow's. Nothing in a row is known later than the evening before, so that a forecast of the
past never used its future: running averages instead of means, no imputation from later nights.
A what-if adds the bedtime and the sleep of the night itself, as values that a person chooses.
"""

from dataclasses import dataclass

import numpy as np

from ml.engines import clock
from ml.engines.arrays import Floats
from ml.engines.design import Design, design_of
from ml.engines.night_table import AVERAGE_WEIGHT, NightTable, running_average

# 2 / (65 + 1): about two months, long enough to be the usual level.
LEVEL_WEIGHT = 2 / 66
BEDTIME = "bedtime_deviation[t]"
ASLEEP = "asleep_minutes[t]"


@dataclass(frozen=True)
class Scenario:
    """A night as a person might choose it.

    Parameters
    ----------
    bedtime_hours
        Time of falling asleep on the local clock, any whole number of days added; None: as usual.
    asleep_minutes
        Sleep; None: as usual.
    """

    bedtime_hours: float | None = None
    asleep_minutes: float | None = None


def evenings(table: NightTable) -> Design:
    """Return what was known in the evening before each night, tomorrow's last.

    Parameters
    ----------
    table
        The person's nights, at least one.

    Returns
    -------
    Design
        Shape (nights + 1, 6); NaN is missing. A recovery that is missing counts as its running
        average.

    Notes
    -----
    Deviations are from the exponentially weighted mean of weight 2 / 66, up to the same night.
    """
    average = running_average(table.recovery_percent, AVERAGE_WEIGHT)
    recovery = np.where(np.isfinite(table.recovery_percent), table.recovery_percent, average)
    tomorrow_weekday = (table.weekday[-1] + 1) % 7
    weekend = np.append(table.weekend, float(tomorrow_weekday >= 5))
    return design_of(
        (
            ("recovery[t-1]", _before(recovery)),
            ("recovery_average[t-1]", _before(average)),
            ("strain[t-1]", _before(table.strain)),
            ("ln_hrv_deviation[t-1]", _before(_deviation(table.ln_hrv))),
            (
                "resting_heart_rate_deviation[t-1]",
                _before(_deviation(table.resting_heart_rate_bpm)),
            ),
            ("weekend[t]", weekend),
        )
    )


def nights_as_they_were(table: NightTable) -> Design:
    """Return the what-if columns of the recorded nights, shape (nights, 2).

    Notes
    -----
    Bedtimes count from the circular mean of the bedtimes before them, on the shorter way around.
    """
    usual = _usual_before(table.bedtime_hours)[:-1]
    return design_of(
        (
            (BEDTIME, clock.unwrap(table.bedtime_hours - usual, 0.0)),
            (ASLEEP, table.asleep_minutes),
        )
    )


def tomorrow(table: NightTable, scenario: Scenario | None = None) -> Design:
    """Return the one row from which tomorrow's recovery is forecast.

    Parameters
    ----------
    table
        The person's nights, at least one.
    scenario
        The night as chosen; None for what is known in the evening alone.

    Returns
    -------
    Design
        Shape (1, 6), or (1, 8) with a scenario.
    """
    known = evenings(table)
    last = known.values[-1:]
    if scenario is None:
        return Design(known.names, last)
    usual = _usual_before(table.bedtime_hours)[-1]
    bedtime = np.nan if scenario.bedtime_hours is None else scenario.bedtime_hours - usual
    asleep = np.nan if scenario.asleep_minutes is None else scenario.asleep_minutes
    chosen = [float(clock.unwrap(np.array([bedtime]), 0.0)[0]), asleep]
    return Design((*known.names, BEDTIME, ASLEEP), np.column_stack([last, [chosen]]))


def _before(values: Floats) -> Floats:
    return np.concatenate([[np.nan], values])


def _deviation(values: Floats) -> Floats:
    return values - running_average(values, LEVEL_WEIGHT)


def _usual_before(hours: Floats) -> Floats:
    """Return the circular mean of the known times before each night, and before tomorrow's."""
    angle = hours * (2 * np.pi / clock.DAY_HOURS)
    sine = np.cumsum(np.nan_to_num(np.sin(angle)))
    cosine = np.cumsum(np.nan_to_num(np.cos(angle)))
    known = np.logical_or.accumulate(np.isfinite(hours))
    usual = np.arctan2(sine, cosine) * (clock.DAY_HOURS / (2 * np.pi))
    return _before(np.where(known, usual, np.nan))
