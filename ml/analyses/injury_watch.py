"""Injury watch: flags by the own past, with their numbers and their own base rate.

There are no injuries to learn from (a few yes among thousands of answers), so nothing is learned
and nothing predicted. What the person has logged is laid beside the load before it, as a diary.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import date

import numpy as np

from ml.conclusion import AnyConclusion, Conclusion
from ml.engines.arrays import Floats, Ordinals
from ml.engines.level_series import level_series
from ml.engines.load_flags import (
    HIGH_LOAD,
    LOW_HRV,
    LOW_RECOVERIES,
    MONOTONOUS_LOAD,
    PERCENTILE_DAYS,
    LoadFlags,
    load_flags,
)
from ml.engines.night_table import NightTable, night_table
from ml.engines.training_load import TrainingLoad, share_below, training_load
from ml.history import History
from ml.insight import TooLittleData
from ml.insights.injury_watch import CAVEATS, NONE, low_recoveries
from ml.level_signals import HRV
from schema.answer import Basis
from schema.arguments import NoArguments
from schema.injury_watch import (
    EventDiary,
    FlagCombinations,
    FlagState,
    InjuryWatch,
    LoggedEvent,
    WatchFlag,
)

# In the order of the engine's columns.
NAMES = (
    WatchFlag.HIGH_LOAD,
    WatchFlag.LOW_HRV,
    WatchFlag.LOW_RECOVERIES,
    WatchFlag.MONOTONOUS_LOAD,
)
QUESTIONS = {"injury": LoggedEvent.INJURY, "illness": LoggedEvent.ILLNESS}
MOST_EVENTS = 50
# A yes within so many days of another is the same injury or illness.
SAME_WITHIN_DAYS = 7


def infer(
    history: History, used: Mapping[str, AnyConclusion], arguments: NoArguments
) -> Conclusion[InjuryWatch]:
    """Count the flags of the last day, and how often they occurred before.

    Parameters
    ----------
    history
        A person's history.
    used
        Nothing.
    arguments
        None.

    Returns
    -------
    Conclusion
        Descriptive.

    Raises
    ------
    TooLittleData
        Without any day of known load.
    """
    del used, arguments
    load, table = training_load(history), night_table(history)
    if not np.isfinite(load.load).any():
        raise TooLittleData
    found = load_flags(table, load, _ln_hrv(history, len(table.day)))
    finding = InjuryWatch(
        days=int(np.isfinite(load.load).sum()),
        flags_raised=int(np.nansum(found.flags[-1])),
        flags=[_high_load(found, load), _low_hrv(found), _low(found), _monotonous(found, load)],
        combinations=_combinations(found),
        diary=_diary(table, load, found),
    )
    return Conclusion(finding, Basis.OWN_DATA, caveats=CAVEATS)


def _ln_hrv(history: History, n_days: int) -> Floats:
    """Return ln HRV by day; nights of another strap are not compared with."""
    series = level_series(history, HRV)
    return np.concatenate([np.full(n_days - len(series.values), np.nan), series.values])


def _state(
    flag: int, found: LoadFlags, numbers: tuple[float, float], text: tuple[str, str]
) -> FlagState:
    """Return a flag with its value and threshold; told without numbers where it is not known."""
    known = bool(found.known[flag])
    value, threshold = (round(number, 1) if known else None for number in numbers)
    unit, told = text
    return FlagState(
        flag=NAMES[flag],
        raised=bool(found.flags[-1, flag]) if known else None,
        value=value,
        threshold=threshold,
        unit=unit,
        text=told if known else _unknown(flag, numbers[1]),
    )


def _unknown(flag: int, threshold: float) -> str:
    if flag == LOW_HRV:
        return "Too few nights of HRV are known."
    if np.isnan(threshold):
        return f"Own percentiles need {PERCENTILE_DAYS} days."
    alike = ", or all are alike" * (flag == MONOTONOUS_LOAD)
    return f"Too few of your last 7 days have a known load{alike}."


def _high_load(found: LoadFlags, load: TrainingLoad) -> FlagState:
    acute, high = float(load.acute[-1]), found.high_load
    told = (
        f"Your acute load is {acute:.1f} ({load.unit} a day); 95 of 100 of your days are under "
        f"{high:.1f}."
    )
    return _state(HIGH_LOAD, found, (acute, high), (f"{load.unit} a day", told))


def _low_hrv(found: LoadFlags) -> FlagState:
    week, before, high = (
        float(column[-1]) for column in (found.hrv.week, found.hrv.baseline, found.hrv.high)
    )
    # The band's lower end: where the week's mean would have to lie for its interval to end at 0.
    mean, end, usual = np.exp([week, week - high, before]).tolist()
    told = (
        f"Your mean HRV of the last 7 nights is {mean:.0f} ms; before, it was {usual:.0f} ms, and "
        f"9 of 10 weeks lie within a band that ends at {end:.0f} ms."
    )
    return _state(LOW_HRV, found, (mean, end), ("ms", told))


def _low(found: LoadFlags) -> FlagState:
    count = int(found.n_low[-1]) if found.known[LOW_RECOVERIES] else None
    return low_recoveries(count, found.low_at_most)


def _monotonous(found: LoadFlags, load: TrainingLoad) -> FlagState:
    monotony, week = float(load.monotony[-1]), float(load.week[-1])
    told = (
        f"Your week's monotony is {monotony:.1f} (mean over standard deviation; 90 of 100 of your "
        f"days are under {found.high_monotony:.1f}), with a load of {week:.0f} against your "
        f"median of {found.middle_week:.0f}."
    )
    numbers = monotony, found.high_monotony
    return _state(MONOTONOUS_LOAD, found, numbers, ("mean over standard deviation", told))


def _combinations(found: LoadFlags) -> FlagCombinations | None:
    """Count each combination of the flags known today over the days on which all were known."""
    columns = np.flatnonzero(found.known)
    if not len(columns):
        return None
    known = np.isfinite(found.flags[:, columns]).all(axis=1)
    days = [
        "+".join(NAMES[flag].name for flag in columns[row > 0].tolist()) or NONE
        for row in found.flags[known][:, columns]
    ]
    counts = Counter(days)
    ordered = sorted(counts, key=lambda name: (-counts[name], name))
    return FlagCombinations(
        combinations=ordered,
        days=[counts[name] for name in ordered],
        days_known=len(days),
        today=days[-1],
        today_days=counts[days[-1]],
    )


def _diary(table: NightTable, load: TrainingLoad, found: LoadFlags) -> EventDiary | None:
    """Return the load on the evening before the day for which each event was first logged."""
    lines = [
        (date.fromordinal(day), event, float(load.acute[row]), int(np.nansum(found.flags[row])))
        for day, event in _events(table)
        if (row := day - 1 - int(load.day[0])) >= 0 and np.isfinite(load.acute[row])
    ][-MOST_EVENTS:][::-1]
    if not lines:
        return None
    return EventDiary(
        days_on=[day for day, _, _, _ in lines],
        events=[event for _, event, _, _ in lines],
        acute_load=[round(acute, 2) for _, _, acute, _ in lines],
        acute_share=[round(share_below(load.acute, acute), 3) for _, _, acute, _ in lines],
        flags_raised=[raised for _, _, _, raised in lines],
    )


def _events(table: NightTable) -> list[tuple[int, LoggedEvent]]:
    """Return the first day of each injury and illness; an answer is of the day before its night."""
    found = [
        (day - 1, event)
        for name, event in QUESTIONS.items()
        if name in table.habits.names
        for day in _begun(table.day[table.habits.column(name) == 1]).tolist()
    ]
    return sorted(found, key=lambda each: (each[0], each[1].name))


def _begun(day: Ordinals) -> Ordinals:
    return day[np.diff(day, prepend=-SAME_WITHIN_DAYS) >= SAME_WITHIN_DAYS]
