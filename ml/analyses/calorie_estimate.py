"""Calorie estimate: kcal a minute from activity, duration and, where it is planned, strain.

Two models, with and without strain, since a workout whose strain is not known yet is another
question with a wider answer. Where the model was no nearer than the activity's mean kcal a minute
on the person's own past, that mean is shown.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import TypedDict

import numpy as np

from ml.conclusion import AnyConclusion, Conclusion
from ml.engines.arrays import Floats
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
from schema.calorie_estimate import CalorieEstimate, CalorieEstimateArguments, ExpectedEnergy
from schema.interval import Interval

FEWEST_WORKOUTS = 10


class Model(TypedDict):
    """The models with and without strain, and the activities that they know."""

    activities: list[str]
    open_strain: EnergyForecastState
    planned_strain: EnergyForecastState


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
        return fit_energy(
            EnergyTable(kind, len(history.activities), minutes, energy, np.column_stack(columns))
        )

    model = Model(
        activities=list(history.activities),
        open_strain=fitted(np.log(minutes)),
        planned_strain=fitted(np.log(minutes), strain),
    )
    return Fitted(dict(model), "random intercepts by activity", len(rows))


def infer(
    model: Model,
    history: History,
    used: Mapping[str, AnyConclusion],
    arguments: CalorieEstimateArguments,
) -> Conclusion[CalorieEstimate]:
    """Estimate the workout asked about, or the usual one."""
    del used
    known = [
        activity
        for activity in known_activities(history)
        if activity.activity in model["activities"]
    ]
    try:
        planned = plan(history, known, arguments)
    except OutsideWhatWasLived as refused:
        return Conclusion(finding_without(known, str(refused)), Basis.OWN_DATA)
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
        ),
        Basis.OWN_DATA,
        caveats=(CaveatCode.NOT_MEDICAL, *no_better),
        skill=_skill(state),
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


def _skill(state: EnergyForecastState) -> tuple[Skill, ...]:
    compared = (
        ("mean kcal a minute of the activity", state["mean_kcal_error"]),
        ("mean kcal a minute of all workouts", state["overall_kcal_error"]),
    )
    return tuple(
        Skill(
            baseline_name=name,
            percent=round(100 * (1 - state["kcal_error"] / error), 1) if error > 0 else 0.0,
            mean_absolute_error=round(state["kcal_error"], 2),
            baseline_mean_absolute_error=round(error, 2),
            origins=len(state["errors"]),
        )
        for name, error in compared
    )
