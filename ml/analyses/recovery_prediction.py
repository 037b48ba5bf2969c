"""Recovery prediction: the next morning's recovery from what is known this evening (E4).

A small ridge model with intervals from its own past errors. Where it has not beaten the person's
running mean on the last 60 mornings, it says so and the mean is shown instead.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import numpy as np

from ml.clock import hours
from ml.conclusion import AnyConclusion, Conclusion
from ml.engines import evening
from ml.engines.evening import Scenario
from ml.engines.forecast import (
    AVERAGE_ROW,
    Forecast,
    ForecastState,
    Range,
    Record,
    VariantState,
    predict,
    record,
)
from ml.engines.forecast import fit as fit_forecast
from ml.engines.night_table import NightTable, night_table
from ml.history import History
from ml.insight import Fitted, TooLittleData
from schema.answer import Basis, CaveatCode, Skill
from schema.interval import Interval
from schema.recovery_prediction import (
    Driver,
    DriverName,
    RecoveryPrediction,
    RecoveryPredictionArguments,
)

# Two weeks, and the record over two months that decides between model and mean.
FEWEST_NIGHTS = 14
RECORD_NIGHTS = 60
# A driver of under half a point would be rounded away.
SMALLEST_DRIVER_POINTS = 0.5
DRIVERS = {
    "recovery[t-1]": DriverName.RECOVERY_TODAY,
    "recovery_average[t-1]": DriverName.RECOVERY_LATELY,
    "strain[t-1]": DriverName.STRAIN_TODAY,
    "ln_hrv_deviation[t-1]": DriverName.HRV_DEVIATION,
    "resting_heart_rate_deviation[t-1]": DriverName.RESTING_HEART_RATE_DEVIATION,
    "weekend[t]": DriverName.WEEKEND,
    evening.BEDTIME: DriverName.BEDTIME,
    evening.ASLEEP: DriverName.SLEEP_MINUTES,
}


def fit(history: History) -> Fitted:
    """Fit the models of the evening, of a what-if, and the plain average.

    Parameters
    ----------
    history
        A person's history.

    Returns
    -------
    Fitted
        Arrays and plain values; `rows` are the nights learned from.

    Raises
    ------
    TooLittleData
        Under 14 nights that can be compared.
    """
    table = night_table(history)
    n_nights = int(table.comparable.sum())
    if n_nights < FEWEST_NIGHTS:
        raise TooLittleData(f"{n_nights} nights that can be compared")
    return Fitted(dict(fit_forecast(table)), "ridge regression", n_nights)


def infer(
    model: ForecastState,
    history: History,
    used: Mapping[str, AnyConclusion],
    arguments: RecoveryPredictionArguments,
) -> Conclusion[RecoveryPrediction]:
    """Predict the next morning, or what it would be after the night asked about."""
    del used
    table = night_table(history)
    scenario = _scenario(arguments)
    variant = model["evening" if scenario is None else "scenario"]
    lately = record(variant, RECORD_NIGHTS)
    beats_average = lately.n_origins > 0 and lately.skill_against_mean > 0
    row = evening.tomorrow(table, scenario) if beats_average else AVERAGE_ROW
    caveats = [CaveatCode.OBSERVED, CaveatCode.BOUNCES_BACK]
    if scenario is not None:
        caveats.append(CaveatCode.BUILT_IN)
    if not beats_average:
        caveats.append(CaveatCode.NO_BETTER_THAN_AVERAGE)
    if np.isnan(table.strain[-1]):
        caveats.append(CaveatCode.INCOMPLETE_DAY)
    return Conclusion(
        replace(
            _prediction(table, predict(model, row), model["average"], beats_average=beats_average),
            asked_bedtime=arguments.bedtime,
            asked_sleep_minutes=arguments.sleep_minutes,
        ),
        Basis.OWN_DATA,
        caveats=tuple(caveats),
        skill=_skill(lately),
    )


def _scenario(arguments: RecoveryPredictionArguments) -> Scenario | None:
    if arguments.bedtime is None and arguments.sleep_minutes is None:
        return None
    bedtime = None if arguments.bedtime is None else hours(arguments.bedtime)
    return Scenario(bedtime, arguments.sleep_minutes)


def _prediction(
    table: NightTable, forecast: Forecast, average: VariantState, *, beats_average: bool
) -> RecoveryPrediction:
    return RecoveryPrediction(
        morning_on=date.fromordinal(int(table.day[-1]) + 1),
        recovery_percent=round(forecast.point, 1),
        interval50=_interval(forecast.range50),
        interval80=_interval(forecast.range80),
        interval90=_interval(forecast.range90),
        red_probability=round(forecast.red, 3),
        yellow_probability=round(forecast.yellow, 3),
        green_probability=round(forecast.green, 3),
        usual_recovery_percent=round(average["intercept"], 1),
        drivers=[
            Driver(name=DRIVERS[name], points=round(points, 1))
            for name, points in forecast.drivers
            if abs(points) >= SMALLEST_DRIVER_POINTS
        ],
        asked_bedtime=None,
        asked_sleep_minutes=None,
        beyond_lived=[DRIVERS[name] for name in forecast.beyond_lived],
        beats_average=beats_average,
    )


def _skill(lately: Record) -> tuple[Skill, ...]:
    if not lately.n_origins:
        return ()
    compared = (
        ("running mean", lately.skill_against_mean, lately.running_mean),
        ("last value", lately.skill_against_last, lately.last_value),
    )
    return tuple(
        Skill(
            baseline_name=name,
            percent=round(100 * share, 1),
            mean_absolute_error=round(lately.model, 2),
            baseline_mean_absolute_error=round(error, 2),
            origins=lately.n_origins,
        )
        for name, share, error in compared
    )


def _interval(lived: Range) -> Interval:
    return Interval(low=round(lived.low, 1), high=round(lived.high, 1))
