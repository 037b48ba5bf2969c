"""State: where a person stands on the last day of a history, as advice takes it into account."""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from ml.history import History
from ml.insights.recovery_prediction import GREEN_FROM, RED_AT_MOST
from schema.recovery_colour import RecoveryColour

# What was last known three mornings ago says nothing of today.
LATEST_DAYS = 3
WEEK = 7
# Twelve weeks of history, before a share of "own weeks" means something.
FEWEST_LOAD_DAYS = 84
# A step of the UTC offset is felt for some days; a week covers nearly all of it.
TRAVEL_DAYS = 7
STRESS = "stress"


@dataclass(frozen=True)
class Load:
    """The strain of the last 7 days in sum, and the share (0 to 1) of own weeks below it."""

    strain: float
    share: float


@dataclass(frozen=True)
class State:
    """What is known on the last day; None is not known.

    `travelled` is whether the UTC offset changed within the last week; `stressed` is what the
    journal says of stress beside the last night; `noticed` what a watch says that asks for an easy
    day, where the watches were asked.
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
    offsets = [each for each in nights.utc_offset_minutes[-TRAVEL_DAYS - 1 :] if each == each]  # noqa: PLR0124 NaN
    return State(
        on=last_on,
        recovery_percent=latest(nights.recovery_percent[-1:]),
        debt_minutes=latest(nights.sleep_debt_minutes[-LATEST_DAYS:]),
        load=load(history),
        travelled=len(set(offsets)) > 1,
        stressed=_stressed(history, last_on),
    )


def latest(values: Sequence[float]) -> float | None:
    """Return the last known of some values."""
    return next((value for value in reversed(values) if not math.isnan(value)), None)


@lru_cache(maxsize=2)  # three insights ask of the same person in turn
def load(history: History) -> Load | None:
    """Return the last week's load against own weeks; None under twelve weeks, or without strain."""
    strain = [0.0 if math.isnan(value) else value for value in history.nights.strain]
    weeks = [sum(strain[end - WEEK : end]) for end in range(WEEK, len(strain) + 1)]
    if len(strain) < FEWEST_LOAD_DAYS or not weeks[-1]:
        return None
    return Load(weeks[-1], sum(week < weeks[-1] for week in weeks) / len(weeks))


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
