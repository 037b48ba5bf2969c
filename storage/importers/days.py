"""The day of a cycle: the local date of waking from its main sleep."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from storage.importers.records import Value

# The middle of a day that is still running, or whose end an export does not tell.
OPEN_CYCLE_MIDDLE = timedelta(hours=12)


def day_on(cycle: Mapping[str, Value], sleeps: Iterable[Mapping[str, Value]]) -> date:
    """Return the day of a cycle, in its own offset from UTC.

    The main sleep is the longest one that is no nap; without one the day is that of the cycle's
    middle.
    """
    nights = [
        (_asleep_minutes(sleep), _instant(sleep["onset_at"]), wake_at)
        for sleep in sleeps
        if not sleep.get("is_nap") and isinstance(wake_at := sleep.get("wake_at"), datetime)
    ]
    instant = max(nights)[-1] if nights else _middle(cycle)
    offset = cycle["utc_offset_minutes"]
    if not isinstance(offset, int):
        raise TypeError(f"a cycle's offset from UTC is {offset!r}")
    return (instant + timedelta(minutes=offset)).date()


def _asleep_minutes(sleep: Mapping[str, Value]) -> float:
    asleep = sleep.get("asleep_minutes")
    return asleep if isinstance(asleep, float) else 0.0


def _middle(cycle: Mapping[str, Value]) -> datetime:
    started_at, ended_at = _instant(cycle["started_at"]), cycle.get("ended_at")
    if not isinstance(ended_at, datetime):
        return started_at + OPEN_CYCLE_MIDDLE
    return started_at + (ended_at - started_at) / 2


def _instant(value: Value) -> datetime:
    if not isinstance(value, datetime):
        raise TypeError(f"{value!r} is no instant")
    return value
