"""When everything happened: UTC instants, and the offset each row is written in."""

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from simulation.series import Flags, Floats

Instants = NDArray[np.datetime64]
Offsets = NDArray[np.int64]

HOME_OFFSET_MINUTES = 60
# A half-hour zone to the east: its text is the harder one, and the day out is 4.5 h short.
AWAY_OFFSET_MINUTES = 330
TRIP_DAYS = 14
# A shorter history has no room for a trip and enough days at home on both sides of it.
TRIP_FROM_DAYS = 180
# Every third unrecorded night is a row with nothing in it at all, in UTC, as real exports have.
EMPTY_EVERY = 3


@dataclass(frozen=True, slots=True)
class Timeline:
    """One row a cycle, oldest first, shape (days,).

    Parameters
    ----------
    wake_on
        Local date of waking, datetime64[D]; one a row, consecutive.
    utc_offset_minutes
        Offset of the row's local times.
    cycle_start_at, cycle_end_at
        UTC, datetime64[s]; the last cycle is open, its end is NaT.
    sleep_onset_at, wake_onset_at
        UTC, datetime64[s]; NaT on unrecorded nights.
    empty
        Rows that hold nothing but their bounds.
    travel
        Cycles that end in another zone than they began in.
    """

    wake_on: NDArray[np.datetime64]
    utc_offset_minutes: Offsets
    cycle_start_at: Instants
    cycle_end_at: Instants
    sleep_onset_at: Instants
    wake_onset_at: Instants
    empty: Flags
    travel: Flags

    def at(self, hours: Floats) -> Instants:
        """Return local clock `hours` of the wake dates in UTC, shape (..., days)."""
        return later(_midnight_at(self.wake_on, self.utc_offset_minutes), 3600 * hours)


def wake_dates(days: int, last_on: date) -> NDArray[np.datetime64]:
    """Return `days` consecutive dates up to `last_on`, oldest first."""
    return np.datetime64(last_on, "D") - np.arange(days - 1, -1, -1)


def weekdays(dates: NDArray[np.datetime64]) -> NDArray[np.int64]:
    """Return the weekday of each date, 0 for Monday."""
    # 1970-01-01 was a Thursday.
    return (dates.astype("datetime64[D]").astype(np.int64) + 3) % 7


def timeline(
    wake_on: NDArray[np.datetime64],
    bedtime_hours: Floats,
    onset_to_wake_seconds: Floats,
    recorded: Flags,
) -> Timeline:
    """Lay the nights out in UTC.

    Parameters
    ----------
    wake_on
        Local dates of waking, shape (days,).
    bedtime_hours
        Sleep onset, hours after local midnight of the wake date, shape (days,).
    onset_to_wake_seconds
        Span of each sleep, shape (days,).
    recorded
        False where the strap was off: such a cycle starts at local midnight.
    """
    place = _place(len(wake_on))
    empty = ~recorded & (np.cumsum(~recorded) % EMPTY_EVERY == 0)
    offsets = np.where(empty, 0, place)
    midnight = _midnight_at(wake_on, offsets)
    onset = later(midnight, 3600 * bedtime_hours)
    start = np.where(recorded, onset, midnight)
    never = np.datetime64("NaT", "s")
    return Timeline(
        wake_on=wake_on,
        utc_offset_minutes=offsets,
        cycle_start_at=start,
        cycle_end_at=np.append(start[1:], never),
        sleep_onset_at=np.where(recorded, onset, never),
        wake_onset_at=np.where(recorded, later(onset, onset_to_wake_seconds), never),
        empty=empty,
        travel=np.append(place[1:] != place[:-1], [False]),
    )


def _midnight_at(wake_on: NDArray[np.datetime64], offset_minutes: Offsets) -> Instants:
    return later(wake_on.astype("datetime64[s]"), -60 * offset_minutes)


def later(instants: Instants, seconds: Floats | Offsets | float) -> Instants:
    """Return the instants that many whole seconds later."""
    span = np.rint(np.asarray(seconds)).astype(np.int64).astype("timedelta64[s]")
    return np.add(instants, span)


def _place(days: int) -> Offsets:
    place = np.full(days, HOME_OFFSET_MINUTES, dtype=np.int64)
    if days >= TRIP_FROM_DAYS:
        first = (days - TRIP_DAYS) // 2
        place[first : first + TRIP_DAYS] = AWAY_OFFSET_MINUTES
    return place
