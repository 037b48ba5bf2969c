"""How much usable data a history holds, counted without any library."""

import math
from bisect import bisect_left, bisect_right
from collections import Counter
from itertools import compress

from ml.history import History

# WHOOP calibrates on the first four recoveries; they are no measurements yet.
CALIBRATION_NIGHTS = 4


def recovery_nights(history: History) -> int:
    """Return the number of nights with a recovery, those of the calibration left out."""
    measured = sum(not math.isnan(value) for value in history.nights.recovery_percent)
    return max(0, measured - CALIBRATION_NIGHTS)


def sleep_nights(history: History) -> int:
    """Return the number of nights with a time of falling asleep and of waking."""
    nights = history.nights
    return sum(
        not (math.isnan(onset) or math.isnan(wake))
        for onset, wake in zip(nights.sleep_onset_hours, nights.wake_onset_hours, strict=True)
    )


def answer_counts(history: History) -> dict[str, tuple[int, int]]:
    """Return (yes, no) per habit, over nights with a recovery."""
    nights, journal = history.nights, history.journal
    # Counted all at once, and then less the few nights without: some ten thousand answers.
    asked = Counter(journal.question)
    yes = Counter(compress(journal.question, journal.answered_yes))
    measured = {
        day
        for day, recovery in zip(nights.day, nights.recovery_percent, strict=True)
        if not math.isnan(recovery)
    }
    for day in set(journal.day) - measured:
        without = slice(bisect_left(journal.day, day), bisect_right(journal.day, day))
        asked.subtract(journal.question[without])
        yes.subtract(compress(journal.question[without], journal.answered_yes[without]))
    return {
        name: (yes[index], asked[index] - yes[index])
        for index, name in enumerate(history.questions)
    }


def answers_on_both_sides(history: History) -> int:
    """Return the rarer of yes and no, for the habit where it is largest."""
    return max((min(counts) for counts in answer_counts(history).values()), default=0)
