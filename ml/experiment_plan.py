"""Experiment plan (E9): which days to do a thing, drawn by lot, and what such a plan can show.

Only the lot separates doing from everything that comes with it, so this alone may speak of what a
behaviour does. Standard library only: plans are drawn where the person asks for them.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from random import Random
from statistics import stdev

from ml.choices import Experiment
from ml.history import History

# Under 28 days only differences above an SD of recovery show; half a year is long enough for
# half an SD, and more than people keep up.
SHORTEST_DAYS, LONGEST_DAYS = 28, 168
# In whole weeks there are two orders a pair: six pairs are the fewest with an order rarer than 5 %.
FEWEST_WEEK_PAIRS = 6
# Power .80 at a two-sided level of .05: the normal quantiles of .975 and .80.
POWER_QUANTILES = 1.960 + 0.842
# SD of recovery in public exports, where the own one is not known yet.
USUAL_SD_POINTS, FEWEST_RECOVERIES, RECENT_NIGHTS = 22.0, 14, 90
BEDTIME = "earlier_bedtime"
# Known from WHOOP's journal, and anybody may do or leave them for some days.
HARMLESS = frozenset(
    {
        BEDTIME,
        "avoided_processed_food",
        "blue_light_glasses",
        "dairy",
        "fruit_and_vegetables",
        "late_meal",
        "meditation",
        "morning_sunlight",
        "reading_in_bed",
        "screen_in_bed",
        "shared_bed",
        "stretching",
        "tracked_calories",
        "worked_from_home",
    }
)
# By the words of a key; the first that is found gives the reason.
_FOR_A_DOCTOR = "whether and when to take it is for you and a doctor, not for a lot"
_NO_LOT = "nobody should do it by lot; the comparison of your days in `habitImpact` needs no plan"
_NOT_HARMLESS = "it is not harmless for everybody"
_NOT_AT_WILL = "it cannot be done or left at will"
_SHORTENS_SLEEP = f"no plan shortens sleep; {BEDTIME!r} can be tested"
REFUSED = {
    **dict.fromkeys(("alcohol", "alcoholic", "drinks", "beer", "wine"), _NO_LOT),
    **dict.fromkeys(("smoke", "smoking", "smoked", "nicotine", "tobacco", "vape"), _NO_LOT),
    **dict.fromkeys(("cannabis", "marijuana", "drug", "drugs"), _NO_LOT),
    **dict.fromkeys(("medication", "medicine", "pill", "pills", "insulin", "aid"), _FOR_A_DOCTOR),
    **dict.fromkeys(("supplement", "supplements", "melatonin", "cbd", "magnesium"), _FOR_A_DOCTOR),
    **dict.fromkeys(("creatine", "ashwagandha", "stimulant", "painkiller"), _FOR_A_DOCTOR),
    # To leave hydration is to be dehydrated.
    **dict.fromkeys(
        ("fasting", "fast", "hydration", "dehydration", "ice", "cold", "sauna"), _NOT_HARMLESS
    ),
    **dict.fromkeys(("sleep", "later", "restriction", "nighter", "late_bedtime"), _SHORTENS_SLEEP),
    **dict.fromkeys(("sick", "ill", "illness", "injured", "injury"), _NOT_AT_WILL),
    **dict.fromkeys(("period", "menstruation", "pregnant", "stress", "fatigue"), _NOT_AT_WILL),
    **dict.fromkeys(("anxiety", "mood", "travel", "sex", "sexual", "purpose"), _NOT_AT_WILL),
}


class Schedule(Enum):
    """How days are drawn: two of each four, or one week of each two."""

    BLOCKS_OF_FOUR = 4
    WEEKS = 14


class BadExperiment(ValueError):
    """An experiment that cannot be run, or must not be; `field` is what to mend."""

    def __init__(self, field: str, message: str) -> None:
        """Keep the field beside the message."""
        super().__init__(message)
        self.field = field


@dataclass(frozen=True)
class Drawn:
    """A plan: 1 for each day to do it and 0 to leave it, and the difference it would show."""

    arms: tuple[int, ...]
    detectable_points: float


def refuse_unsafe(behaviour: str, *, confirmed_safe: bool) -> None:
    """Refuse what no lot may decide, and what is not known unless the person vouches for it.

    Raises
    ------
    BadExperiment
        With the reason.

    Examples
    --------
    >>> refuse_unsafe("late_meal", confirmed_safe=False)
    >>> refuse_unsafe("alcohol", confirmed_safe=True)
    Traceback (most recent call last):
    ...
    ml.experiment_plan.BadExperiment: 'alcohol': nobody should do it by lot; the comparison of \
your days in `habitImpact` needs no plan
    """
    if behaviour in HARMLESS:
        return
    for word in (*behaviour.split("_"), behaviour):
        if word in REFUSED:
            raise BadExperiment("behaviour", f"{behaviour!r}: {REFUSED[word]}")
    if not confirmed_safe:
        raise BadExperiment(
            "confirmedSafe",
            f"{behaviour!r} is not known here; set confirmedSafe to true if both doing and leaving "
            "it are harmless to you",
        )


def draw(schedule: Schedule, days: int, sd_points: float, lot: Random) -> Drawn:
    """Draw a plan.

    Parameters
    ----------
    schedule
        Blocks of which half is drawn; or pairs of weeks, one of each.
    days
        In all: whole blocks, 28 to 168, in weeks at least 84.
    sd_points
        Standard deviation of the person's recovery.
    lot
        Where the chance comes from.

    Raises
    ------
    BadExperiment
        If it is no such number of days.

    Notes
    -----
    At power .80 and level .05 a difference of (1.96 + .842) 2 SD / sqrt(n) shows: 1.06 SD in 28
    days, .75 in 56, .53 in 112. In weeks it is a little more, since days of a week are alike.

    Examples
    --------
    >>> drawn = draw(Schedule.BLOCKS_OF_FOUR, 28, 22.0, Random(0))
    >>> [sum(drawn.arms[day : day + 4]) for day in range(0, 28, 4)], drawn.detectable_points
    ([2, 2, 2, 2, 2, 2, 2], 23.3)
    """
    block = schedule.value
    fewest = max(SHORTEST_DAYS, FEWEST_WEEK_PAIRS * block if schedule is Schedule.WEEKS else 0)
    if not fewest <= days <= LONGEST_DAYS or days % block:
        raise BadExperiment(
            "days", f"{days}: give a multiple of {block} from {fewest} to {LONGEST_DAYS}"
        )
    arms = tuple(arm for _ in range(days // block) for arm in _block(schedule, lot))
    return Drawn(arms, round(POWER_QUANTILES * 2 * sd_points / math.sqrt(days), 1))


def recovery_sd_points(history: History) -> float:
    """Return the SD of the last 90 nights' recoveries, or what is usual where there are few."""
    recent = history.nights.recovery_percent[-RECENT_NIGHTS:]
    known = [value for value in recent if not math.isnan(value)]
    return stdev(known) if len(known) >= FEWEST_RECOVERIES else USUAL_SD_POINTS


def days_of(experiment: Experiment) -> Iterator[tuple[date, int]]:
    """Yield each day that the plan has, with its arm, up to where it was stopped."""
    for place, arm in enumerate(experiment.arms):
        day = experiment.first_on + timedelta(days=place)
        if experiment.stopped_on is None or day < experiment.stopped_on:
            yield day, arm


def _block(schedule: Schedule, lot: Random) -> list[int]:
    half = schedule.value // 2
    if schedule is Schedule.WEEKS:
        first = lot.randrange(2)
        return [first] * half + [1 - first] * half
    arms = [1, 0] * half
    lot.shuffle(arms)
    return arms
