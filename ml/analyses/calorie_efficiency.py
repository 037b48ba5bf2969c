"""Calorie efficiency: energy at equal minutes and load, and speed at a heart rate.

All is told as of the fit; the model is what is told, as plain values.
"""

from collections.abc import Mapping
from datetime import date
from typing import TypedDict

import numpy as np

from ml.conclusion import AnyConclusion, Conclusion
from ml.engines.arrays import Floats, Ordinals
from ml.engines.energy_efficiency import EqualLoad, energy_at_equal_load, geometric_mean
from ml.engines.weekly_trend import weekly_medians, weekly_trend
from ml.engines.workout_table import WorkoutTable, workout_table
from ml.history import History
from ml.insight import Fitted, TooLittleData
from ml.insights.calorie_efficiency import OWN_WORKOUTS, SHORTEST_MINUTES, loaded, ranked
from schema.answer import Basis, CaveatCode
from schema.arguments import NoArguments
from schema.calorie_efficiency import (
    ActivityEfficiency,
    AerobicEfficiency,
    CalorieEfficiency,
    EightWeekChange,
    WeeklyEfficiency,
)
from schema.interval import Interval

FEWEST_WORKOUTS = 15
# Half a year of weeks to plot; the change is told over the last eight of them.
PLOTTED_WEEKS = 26
CLEAR_P = 0.05


class LevelState(TypedDict):
    """A level with its 90 % interval, and how many workouts it stands on."""

    activity: str
    workouts: int
    value: float
    low: float
    high: float
    at_lived_load: bool


class ChangeState(TypedDict):
    """A change of logarithms over eight weeks."""

    change: float
    low: float
    high: float
    p_value: float
    weeks: int


class AerobicState(TypedDict):
    """Meters per heartbeat of an activity, and how they changed."""

    level: LevelState
    change: ChangeState | None


class Model(TypedDict):
    """Levels, weeks and changes as plain values; energies a minute, changes in logarithms."""

    minutes: float
    load: float
    levels: list[LevelState]
    left_out: int
    change: ChangeState | None
    week_ends: list[int]
    week_medians: list[float]
    week_counts: list[int]
    aerobic: list[AerobicState]


def fit(history: History) -> Fitted:
    """Estimate the levels, and whether they drifted over the last 8 weeks.

    Parameters
    ----------
    history
        A person's history.

    Returns
    -------
    Fitted
        Plain values; `rows` are the workouts compared.

    Raises
    ------
    TooLittleData
        Under 15 workouts with known energy and heart rate zones.
    """
    rows = np.array(loaded(history), dtype=np.int64)
    if len(rows) < FEWEST_WORKOUTS:
        raise TooLittleData(f"{len(rows)} workouts with known energy and heart rate zones")
    table = workout_table(history)
    energy, minutes, load = table.energy_kcal[rows], table.minutes[rows], table.trimp[rows]
    n_kinds, kind = len(history.activities), table.activity[rows]
    found = energy_at_equal_load(energy, kind, minutes, load, n_kinds)
    levels = _levels(found, kind, history)
    day, last_day = table.day[rows], _last_day(history)
    weeks = weekly_medians(day, found.residual, last_day, PLOTTED_WEEKS)
    model = Model(
        minutes=found.minutes,
        load=found.load,
        levels=levels,
        left_out=len(np.unique(kind)) - len(levels),
        change=_change(day, found.residual, last_day),
        week_ends=weeks.last_day.tolist(),
        week_medians=weeks.median.tolist(),
        week_counts=weeks.count.tolist(),
        aerobic=_aerobic(table, history),
    )
    return Fitted(dict(model), "random intercepts by activity", len(rows))


def infer(
    model: Model,
    history: History,
    used: Mapping[str, AnyConclusion],
    arguments: NoArguments,
) -> Conclusion[CalorieEfficiency]:
    """Say what is credited at equal load, and how it changed."""
    del history, used, arguments
    finding = CalorieEfficiency(
        minutes=round(model["minutes"], 1),
        load=round(model["load"], 1),
        activities=ranked(
            [
                ActivityEfficiency(
                    activity=level["activity"],
                    workouts=level["workouts"],
                    energy_kcal_per_minute=round(level["value"], 2),
                    interval90=_interval(level),
                    at_lived_load=level["at_lived_load"],
                )
                for level in model["levels"]
            ]
        ),
        left_out=model["left_out"],
        change=_told(model["change"]),
        weekly=WeeklyEfficiency(
            ends_on=[date.fromordinal(day) for day in model["week_ends"]],
            percent=[_percent(median) for median in model["week_medians"]],
            workouts=model["week_counts"],
        ),
        aerobic=[
            AerobicEfficiency(
                activity=state["level"]["activity"],
                workouts=state["level"]["workouts"],
                meters_per_heartbeat=round(state["level"]["value"], 3),
                interval90=_interval(state["level"], digits=3),
                change=_told(state["change"]),
            )
            for state in model["aerobic"]
        ],
    )
    return Conclusion(
        finding, Basis.OWN_DATA, caveats=(CaveatCode.NOT_MEDICAL, CaveatCode.OBSERVED)
    )


def _levels(found: EqualLoad, kind: Ordinals, history: History) -> list[LevelState]:
    """Return the energy a minute of each activity with at least 5 workouts."""
    counts = np.bincount(kind, minlength=len(history.activities))
    return [
        LevelState(
            activity=history.activities[number],
            workouts=int(counts[number]),
            value=float(found.energy[number]) / found.minutes,
            low=float(found.low[number]) / found.minutes,
            high=float(found.high[number]) / found.minutes,
            at_lived_load=bool(found.lived[number]),
        )
        for number in np.flatnonzero(counts >= OWN_WORKOUTS)
    ]


def _last_day(history: History) -> int:
    """Return the last day with data of any kind."""
    return max(*history.nights.day[-1:], *history.workouts.day[-1:], 0)


def _change(day: Ordinals, residual: Floats, last_day: int) -> ChangeState | None:
    trend = weekly_trend(day, residual, last_day)
    if trend is None:
        return None
    return ChangeState(
        change=trend.change,
        low=trend.low,
        high=trend.high,
        p_value=trend.p_value,
        weeks=trend.n_weeks,
    )


def _aerobic(table: WorkoutTable, history: History) -> list[AerobicState]:
    """Return meters per heartbeat of each activity with at least 5 workouts with a distance."""
    beats = table.minutes * table.average_heart_rate_bpm
    usable = (table.minutes >= SHORTEST_MINUTES) & (table.distance_meters > 0) & (beats > 0)
    counts = np.bincount(table.activity[usable], minlength=len(history.activities))
    states: list[AerobicState] = []
    for number in np.argsort(-counts, kind="stable"):
        if counts[number] < OWN_WORKOUTS:
            break
        rows = usable & (table.activity == number)
        mean = geometric_mean(table.distance_meters[rows] / beats[rows])
        level = LevelState(
            activity=history.activities[number],
            workouts=int(counts[number]),
            value=mean.value,
            low=mean.low,
            high=mean.high,
            at_lived_load=True,
        )
        change = _change(table.day[rows], mean.residual, _last_day(history))
        states.append(AerobicState(level=level, change=change))
    return states


def _told(state: ChangeState | None) -> EightWeekChange | None:
    if state is None:
        return None
    return EightWeekChange(
        percent=_percent(state["change"]),
        interval90=Interval(low=_percent(state["low"]), high=_percent(state["high"])),
        p_value=round(state["p_value"], 4),
        beyond_noise=state["p_value"] <= CLEAR_P,
        weeks=state["weeks"],
    )


def _interval(level: LevelState, digits: int = 2) -> Interval:
    return Interval(low=round(level["low"], digits), high=round(level["high"], digits))


def _percent(logarithm: float) -> float:
    return round(100 * float(np.expm1(logarithm)), 1)
