"""State: where a person stands on the last day of a history, as advice takes it into account."""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from statistics import fmean

from ml.history import Floats, History
from ml.insights.recovery_prediction import GREEN_FROM, RED_AT_MOST
from schema.recovery_colour import RecoveryColour

# What was last known three mornings ago says nothing of today.
LATEST_DAYS = 3
WEEK = 7
# Twelve weeks of history, before a share of "own weeks" means something.
FEWEST_LOAD_DAYS = 84
# Of the seven days of a week; the last is mostly not over, and its strain not known.
FEWEST_OF_A_WEEK = 5
# A step of the UTC offset is felt for some days; a week covers nearly all of it.
TRAVEL_DAYS = 7
# By as much clocks change twice a year, with nobody away.
CLOCK_CHANGE_MINUTES = 60
STRESS = "stress"


@dataclass(frozen=True)
class Load:
    """The strain of the last 7 days in sum, and the share (0 to 1) of own weeks below it.

    A week's unknown days count as the mean of those known.
    """

    strain: float
    share: float


@dataclass(frozen=True)
class State:
    """What is known on the last day; None is not known.

    `travelled` is whether the UTC offset changed by over an hour within the last week; `stressed`
    is what the journal says of stress beside the last night; `noticed` what a watch says that asks
    for an easy day, where the watches were asked.
    """

    on: date
    recovery_percent: float | None
    debt_minutes: float | None
    load: Load | None
    travelled: bool
    stressed: bool | None
    noticed: str | None = None

    @property
    def colour(self) -> RecoveryColour | None:
        """WHOOP's colour of the last recovery."""
        if self.recovery_percent is None:
            return None
        if self.recovery_percent <= RED_AT_MOST:
            return RecoveryColour.RED
        return (
            RecoveryColour.GREEN if self.recovery_percent >= GREEN_FROM else RecoveryColour.YELLOW
        )


def state(history: History) -> State | None:
    """Return where a person stands on the last day; None without any day."""
    nights, last_on = history.nights, history.last_on
    if last_on is None:
        return None
    offsets = lately(history, nights.utc_offset_minutes, TRAVEL_DAYS + 1)
    return State(
        on=last_on,
        recovery_percent=latest(nights.recovery_percent[-1:]),
        debt_minutes=debt_minutes(history),
        load=load(history),
        travelled=bool(offsets) and max(offsets) - min(offsets) > CLOCK_CHANGE_MINUTES,
        stressed=_stressed(history, last_on),
    )


def lately(history: History, column: Floats, days: int) -> list[float]:
    """Return the known values of a column of nights over the last calendar days, oldest first.

    Days without a night are days all the same: what was known before a break is not of late.
    """
    recorded = history.nights.day
    first = bisect_right(recorded, recorded[-1] - days) if recorded else 0
    return [value for value in column[first:] if not math.isnan(value)]


def debt_minutes(history: History) -> float | None:
    """Return the sleep debt last known within three days; None where none is."""
    return latest(lately(history, history.nights.sleep_debt_minutes, LATEST_DAYS))


def latest(values: Sequence[float]) -> float | None:
    """Return the last known of some values."""
    return next((value for value in reversed(values) if not math.isnan(value)), None)


@lru_cache(maxsize=2)  # three insights ask of the same person in turn
def load(history: History) -> Load | None:
    """Return the last week's load against own weeks; None under twelve weeks, or without strain."""
    nights = history.nights
    strain = {
        day: value
        for day, value in zip(nights.day, nights.strain, strict=True)
        if not math.isnan(value)
    }
    if len(strain) < FEWEST_LOAD_DAYS:
        return None
    weeks = [
        _week([strain[day] for day in range(end - WEEK + 1, end + 1) if day in strain])
        for end in range(nights.day[0] + WEEK - 1, nights.day[-1] + 1)
    ]
    known, last = [week for week in weeks if week is not None], weeks[-1]
    if not last:
        return None
    return Load(last, sum(week < last for week in known) / len(known))


def _week(strain: list[float]) -> float | None:
    return WEEK * fmean(strain) if len(strain) >= FEWEST_OF_A_WEEK else None


def _stressed(history: History, last_on: date) -> bool | None:
    if STRESS not in history.questions:
        return None
    journal, question = history.journal, history.questions.index(STRESS)
    today = last_on.toordinal()
    of_today = range(bisect_left(journal.day, today), bisect_right(journal.day, today))
    told = [
        journal.answered_yes[place] for place in of_today if journal.question[place] == question
    ]
    return bool(told[-1]) if told else None
