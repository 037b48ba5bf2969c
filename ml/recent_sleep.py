"""The last 90 nights of which falling asleep and waking are known."""

import math

from ml.history import History

# A quarter of a year: long enough for a steady mean, short enough to be today's habit.
RECENT_NIGHTS = 90


def recent_nights(history: History) -> list[int]:
    """Return the places of the nights in the history's columns, oldest first."""
    times = zip(history.nights.sleep_onset_hours, history.nights.wake_onset_hours, strict=True)
    known = [
        place
        for place, (onset, wake) in enumerate(times)
        if not (math.isnan(onset) or math.isnan(wake))
    ]
    return known[-RECENT_NIGHTS:]
