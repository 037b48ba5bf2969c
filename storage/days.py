"""Days out of cycles: one a local date of waking, its longest sleep in front."""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import date, datetime, time, timedelta
from math import nan

from ml.history import Floats, Nights
from storage.night_rows import CycleRow, SleepRow

_OF_CYCLE = (
    "recovery_percent",
    "hrv_rmssd_ms",
    "resting_heart_rate_bpm",
    "skin_temperature_celsius",
    "blood_oxygen_percent",
    "average_heart_rate_bpm",
)
_OF_SLEEP = (
    "respiratory_rate_rpm",
    "asleep_minutes",
    "in_bed_minutes",
    "light_sleep_minutes",
    "deep_sleep_minutes",
    "rem_sleep_minutes",
    "awake_minutes",
    "sleep_need_minutes",
    "sleep_debt_minutes",
    "sleep_efficiency_percent",
    "sleep_consistency_percent",
)


def nights(cycles: Iterable[CycleRow], sleeps: Iterable[SleepRow]) -> Nights:
    """Return one entry a day, oldest first.

    Where two cycles wake on one date, the one with the longest sleep gives recovery and sleep;
    energy adds up, and strain, which does not add, is the larger.
    """
    of_cycle: dict[datetime, list[SleepRow]] = defaultdict(list)
    for sleep in sleeps:
        of_cycle[sleep.cycle_started_at].append(sleep)
    of_day: dict[date, list[CycleRow]] = defaultdict(list)
    for cycle in cycles:
        of_day[cycle.day_on].append(cycle)
    columns: dict[str, Floats] = {
        field.name: array("d") for field in fields(Nights) if field.name != "day"
    }
    for day in sorted(of_day):
        values = _day(day, of_day[day], of_cycle)
        for name, column in columns.items():
            column.append(_number(values[name]))
    return Nights(day=array("q", (day.toordinal() for day in sorted(of_day))), **columns)


def main_sleep(sleeps: Iterable[SleepRow]) -> SleepRow | None:
    """Return the longest sleep that is no nap."""
    night_sleeps = (sleep for sleep in sleeps if not sleep.is_nap)
    return max(night_sleeps, key=lambda sleep: sleep.asleep_minutes or 0, default=None)


def main_cycle(cycles: Sequence[CycleRow], of_cycle: dict[datetime, list[SleepRow]]) -> CycleRow:
    """Return the cycle of a day that holds its longest sleep."""

    def asleep(cycle: CycleRow) -> tuple[float, datetime]:
        sleep = main_sleep(of_cycle.get(cycle.started_at, []))
        return (sleep.asleep_minutes or 0 if sleep else -1, cycle.started_at)

    return max(cycles, key=asleep)


def hours_after_midnight(moment: datetime, day: date, offset_minutes: int) -> float:
    """Return the clock hours of an instant after the local midnight that begins `day`."""
    midnight = datetime.combine(day, time(), moment.tzinfo) - timedelta(minutes=offset_minutes)
    return (moment - midnight).total_seconds() / 3600


def _day(
    day: date, cycles: Sequence[CycleRow], of_cycle: dict[datetime, list[SleepRow]]
) -> dict[str, float | None]:
    cycle = main_cycle(cycles, of_cycle)
    sleep = main_sleep(of_cycle.get(cycle.started_at, []))
    naps = [
        nap.asleep_minutes or 0
        for each in cycles
        for nap in of_cycle.get(each.started_at, [])
        if nap.is_nap
    ]
    values: dict[str, float | None] = {
        "utc_offset_minutes": cycle.utc_offset_minutes,
        "sleep_onset_hours": None,
        "wake_onset_hours": None,
        "nap_minutes": sum(naps),
        "strain": _largest(each.strain for each in cycles),
        "max_heart_rate_bpm": _largest(each.max_heart_rate_bpm for each in cycles),
        "energy_kcal": _sum(each.energy_kcal for each in cycles),
        **{name: getattr(cycle, name) for name in _OF_CYCLE},
        **{name: getattr(sleep, name) if sleep else None for name in _OF_SLEEP},
    }
    if sleep and sleep.wake_at:
        offset = sleep.utc_offset_minutes
        values["sleep_onset_hours"] = hours_after_midnight(sleep.onset_at, day, offset)
        values["wake_onset_hours"] = hours_after_midnight(sleep.wake_at, day, offset)
    return values


def _largest(values: Iterable[float | None]) -> float | None:
    return max((value for value in values if value is not None), default=None)


def _sum(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def _number(value: float | None) -> float:
    return nan if value is None else value
