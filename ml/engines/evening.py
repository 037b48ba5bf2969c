"""Evening: what is known in the evening before a night, and may forecast its recovery.

Row t stands for the night whose recovery is forecast; the row after the last recorded night is
tomorrow's. Nothing in a row is known later than the evening before, so that a forecast of the
past never used its future, and a row never changes when nights are added: running averages
instead of means, no imputation from later nights. A what-if adds the bedtime and the sleep of the
night itself, as values that a person chooses.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from ml.engines import clock
from ml.engines.arrays import Flags, Floats, Ordinals
from ml.engines.design import Design, design_of
from ml.engines.night_table import AVERAGE_WEIGHT, NightTable, previous, running_average
from ml.engines.running_level import restarts, running_level
from ml.regimes import STAGING_CHANGED_ON

# 2 / (65 + 1): about two months, long enough to be the usual level.
LEVEL_WEIGHT = 2 / 66
# 2 / (28 + 1): about the last month.
MONTH_WEIGHT = 2 / 29
SATURDAY = 5
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
# Of these the small model is made; it learns from few nights.
SMALL = (
    "recovery[t-1]",
    "recovery_average[t-1]",
    "strain[t-1]",
    "ln_hrv_deviation[t-1]",
    "resting_heart_rate_deviation[t-1]",
    "weekend[t]",
)
# Of the rest and of these too the big one: weekdays tell it more than the weekend does.
SMALL_ALONE = ("weekend[t]",)
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


@lru_cache(maxsize=2)  # the forecast learns from them, and then asks for the last
def evenings(table: NightTable) -> Design:
    """Return what was known in the evening before each night, tomorrow's last.

    Parameters
    ----------
    table
        The person's nights, at least one.

    Returns
    -------
    Design
        Shape (nights + 1, 24); NaN is missing. A recovery that is missing counts as its running
        average.

    Notes
    -----
    Deviations are from the exponentially weighted mean of weight 2 / 66 up to the same night,
    which begins anew with another strap (`running_level.restarts`); those of the week are the
    mean of weight 2 / 8 less that. Bedtimes count from the circular mean of those before them.
    Minutes asleep are one measure but for a step where WHOOP changed its sleep staging.
    """
    average = running_average(table.recovery_percent, AVERAGE_WEIGHT)
    recovery = np.where(np.isfinite(table.recovery_percent), table.recovery_percent, average)
    straps = restarts(table.resting_heart_rate_bpm, table.skin_temperature_celsius)
    hrv, hrv_week = _deviations(table.ln_hrv, straps)
    heart_rate, heart_rate_week = _deviations(table.resting_heart_rate_bpm, straps)
    breathing, _ = _deviations(table.respiratory_rate_rpm, straps)
    temperature, _ = _deviations(table.skin_temperature_celsius, straps)
    new_staging = (table.day >= STAGING_CHANGED_ON.toordinal()).astype(np.float64)
    weekday = np.append(table.weekday, (table.weekday[-1] + 1) % 7)
    return design_of(
        (
            ("recovery[t-1]", _before(recovery)),
            ("recovery_average[t-1]", _before(average)),
            ("strain[t-1]", _before(table.strain)),
            ("ln_hrv_deviation[t-1]", _before(hrv)),
            ("resting_heart_rate_deviation[t-1]", _before(heart_rate)),
            ("weekend[t]", (weekday >= SATURDAY).astype(np.float64)),
            ("recovery[t-2]", _before(previous(recovery))),
            ("recovery_month[t-1]", _before(running_average(table.recovery_percent, MONTH_WEIGHT))),
            ("ln_hrv_week_deviation[t-1]", _before(hrv_week)),
            ("resting_heart_rate_week_deviation[t-1]", _before(heart_rate_week)),
            ("strain_average[t-1]", _before(running_average(table.strain, AVERAGE_WEIGHT))),
            ("asleep_minutes[t-1]", _before(table.asleep_minutes)),
            ("sleep_debt_minutes[t-1]", _before(table.sleep_debt_minutes)),
            ("new_staging[t-1]", _before(new_staging)),
            ("bedtime_deviation[t-1]", _before(_bedtime_deviation(table))),
            ("respiratory_rate_deviation[t-1]", _before(breathing)),
            ("skin_temperature_deviation[t-1]", _before(temperature)),
            *(
                (f"{name}[t]", (weekday == day).astype(np.float64))
                for day, name in enumerate(WEEKDAYS)
            ),
        )
    )


def nights_as_they_were(table: NightTable) -> Design:
    """Return the what-if columns of the recorded nights, shape (nights, 2).

    Notes
    -----
    Bedtimes count from the circular mean of the bedtimes before them, on the shorter way around.
    """
    return design_of(((BEDTIME, _bedtime_deviation(table)), (ASLEEP, table.asleep_minutes)))


def small_model(names: tuple[str, ...]) -> Flags:
    """Return which columns the small model is made of: a what-if's own are in both."""
    return np.isin(names, (*SMALL, BEDTIME, ASLEEP))


def big_model(names: tuple[str, ...]) -> Flags:
    """Return which columns the big model is made of."""
    return ~np.isin(names, SMALL_ALONE)


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
        Shape (1, 24), or (1, 26) with a scenario.
    """
    known = evenings(table)
    last = known.values[-1:]
    if scenario is None:
        return Design(known.names, last)
    usual = _usual_before(table.sleep_onset_hours)[-1]
    bedtime = np.nan if scenario.bedtime_hours is None else scenario.bedtime_hours - usual
    asleep = np.nan if scenario.asleep_minutes is None else scenario.asleep_minutes
    chosen = [float(clock.unwrap(np.array([bedtime]), 0.0)[0]), asleep]
    return Design((*known.names, BEDTIME, ASLEEP), np.column_stack([last, [chosen]]))


def _before(values: Floats) -> Floats:
    return np.concatenate([[np.nan], values])


def _deviations(values: Floats, straps: Ordinals) -> tuple[Floats, Floats]:
    """Return how far each night, and about the week up to it, is from the own level."""
    level = running_level(values, LEVEL_WEIGHT, straps)
    return values - level, running_level(values, AVERAGE_WEIGHT, straps) - level


def _bedtime_deviation(table: NightTable) -> Floats:
    usual = _usual_before(table.sleep_onset_hours)[:-1]
    return clock.unwrap(table.sleep_onset_hours - usual, 0.0)


def _usual_before(hours: Floats) -> Floats:
    """Return the circular mean of the known times before each night, and before tomorrow's."""
    angle = hours * (2 * np.pi / clock.DAY_HOURS)
    sine = np.cumsum(np.nan_to_num(np.sin(angle)))
    cosine = np.cumsum(np.nan_to_num(np.cos(angle)))
    known = np.logical_or.accumulate(np.isfinite(hours))
    usual = np.arctan2(sine, cosine) * (clock.DAY_HOURS / (2 * np.pi))
    return _before(np.where(known, usual, np.nan))
