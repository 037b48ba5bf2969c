"""The day of a cycle: the local date of waking from its main sleep."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta

from storage.importers.records import Value

# The middle of a day that is still running, or whose end an export does not tell.
OPEN_CYCLE_MIDDLE = timedelta(hours=12)


def day_on(cycle: Mapping[str, Value], sleeps: Iterable[Mapping[str, Value]]) -> date:
    """Return the day of a cycle, in its own offset from UTC.

    The main sleep is the longest one that is no nap; without one the day is that of the cycle's
    middle.
    """
    match cycle:
        case {"started_at": datetime() as started_at, "utc_offset_minutes": int(offset)}:
            wakes = [(_asleep_minutes(sleep), wake_at) for sleep, wake_at in _nights(sleeps)]
            instant = max(wakes)[1] if wakes else _middle(started_at, cycle.get("ended_at"))
            return (instant + timedelta(minutes=offset)).date()
        case _:
            raise TypeError("a cycle has a start and an offset from UTC")


def _nights(
    sleeps: Iterable[Mapping[str, Value]],
) -> Iterator[tuple[Mapping[str, Value], datetime]]:
    for sleep in sleeps:
        wake_at = sleep.get("wake_at")
        if isinstance(wake_at, datetime) and not sleep.get("is_nap"):
            yield sleep, wake_at


def _asleep_minutes(sleep: Mapping[str, Value]) -> float:
    asleep = sleep.get("asleep_minutes")
    return asleep if isinstance(asleep, float) else 0.0


def _middle(started_at: datetime, ended_at: Value) -> datetime:
    if not isinstance(ended_at, datetime):
        return started_at + OPEN_CYCLE_MIDDLE
    return started_at + (ended_at - started_at) / 2
