"""Recovery prediction: the next morning's recovery from what is known this evening (E4).

A stack of ridge models with intervals from its own past errors. Where it has not beaten the
person's running mean on the last 60 mornings, it says so and the mean is shown instead.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import cast

import numpy as np

from ml import contest
from ml.clock import hours
from ml.conclusion import AnyConclusion, Conclusion
from ml.engines import evening
from ml.engines.champion import ChampionState, crown, forecast_by
from ml.engines.contest import steps_of
from ml.engines.evening import Scenario
from ml.engines.forecast import (
    AVERAGE_ROW,
    Forecast,
    ForecastState,
    VariantState,
    learnable,
    predict,
    same_nights,
)
from ml.engines.forecast import fit as fit_forecast
from ml.engines.night_table import NightTable, night_table
from ml.engines.track_record import Comparison, Range, compared, condensed
from ml.history import History
from ml.insight import Fitted, Kept, TooLittleData
from ml.insights.recovery_prediction import lived_nights, refusal
from schema.answer import Basis, CaveatCode, Skill
from schema.interval import Interval
from schema.recovery_prediction import (
    Driver,
    DriverName,
    LivedNights,
    RecoveryPrediction,
    RecoveryPredictionArguments,
)

# Two weeks, and the record over two months that decides between model and mean.
FEWEST_NIGHTS = 14
RECORD_NIGHTS = 60
# Less is shown as 0.0 %: trust in a forecast of noise shrinks to nothing, and rarely quite.
SMALLEST_SKILL = 0.0005
# A driver of under half a point would be rounded away.
SMALLEST_DRIVER_POINTS = 0.5
DRIVERS = {
    "recovery[t-1]": DriverName.RECOVERY_TODAY,
    "recovery[t-2]": DriverName.RECOVERY_YESTERDAY,
    "recovery_average[t-1]": DriverName.RECOVERY_LATELY,
    "recovery_month[t-1]": DriverName.RECOVERY_LATELY,
    "strain[t-1]": DriverName.STRAIN_TODAY,
    "strain_average[t-1]": DriverName.STRAIN_LATELY,
    "ln_hrv_deviation[t-1]": DriverName.HRV_DEVIATION,
    "ln_hrv_week_deviation[t-1]": DriverName.HRV_DEVIATION,
    "resting_heart_rate_deviation[t-1]": DriverName.RESTING_HEART_RATE_DEVIATION,
    "resting_heart_rate_week_deviation[t-1]": DriverName.RESTING_HEART_RATE_DEVIATION,
    "respiratory_rate_deviation[t-1]": DriverName.RESPIRATORY_RATE_DEVIATION,
    "skin_temperature_deviation[t-1]": DriverName.SKIN_TEMPERATURE_DEVIATION,
    "asleep_minutes[t-1]": DriverName.SLEEP_LAST_NIGHT,
    "sleep_debt_minutes[t-1]": DriverName.SLEEP_DEBT,
    "new_staging[t-1]": DriverName.SLEEP_LAST_NIGHT,
    "bedtime_deviation[t-1]": DriverName.BEDTIME_LAST_NIGHT,
    "weekend[t]": DriverName.WEEKDAY,
    **dict.fromkeys((f"{day}[t]" for day in evening.WEEKDAYS), DriverName.WEEKDAY),
    evening.BEDTIME: DriverName.BEDTIME,
    evening.ASLEEP: DriverName.SLEEP_MINUTES,
}


class Model(ForecastState):
    """The models of the ridge stack, and the algorithm that has replaced it, if one has."""

    champion: ChampionState | None


def fit(history: History, kept: Kept | None = None) -> Fitted:
    """Fit the models of the evening, of a what-if, and the plain average.

    Parameters
    ----------
    history
        A person's history.
    kept
        The last fit, whose walk through the past is gone on from; the result is the same without.

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
    previous = cast("Model", kept.model) if kept else None
    state = _condensed(fit_forecast(table, previous))
    won = contest.champion(history, "recovery_prediction")
    if won is None:
        return Fitted({**state, "champion": None}, "ridge stack", n_nights)
    nights = learnable(table)
    before = previous["champion"] if previous and same_nights(nights, previous) else None
    crowned = crown(nights, won.challenger, won.noted_on, before)
    crowned["record"] = condensed(crowned["record"], RECORD_NIGHTS)
    return Fitted({**state, "champion": crowned}, won.challenger, n_nights)


def infer(
    model: Model,
    history: History,
    used: Mapping[str, AnyConclusion],
    arguments: RecoveryPredictionArguments,
) -> Conclusion[RecoveryPrediction]:
    """Predict the next morning, or what it would be after the night asked about."""
    del used
    table, lived = night_table(history), lived_nights(history)
    refused = refusal(arguments, lived)
    scenario = None if refused else _scenario(arguments)
    champion = model["champion"] if scenario is None else None
    serving = champion or model["evening" if scenario is None else "scenario"]
    lately = compared(serving["record"], RECORD_NIGHTS)
    beats_average = lately.n_origins > 0 and lately.skill_against_mean > SMALLEST_SKILL
    row = evening.tomorrow(table, scenario) if beats_average else AVERAGE_ROW
    nights = learnable(table)
    forecast = (
        forecast_by(champion, nights, row) if champion and beats_average else predict(model, row)
    )
    caveats = [CaveatCode.OBSERVED, CaveatCode.BOUNCES_BACK]
    if scenario is not None:
        caveats.append(CaveatCode.BUILT_IN)
    if not beats_average:
        caveats.append(CaveatCode.NO_BETTER_THAN_AVERAGE)
    if np.isnan(table.strain[-1]):
        caveats.append(CaveatCode.INCOMPLETE_DAY)
    told = _prediction(table, forecast, model["average"], lived)
    return Conclusion(
        replace(
            told,
            asked_bedtime=arguments.bedtime,
            asked_sleep_minutes=arguments.sleep_minutes,
            refusal=refused,
            beats_average=beats_average,
        ),
        Basis.OWN_DATA,
        caveats=tuple(caveats),
        skill=_skill(lately),
        contest=contest.told(
            history, "recovery_prediction", enough=steps_of(len(nights.outcome)) > 0
        ),
    )


def _condensed(state: ForecastState) -> ForecastState:
    """Return a state with what is told of each record; all errors would be most of the model."""
    for variant in (state["evening"], state["scenario"], state["average"]):
        variant["record"] = condensed(variant["record"], RECORD_NIGHTS)
    state["average"]["walked"] = np.zeros(0)  # a mean is not gone on from
    return state


def _scenario(arguments: RecoveryPredictionArguments) -> Scenario | None:
    if arguments.bedtime is None and arguments.sleep_minutes is None:
        return None
    bedtime = None if arguments.bedtime is None else hours(arguments.bedtime)
    return Scenario(bedtime, arguments.sleep_minutes)


def _prediction(
    table: NightTable, forecast: Forecast, average: VariantState, lived: LivedNights
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
        drivers=_drivers(forecast),
        asked_bedtime=None,
        asked_sleep_minutes=None,
        refusal=None,
        lived=lived,
        beats_average=False,
    )


def _drivers(forecast: Forecast) -> list[Driver]:
    """Return the sum of what is said of the same thing, largest first."""
    points = dict.fromkeys(DRIVERS.values(), 0.0)
    for name, added in forecast.drivers:
        points[DRIVERS[name]] += added
    return [
        Driver(name=name, points=round(added, 1))
        for name, added in sorted(points.items(), key=lambda item: -abs(item[1]))
        if abs(added) >= SMALLEST_DRIVER_POINTS
    ]


def _skill(lately: Comparison) -> tuple[Skill, ...]:
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
