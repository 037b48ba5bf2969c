"""Clock times: hours to text and back, and means on the circle of the day."""

import math
from collections.abc import Sequence

DAY_HOURS = 24.0


def text(hours: float) -> str:
    """Return clock hours, of any day, as local HH:MM.

    >>> text(-0.5), text(24.25)
    ('23:30', '00:15')
    """
    minutes = round(hours * 60) % (24 * 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def hours(clock: str) -> float:
    """Return the hours of a local HH:MM.

    Raises
    ------
    ValueError
        If the text is no time of day.

    >>> hours("22:45")
    22.75
    """
    hour, _, minute = clock.partition(":")
    if not (hour.isdecimal() and minute.isdecimal() and len(minute) == 2):
        raise ValueError(clock)
    if not (int(hour) < 24 and int(minute) < 60):
        raise ValueError(clock)
    return int(hour) + int(minute) / 60


def circular_mean_hours(times: Sequence[float]) -> float:
    """Return the circular mean of clock hours, from 0 to 24.

    >>> round(circular_mean_hours([23.0, 1.0]), 6) % 24
    0.0
    """
    return math.atan2(*_resultant(times)) / (2 * math.pi) * DAY_HOURS % DAY_HOURS


def circular_sd_minutes(times: Sequence[float]) -> float:
    """Return the circular standard deviation of clock hours, in minutes.

    sqrt(-2 ln R), R the length of the mean resultant vector: near the ordinary standard deviation
    where times lie close together.

    >>> round(circular_sd_minutes([23.5, 0.5]), 0)
    30.0
    """
    length = min(1.0, math.hypot(*_resultant(times)))
    if length == 0:
        return math.inf
    # Of 1 / R, whose logarithm is 0 where -ln R would be -0.
    return math.sqrt(2 * math.log(1 / length)) / (2 * math.pi) * DAY_HOURS * 60


def near(times: Sequence[float], centre: float) -> list[float]:
    """Return each time as the nearest to `centre` of its repetitions every 24 hours.

    >>> near([23.0, 1.0], 0.0)
    [-1.0, 1.0]
    """
    half = DAY_HOURS / 2
    return [(time - centre + half) % DAY_HOURS - half + centre for time in times]


def _resultant(times: Sequence[float]) -> tuple[float, float]:
    angles = [time / DAY_HOURS * 2 * math.pi for time in times]
    return (
        math.fsum(map(math.sin, angles)) / len(angles),
        math.fsum(map(math.cos, angles)) / len(angles),
    )
