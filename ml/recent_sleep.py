"""The last 90 nights of which falling asleep and waking are known, and their usual times."""

import math
from dataclasses import dataclass
from itertools import islice

from ml import clock
from ml.history import History

# A quarter of a year: long enough for a steady mean, short enough to be today's habit.
RECENT_NIGHTS = 90
# A mean vector of length .7, under which times lie all around the clock (shift work), as a
# circular standard deviation: sqrt(-2 ln .7) of 24 h / 2 pi.
AROUND_THE_CLOCK_SD_MINUTES = 193.6


@dataclass(frozen=True)
class UsualTime:
    """Circular mean as local HH:MM, and circular standard deviation in minutes."""

    clock: str
    sd_minutes: float


@dataclass(frozen=True)
class UsualTimes:
    """When somebody usually falls asleep and wakes, and half-way between."""

    bedtime: UsualTime
    wake_time: UsualTime
    mid_sleep: UsualTime

    @property
    def around_the_clock(self) -> bool:
        """Whether sleep is spread so widely that a usual time says little."""
        return self.mid_sleep.sd_minutes > AROUND_THE_CLOCK_SD_MINUTES


def recent_nights(history: History) -> list[int]:
    """Return the places of the nights in the history's columns, oldest first."""
    onset, wake = history.nights.sleep_onset_hours, history.nights.wake_onset_hours
    backwards = range(len(onset) - 1, -1, -1)
    known = (each for each in backwards if not (math.isnan(onset[each]) or math.isnan(wake[each])))
    return list(islice(known, RECENT_NIGHTS))[::-1]


def usual_times(history: History, places: list[int]) -> UsualTimes:
    """Return the usual times of one or more nights."""
    onset = [history.nights.sleep_onset_hours[place] for place in places]
    wake = [history.nights.wake_onset_hours[place] for place in places]
    middle = [(start + end) / 2 for start, end in zip(onset, wake, strict=True)]
    return UsualTimes(_usual(onset), _usual(wake), _usual(middle))


def _usual(hours: list[float]) -> UsualTime:
    mean, sd_minutes = clock.circular_mean_hours(hours), clock.circular_sd_minutes(hours)
    return UsualTime(clock.text(mean), round(sd_minutes, 1))
