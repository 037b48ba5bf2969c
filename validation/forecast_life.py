"""A person's evenings, and what they were told on each: of tomorrow, of a what-if, of the week.

Each evening the analyses that the server runs are fitted on the history as it stood, going on from
the fit of the evening before as the server does, and what they say is laid beside what came.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from ml.analyses import recovery_forecast, recovery_prediction
from ml.conclusion import AnyConclusion, Conclusion
from ml.engines.arrays import Floats, Ordinals
from ml.engines.horizon import DAYS_AHEAD
from ml.engines.night_table import NightTable, night_table
from ml.history import History
from ml.insight import Kept, TooLittleData
from schema.answer import Basis
from schema.interval import Interval
from schema.recovery_forecast import RecoveryForecastArguments
from schema.recovery_prediction import RecoveryPrediction, RecoveryPredictionArguments
from validation.naive_forecasts import told_each_evening

# Before that the prediction has no model of its own.
FIRST_NIGHT = 20
# Every evening: what a person has of coverage is known to a few percentage points only then.
STRIDE = 1
COVERED = ("interval50", "interval80", "interval90")
COLOURS = ("red_probability", "green_probability")
RED_AT_MOST, GREEN_FROM = 33, 67  # WHOOP's colours
NOTHING_LEARNED: AnyConclusion = Conclusion(None, Basis.RULE)


@dataclass(frozen=True, eq=False)
class Told:
    """What was told of mornings, and what came; shape (mornings,) throughout.

    Parameters
    ----------
    night
        How many nights were known by then.
    outcome, point
        Recovery, and the forecast of it.
    inside
        Whether it lay in the interval, by the interval's name.
    probability, usual
        Of a colour, as told and as its share so far, by the colour's name.
    """

    night: Ordinals
    outcome: Floats
    point: Floats
    inside: Mapping[str, Floats]
    probability: Mapping[str, Floats]
    usual: Mapping[str, Floats]


@dataclass(frozen=True, eq=False)
class Week:
    """What was told of the mornings after the next; shape (evenings, 6), NaN where nothing came.

    Parameters
    ----------
    error, mean_error
        Absolute errors of the forecast and of the running mean.
    inside90
        1 where it lay in the 90 % interval, else 0.
    """

    error: Floats
    mean_error: Floats
    inside90: Floats


@dataclass(frozen=True, eq=False)
class ForecastLife:
    """A person's evenings; `naive` by name, on the evenings of `evening`."""

    evening: Told
    naive: Mapping[str, Floats]
    what_if: Told
    what_if_naive: Mapping[str, Floats]
    week: Week


@dataclass(frozen=True)
class _Morning:
    row: int
    night: int
    evening: RecoveryPrediction
    what_if: RecoveryPrediction | None
    week: tuple[Floats, Floats, Floats] | None


def live_with_forecasts(history: History, stride: int = STRIDE) -> ForecastLife | None:
    """Live through a person's evenings; None where there are none to learn from."""
    table = night_table(history)
    mornings = list(_mornings(history, table, stride))
    if not mornings:
        return None
    naive = told_each_evening(table.recovery_percent, [each.row for each in mornings])
    asked = [place for place, each in enumerate(mornings) if each.what_if is not None]
    weeks = [each.week for each in mornings if each.week is not None]
    error, mean_error, inside = (
        np.array([week[part] for week in weeks]).reshape(-1, DAYS_AHEAD - 1) for part in range(3)
    )
    return ForecastLife(
        evening=_told(table, [(each, each.evening) for each in mornings]),
        naive=naive,
        what_if=_told(table, [(each, each.what_if) for each in mornings if each.what_if]),
        what_if_naive={name: told[asked] for name, told in naive.items()},
        week=Week(error, mean_error, inside),
    )


def _mornings(history: History, table: NightTable, stride: int) -> "list[_Morning]":
    recorded = set(history.nights.day)
    known = np.cumsum(table.comparable)
    rows = [
        row
        for row in range(len(table.day) - 1)
        if known[row] >= FIRST_NIGHT
        and int(table.day[row]) in recorded
        and table.comparable[row + 1]
    ]
    kept: dict[str, Kept] = {}
    return [_morning(history, table, row, int(known[row]), kept) for row in rows[::stride]]


def _morning(
    history: History, table: NightTable, row: int, night: int, kept: dict[str, Kept]
) -> _Morning:
    day = date.fromordinal(int(table.day[row]))
    then = history.until(day)
    fitted = recovery_prediction.fit(then, kept.get("prediction"))
    kept["prediction"] = Kept(fitted.model, day)

    def predicted(arguments: RecoveryPredictionArguments) -> Conclusion[RecoveryPrediction]:
        return recovery_prediction.infer(fitted.model, then, {}, arguments)  # pyright: ignore[reportArgumentType] as `fit` wrote it

    evening = predicted(RecoveryPredictionArguments())
    asked = _night_as_it_was(table, row + 1)
    what_if = None if asked is None else predicted(asked).finding
    if evening.finding is None:
        raise TooLittleData(f"nothing was told after {night} nights")
    return _Morning(
        row=row,
        night=night,
        evening=evening.finding,
        what_if=what_if if what_if and what_if.refusal is None else None,
        week=_week(then, table, row, evening, kept),
    )


def _night_as_it_was(table: NightTable, row: int) -> RecoveryPredictionArguments | None:
    """Return the question about the night that came; None where it was not recorded."""
    bedtime, asleep = float(table.bedtime_hours[row]), float(table.asleep_minutes[row])
    if not (np.isfinite(bedtime) and 120 <= asleep <= 960):
        return None
    minutes = round(bedtime * 60) % (24 * 60)
    return RecoveryPredictionArguments(f"{minutes // 60:02d}:{minutes % 60:02d}", round(asleep))


def _week(
    then: History,
    table: NightTable,
    row: int,
    evening: Conclusion[RecoveryPrediction],
    kept: dict[str, Kept],
) -> tuple[Floats, Floats, Floats] | None:
    """Return errors of the mornings after the next, of the mean, and whether they were covered."""
    try:
        fitted = recovery_forecast.fit(then, kept.get("week"))
    except TooLittleData:
        return None
    kept["week"] = Kept(fitted.model, date.fromordinal(int(table.day[row])))
    used = {"recovery_prediction": evening, "strain_tolerance": NOTHING_LEARNED}
    told = recovery_forecast.infer(fitted.model, then, used, RecoveryForecastArguments())  # pyright: ignore[reportArgumentType] as `fit` wrote it
    if told.finding is None:
        return None
    path = told.finding.path
    came = np.full(DAYS_AHEAD, np.nan)
    after = table.recovery_percent[row + 1 : row + 1 + DAYS_AHEAD]
    came[: len(after)] = after
    mean = float(np.nanmean(table.recovery_percent[: row + 1]))
    inside = (np.array(path.low90) <= came) & (came <= np.array(path.high90))
    return (
        np.abs(came - np.array(path.recovery_percent))[1:],
        np.abs(came - mean)[1:],
        np.where(np.isfinite(came), inside, np.nan)[1:],
    )


def _told(table: NightTable, mornings: list[tuple[_Morning, RecoveryPrediction]]) -> Told:
    outcome = table.recovery_percent[[each.row + 1 for each, _ in mornings]]
    found = [found for _, found in mornings]

    def covered(name: str) -> Floats:
        intervals: list[Interval] = [getattr(each, name) for each in found]
        return np.array(
            [each.low <= came <= each.high for each, came in zip(intervals, outcome, strict=True)],
            dtype=np.float64,
        )

    return Told(
        night=np.array([each.night for each, _ in mornings], dtype=np.int64),
        outcome=outcome,
        point=np.array([each.recovery_percent for each in found]),
        inside={name: covered(name) for name in COVERED},
        probability={name: np.array([getattr(each, name) for each in found]) for name in COLOURS},
        usual={
            name: np.array([_share_so_far(table, each.row, name) for each, _ in mornings])
            for name in COLOURS
        },
    )


def came(name: str, outcome: Floats) -> Floats:
    """Return 1 where a recovery is of the colour, else 0."""
    is_it = outcome <= RED_AT_MOST if name == COLOURS[0] else outcome >= GREEN_FROM
    return is_it.astype(np.float64)


def _share_so_far(table: NightTable, row: int, name: str) -> float:
    before = table.recovery_percent[: row + 1]
    return float(came(name, before[np.isfinite(before)]).mean())
