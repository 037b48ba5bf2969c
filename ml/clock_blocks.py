"""Clock blocks: in which part of the day a local time lies, and how that is said."""

from bisect import bisect_right

from ml.clock import DAY_HOURS
from schema.clock_block import ClockBlock

BLOCKS = tuple(ClockBlock)
# What starts after midnight belongs to the evening before; few train between 02:00 and 05:00.
FIRST_HOUR = 4.0
# 10:00, 14:00 and 18:00 (insights, no. 2), in hours after the first.
LATER_EDGES = (6.0, 10.0, 14.0)
WORDS = {
    ClockBlock.MORNING: "before 10:00",
    ClockBlock.MIDDAY: "between 10:00 and 14:00",
    ClockBlock.AFTERNOON: "between 14:00 and 18:00",
    ClockBlock.EVENING: "after 18:00",
}


def place(hours: float) -> int:
    """Return the position in `BLOCKS` of local clock hours, of any day.

    >>> [place(hours) for hours in (4.0, 9.99, 10.0, 23.5, 26.0)]
    [0, 0, 1, 3, 3]
    """
    return bisect_right(LATER_EDGES, (hours - FIRST_HOUR) % DAY_HOURS)
