"""Load management: the present load beside the same person's past, and what plans add to it.

No figure is held against a range that is said to be good, since none has been shown to be: the
only yardstick is what this person has lived. Nothing is tested and nothing is claimed.
"""

from collections.abc import Mapping
from datetime import date, timedelta

import numpy as np

from ml.choices import Plan
from ml.conclusion import AnyConclusion, Conclusion
from ml.engines.arrays import Flags, Floats
from ml.engines.training_load import (
    ACUTE_WEIGHT,
    STRAIN,
    TrainingLoad,
    share_below,
    training_load,
    week_to_reach,
)
from ml.engines.workout_table import WorkoutTable, workout_table
from ml.history import History
from ml.insight import TooLittleData
from ml.insights.load_management import (
    EASE_SHARE,
    FOUR_WEEKS_DAYS,
    HOLD_SHARE,
    OWN_WEEKS_DAYS,
    WEEK_DAYS,
    strain_cost,
)
from ml.insights.recommendations import HIGH_SHARE
from ml.state import Load as WeeklyLoad
from ml.state import load as weekly_load
from schema.answer import Basis, CaveatCode
from schema.interval import Interval
from schema.load_management import (
    LoadAdvice,
    LoadManagement,
    LoadManagementArguments,
    LoadSeries,
    LoadUnit,
    OwnShares,
    PlannedStrainCost,
    PlannedWeek,
)
from schema.strain_tolerance import StrainTolerance

SHOWN_DAYS = 90
# A planned workout is like those of the same activity, or within two units of its strain.
LIKE_STRAIN = 2.0
FEWEST_LIKE_IT = 3
MIDDLE = 0.5


def infer(
    history: History,
    used: Mapping[str, AnyConclusion],
    arguments: LoadManagementArguments,
) -> Conclusion[LoadManagement]:
    """Lay the present load beside the person's own past.

    Parameters
    ----------
    history
        A person's history.
    used
        The conclusion of strain tolerance.
    arguments
        A day's strain that is planned, or none.

    Returns
    -------
    Conclusion
        Descriptive.

    Raises
    ------
    TooLittleData
        Without any day of known load.
    """
    load = training_load(history)
    known = np.isfinite(load.load)
    if not known.any():
        raise TooLittleData
    acute, chronic = float(load.acute[-1]), float(load.chronic[-1])
    own = int(known.sum()) >= OWN_WEEKS_DAYS and not np.isnan(acute)
    shares = _shares(load) if own else None
    advice = _advice(shares.acute_share, weekly_load(history)) if shares else None
    # A week is suggested to those who come down from a high load, and never towards more.
    down = advice in {LoadAdvice.HOLD, LoadAdvice.EASE}
    cost = _cost(history, used["strain_tolerance"], arguments.planned_strain)
    finding = LoadManagement(
        days=int(known.sum()),
        unit=LoadUnit.STRAIN if load.unit == STRAIN else LoadUnit.TRAINING_IMPULSE,
        acute=_known(acute),
        chronic=_known(chronic),
        difference=_known(acute - chronic),
        acute_chronic_ratio=_ratio(acute, chronic, warm=bool(load.chronic_warm[-1])),
        week_load=_known(load.week[-1]),
        week_change=_week_change(load.week),
        usual_week_load=_known(_usual_week(load)),
        monotony=_known(load.monotony[-1]),
        training_strain=_known(load.training_strain[-1]),
        own_shares=shares,
        advice=advice,
        suggested_week_load=_suggested(load) if down else None,
        planned_week=_planned(history, load, own=own),
        planned_strain=cost,
        series=_series(load),
    )
    caveats = [CaveatCode.NOT_MEDICAL]
    if cost is not None:
        caveats.append(CaveatCode.OBSERVED)
        caveats += [CaveatCode.POPULATION] if cost.basis is Basis.RULE else []
    if not known[-1]:
        caveats.append(CaveatCode.INCOMPLETE_DAY)
    return Conclusion(finding, Basis.OWN_DATA, caveats=tuple(caveats))


def _week_change(week: Floats) -> float | None:
    return _known(week[-1] - week[-1 - WEEK_DAYS]) if len(week) > WEEK_DAYS else None


def _shares(load: TrainingLoad) -> OwnShares:
    return OwnShares(
        acute_share=round(share_below(load.acute, float(load.acute[-1])), 3),
        week_share=_share(load.week),
        difference_share=_share(load.acute - load.chronic),
        monotony_share=_share(load.monotony),
        training_strain_share=_share(load.training_strain),
    )


def _share(values: Floats) -> float | None:
    last = float(values[-1])
    return None if np.isnan(last) else round(share_below(values, last), 3)


def _advice(share: float, week: WeeklyLoad | None) -> LoadAdvice:
    if share >= EASE_SHARE:
        return LoadAdvice.EASE
    # What `recommendations` asks to hold by the week's strain is not called usual here.
    held = week is not None and week.share >= HIGH_SHARE
    return LoadAdvice.HOLD if share >= HOLD_SHARE or held else LoadAdvice.AS_PLANNED


def _ratio(acute: float, chronic: float, *, warm: bool) -> float | None:
    # Without any load for weeks the ratio is of nothing.
    return _known(acute / chronic) if warm and chronic > 0 else None


def _usual_week(load: TrainingLoad) -> float:
    known = load.load[-FOUR_WEEKS_DAYS:]
    known = known[np.isfinite(known)]
    return WEEK_DAYS * float(known.mean()) if len(known) else np.nan


def _suggested(load: TrainingLoad) -> Interval:
    known = load.acute[np.isfinite(load.acute)]
    middle, upper = np.quantile(known, [MIDDLE, HOLD_SHARE]).tolist()
    now = float(load.acute[-1])
    low, high = (round(week_to_reach(now, target), 1) for target in (middle, upper))
    return Interval(low=low, high=high)


def _planned(history: History, load: TrainingLoad, *, own: bool) -> PlannedWeek | None:
    """Return what the plans of the coming 7 days come to, day by day."""
    today, acute = date.fromordinal(int(load.day[-1])), float(load.acute[-1])
    coming = [today + timedelta(days=ahead) for ahead in range(1, WEEK_DAYS + 1)]
    plans = [plan for plan in history.choices.plans if plan.day_on in coming]
    if not plans or np.isnan(acute):
        return None
    expected = [(plan.day_on, _expected(plan, history, load)) for plan in plans]
    rest = _day_of_rest(history, load)
    planned = {
        day: [each for day_on, each in expected if day_on == day and each is not None]
        for day in coming
    }
    loads = {day: _day_load(load.unit, rest, planned[day]) for day in coming}
    counted = [day for day in coming if planned[day]]
    for day in coming:
        acute += ACUTE_WEIGHT * (loads[day] - acute)
    return PlannedWeek(
        days_on=counted,
        loads=[round(loads[day], 1) for day in counted],
        week_load=round(sum(loads.values()), 1),
        acute_after=round(acute, 2),
        acute_after_share=round(share_below(load.acute, acute), 3) if own else None,
        not_counted=sum(each is None for _, each in expected),
    )


def _day_load(unit: str, rest: float, workouts: list[float]) -> float:
    """Return a day's load; impulses add up, and a day's strain is that of its hardest workout."""
    return max([rest, *workouts]) if unit == STRAIN else sum(workouts)


def _expected(plan: Plan, history: History, load: TrainingLoad) -> float | None:
    """Return the median load of own workouts like a planned one; None with too few of them."""
    done = workout_table(history)
    of_unit = done.strain if load.unit == STRAIN else done.trimp
    if load.unit == STRAIN and plan.strain is not None:
        return plan.strain
    like = np.isfinite(of_unit) & _like(plan, history, done)
    if like.sum() < FEWEST_LIKE_IT:
        return None
    return float(np.median(of_unit[like]))


def _like(plan: Plan, history: History, done: WorkoutTable) -> Flags:
    if plan.strain is not None:
        return np.abs(done.strain - plan.strain) <= LIKE_STRAIN
    if plan.activity in history.activities:
        return done.activity == history.activities.index(plan.activity)
    return np.zeros(len(done.day), dtype=np.bool_)


def _day_of_rest(history: History, load: TrainingLoad) -> float:
    """Return the median load of own days without a workout, or of all where each had one."""
    trained = np.isin(load.day, np.asarray(history.workouts.day, dtype=np.int64))
    known = np.isfinite(load.load)
    rested = load.load[known & ~trained]
    return float(np.median(rested if len(rested) else load.load[known]))


def _cost(
    history: History, tolerance: AnyConclusion, strain: float | None
) -> PlannedStrainCost | None:
    if strain is None:
        return None
    finding: StrainTolerance | None = tolerance.finding
    slope = finding.slope if finding else None
    # Without a slope of the person's own, what is told is other people's.
    if slope is None or slope.own_points_per_unit is None:
        return strain_cost(strain, history, None)
    interval = slope.interval90
    return strain_cost(strain, history, (slope.points_per_unit, interval.low, interval.high))


def _series(load: TrainingLoad) -> LoadSeries:
    known = np.flatnonzero(np.isfinite(load.load + load.acute))
    shown = known[known >= len(load.load) - SHOWN_DAYS]
    return LoadSeries(
        days_on=[date.fromordinal(day) for day in load.day[shown].tolist()],
        load=np.round(load.load[shown], 1).tolist(),
        acute=np.round(load.acute[shown], 2).tolist(),
    )


def _known(value: float) -> float | None:
    return None if np.isnan(value) else round(float(value), 2)
