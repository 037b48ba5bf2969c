"""Calorie estimate: kcal a minute from activity, duration and, where it is planned, strain.

Two models, with and without strain, since a workout whose strain is not known yet is another
question with a wider answer. Where the model was no nearer than the activity's mean kcal a minute
on the person's own past, that mean is shown. Of the whole day likewise.
"""

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import TypedDict

import numpy as np

from ml.conclusion import AnyConclusion, Conclusion
from ml.engines.arrays import Floats
from ml.engines.day_energy import (
    DayEnergyState,
    WholeDays,
    day_columns,
    fit_day_energy,
    forecast_day,
    whole_days,
)
from ml.engines.energy_forecast import (
    EnergyForecastState,
    EnergyTable,
    fit_energy,
    forecast_energy,
)
from ml.history import History
from ml.insight import Fitted, TooLittleData
from ml.insights.calorie_estimate import (
    OWN_WORKOUTS,
    OutsideWhatWasLived,
    Plan,
    energetic,
    finding_without,
    known_activities,
    plan,
)
from schema.answer import Basis, CaveatCode, Skill
from schema.calorie_estimate import (
    CalorieEstimate,
    CalorieEstimateArguments,
    ExpectedDayEnergy,
    ExpectedEnergy,
)
from schema.interval import Interval

FEWEST_WORKOUTS = 10
# What is told of errors is in the half-widths; they would be most of the model.
NOT_KEPT = np.zeros(0)
FEWEST_DAYS = 21  # each weekday three times


class DayModel(TypedDict):
    """The models of the whole day with and without strain, and the strains lived."""

    days: int
    lowest_strain: float
    highest_strain: float
    open_strain: DayEnergyState
    known_strain: DayEnergyState


class Model(TypedDict):
    """The models with and without strain, the activities that they know, and of whole days."""

    activities: list[str]
    open_strain: EnergyForecastState
    planned_strain: EnergyForecastState
    day: DayModel | None


def fit(history: History) -> Fitted:
    """Fit both models with their records.

    Parameters
    ----------
    history
        A person's history.

    Returns
    -------
    Fitted
        Arrays and plain values; `rows` are the workouts learned from.

    Raises
    ------
    TooLittleData
        Under 10 workouts with known energy.
    """
    rows = np.array(energetic(history), dtype=np.int64)
    if len(rows) < FEWEST_WORKOUTS:
        raise TooLittleData(f"{len(rows)} workouts with known energy")
    workouts = history.workouts
    minutes = np.asarray(workouts.duration_minutes)[rows]
    strain = np.asarray(workouts.strain)[rows]
    kind = np.asarray(workouts.activity, dtype=np.int64)[rows]
    energy = np.asarray(workouts.energy_kcal)[rows]

    def fitted(*columns: Floats) -> EnergyForecastState:
        state = fit_energy(
            EnergyTable(kind, len(history.activities), minutes, energy, np.column_stack(columns))
        )
        state["errors"] = state["mean_errors"] = NOT_KEPT
        return state

    model = Model(
        activities=list(history.activities),
        open_strain=fitted(np.log(minutes)),
        planned_strain=fitted(np.log(minutes), strain),
        day=_day_model(whole_days(history)),
    )
    return Fitted(dict(model), "random intercepts by activity", len(rows))


def infer(
    model: Model,
    history: History,
    used: Mapping[str, AnyConclusion],
    arguments: CalorieEstimateArguments,
) -> Conclusion[CalorieEstimate]:
    """Estimate the workout asked about, or the usual one, and the last day as a whole."""
    del used
    day, day_skill = _day(model["day"], history, arguments.day_strain)
    known = [
        activity
        for activity in known_activities(history)
        if activity.activity in model["activities"]
    ]
    try:
        planned = plan(history, known, arguments)
    except OutsideWhatWasLived as refused:
        finding = replace(finding_without(known, str(refused)), day=day)
        return Conclusion(finding, Basis.OWN_DATA, skill=day_skill)
    if planned is None:
        raise TooLittleData("0 workouts of an activity that the model knows")
    state = model["open_strain" if planned.strain is None else "planned_strain"]
    beats_average = state["kcal_error"] < state["mean_kcal_error"]
    count = next(item.workouts for item in known if item.activity == planned.activity)
    no_better = () if beats_average else (CaveatCode.NO_BETTER_THAN_AVERAGE,)
    return Conclusion(
        replace(
            finding_without(known, None),
            expected=_expected(
                state,
                model["activities"].index(planned.activity),
                planned,
                count,
                beats_average=beats_average,
            ),
            beats_average=beats_average,
            day=day,
        ),
        Basis.OWN_DATA,
        caveats=(CaveatCode.NOT_MEDICAL, *no_better),
        skill=(*_skill(state), *day_skill),
    )


def _expected(
    state: EnergyForecastState, kind: int, planned: Plan, count: int, *, beats_average: bool
) -> ExpectedEnergy:
    columns = [np.log(planned.minutes)]
    if planned.strain is not None:
        columns.append(planned.strain)
    forecast = forecast_energy(state, kind, np.array(columns), beats_mean=beats_average)
    return ExpectedEnergy(
        activity=planned.activity,
        minutes=planned.minutes,
        strain=planned.strain if beats_average else None,
        energy_kcal=round(forecast.rate * planned.minutes, 1),
        interval80=Interval(
            low=round(forecast.low * planned.minutes, 1),
            high=round(forecast.high * planned.minutes, 1),
        ),
        energy_kcal_per_minute=round(forecast.rate, 2),
        workouts=count,
        drawn_from_all=count < OWN_WORKOUTS,
    )


def _day_model(days: WholeDays) -> DayModel | None:
    if len(days.strain) < FEWEST_DAYS:
        return None
    return DayModel(
        days=len(days.strain),
        lowest_strain=float(days.strain.min()),
        highest_strain=float(days.strain.max()),
        open_strain=_fit_days(days, None),
        known_strain=_fit_days(days, days.strain),
    )


def _fit_days(days: WholeDays, strain: Floats | None) -> DayEnergyState:
    state = fit_day_energy(day_columns(days.weekday, strain), days.energy_kcal)
    state["errors"] = state["mean_errors"] = NOT_KEPT
    return state


def _day(
    model: DayModel | None, history: History, planned: float | None
) -> tuple[ExpectedDayEnergy | None, tuple[Skill, ...]]:
    """Return the energy to expect of the last day as a whole, and how such estimates did."""
    if model is None or history.last_on is None:
        return None, ()
    lowest, highest = model["lowest_strain"], model["highest_strain"]
    nothing = ExpectedDayEnergy(
        on=history.last_on,
        strain=planned,
        refusal=None,
        energy_kcal=None,
        interval80=None,
        days=model["days"],
        beats_average=False,
    )
    if planned is not None and not lowest <= planned <= highest:
        refusal = (
            f"Strain {planned:g} lies outside the days that were lived, {lowest:g} to {highest:g}; "
            "nothing can be learned about it."
        )
        return replace(nothing, refusal=refusal), ()
    return _estimated(model, nothing, _strain(model, history, planned))


def _strain(model: DayModel, history: History, planned: float | None) -> float | None:
    """Return the strain to reckon with: as planned, or recorded, within what was lived."""
    recorded = history.nights.strain[-1]
    if planned is not None or math.isnan(recorded):
        return planned
    return min(max(recorded, model["lowest_strain"]), model["highest_strain"])


def _estimated(
    model: DayModel, day: ExpectedDayEnergy, strain: float | None
) -> tuple[ExpectedDayEnergy, tuple[Skill, ...]]:
    state = model["open_strain" if strain is None else "known_strain"]
    weekday = np.array([day.on.weekday()])
    columns = day_columns(weekday, None if strain is None else np.array([strain]))[0]
    beats_average = state["kcal_error"] < state["mean_kcal_error"]
    told = forecast_day(state, columns, beats_mean=beats_average)
    expected = replace(
        day,
        strain=strain if beats_average else None,
        energy_kcal=round(told.kcal, 1),
        interval80=Interval(low=round(told.low, 1), high=round(told.high, 1)),
        beats_average=beats_average,
    )
    mean = ("mean energy of all days so far", state["mean_kcal_error"])
    return expected, (_against(mean, state["kcal_error"], state["n_errors"]),)


def _skill(state: EnergyForecastState) -> tuple[Skill, ...]:
    compared = (
        ("mean kcal a minute of the activity", state["mean_kcal_error"]),
        ("mean kcal a minute of all workouts", state["overall_kcal_error"]),
    )
    return tuple(_against(each, state["kcal_error"], state["n_errors"]) for each in compared)


def _against(naive: tuple[str, float], kcal_error: float, origins: int) -> Skill:
    name, error = naive
    return Skill(
        baseline_name=name,
        percent=round(100 * (1 - kcal_error / error), 1) if error > 0 else 0.0,
        mean_absolute_error=round(kcal_error, 2),
        baseline_mean_absolute_error=round(error, 2),
        origins=origins,
    )
