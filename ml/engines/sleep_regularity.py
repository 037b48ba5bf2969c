"""Sleep regularity: how alike one day is to the next, asleep or awake at the same hour.

A standard deviation of bedtimes misses when somebody wakes; this index compares whole days, epoch
by epoch, with the day after. 100 is the same day over and over, 0 is no more alike than tossed
coins, -100 is asleep whenever awake the day before.

Time runs on across time zones: a flight shows as the shifted days that the body met. Our figure
departs from the published one where wakings within the night are not known: it comes out higher.

References
----------
.. [1] Phillips, A. J. K. et al. (2017). Irregular sleep/wake patterns are associated with poorer
   academic performance and delayed circadian and sleep/wake timing. Scientific Reports 7, 3216.
   https://doi.org/10.1038/s41598-017-03171-4
"""

from dataclasses import dataclass

import numpy as np

from ml.engines import clock
from ml.engines.arrays import Flags, Floats, Ordinals
from ml.history import History

# Falling asleep is not known to the minute from the wrist; shorter epochs would only look exact.
EPOCH_MINUTES = 5
EPOCHS_AN_HOUR = 60 // EPOCH_MINUTES
EPOCHS_A_DAY = 24 * EPOCHS_AN_HOUR


@dataclass(frozen=True, eq=False)
class Days:
    """Days cut where the person is mostly awake, half a day from their usual mid-sleep.

    Parameters
    ----------
    asleep
        Shape (days, 288), consecutive days.
    known
        Shape (days,): whether a night of that day was recorded. A day without one is unknown,
        not awake.
    """

    asleep: Flags
    known: Flags


def days_of(nights: Floats, naps: Floats | None = None) -> Days:
    """Return sleep as epochs of 5 minutes.

    Parameters
    ----------
    nights
        Hours of falling asleep and of waking, shape (nights, 2), on one clock that runs on from
        day to day and across time zones; complete, in any order.
    naps
        The same for naps, where their times are known; they make no day known.

    Returns
    -------
    Days
        From the first to the last day with a night; no days without nights.

    Examples
    --------
    >>> import numpy as np
    >>> days = days_of(np.array([[23.0, 31.0], [71.0, 79.0]]))
    >>> days.known.tolist(), days.asleep.sum(axis=1).tolist()
    ([True, False, True], [96, 0, 96])
    """
    if not len(nights):
        return Days(np.zeros((0, EPOCHS_A_DAY), np.bool_), np.zeros(0, np.bool_))
    middle = nights.mean(axis=1)
    cut = clock.summarise(middle).mean_hours - clock.DAY_HOURS / 2
    day = np.floor((middle - cut) / clock.DAY_HOURS).astype(np.int64)
    n_days = int(day.max() - day.min()) + 1
    known = np.zeros(n_days, dtype=np.bool_)
    known[day - day.min()] = True
    spans = nights if naps is None else np.vstack([nights, naps])
    begins = cut + clock.DAY_HOURS * day.min()
    asleep = _painted(np.rint((spans - begins) * EPOCHS_AN_HOUR).astype(np.int64), n_days)
    return Days(asleep, known)


def lived_days(history: History, places: list[int]) -> Days:
    """Return the days around some nights of a history.

    Parameters
    ----------
    history
        A person's history.
    places
        Positions of nights of which falling asleep and waking are known.

    Returns
    -------
    Days
        On a clock that runs on in elapsed time, so that a flight shows as the shift that it is.
    """
    nights = history.nights
    day, onset, wake, offset = (
        np.asarray(column)[places]
        for column in (
            nights.day,
            nights.sleep_onset_hours,
            nights.wake_onset_hours,
            nights.utc_offset_minutes,
        )
    )
    elapsed = clock.DAY_HOURS * day - _known_offset_hours(offset)
    return days_of(np.column_stack([elapsed + onset, elapsed + wake]))


def sleep_regularity_index(days: Days) -> float:
    """Return the sleep regularity index, -100 to 100; NaN without two known days in a row.

    Parameters
    ----------
    days
        Asleep or awake by epoch; pairs of days with an unknown one are left out.

    Returns
    -------
    float
        100 for days that are all alike.

    Notes
    -----
    -100 + 200 / (M (N - 1)) sum over days i and epochs j of 1[s_ij = s_i+1,j], with M epochs a
    day and N - 1 pairs of neighbouring known days [1]_.

    Examples
    --------
    >>> import numpy as np
    >>> sleep_regularity_index(days_of(np.array([[23.0, 31.0], [47.0, 55.0], [72.0, 79.0]])))
    95.83
    """
    pairs = day_pairs(days)
    if not pairs.any():
        return np.nan
    alike = days.asleep[:-1][pairs] == days.asleep[1:][pairs]
    return -100 + 200 * float(alike.mean())


def day_pairs(days: Days) -> Flags:
    """Return which days are known and followed by a known day, shape (days - 1,)."""
    return days.known[:-1] & days.known[1:]


def _known_offset_hours(offset_minutes: Floats) -> Floats:
    """Return offsets from UTC; a missing one is that of the night before."""
    known = np.isfinite(offset_minutes)
    if not known.any():
        return np.zeros(len(offset_minutes))
    last = np.maximum.accumulate(np.where(known, np.arange(len(known)), known.argmax()))
    return offset_minutes[last] / 60


def _painted(spans: Ordinals, n_days: int) -> Flags:
    """Return days on which the epochs from each span's start up to its end are asleep."""
    asleep = np.zeros(n_days * EPOCHS_A_DAY, dtype=np.bool_)
    for start, end in np.maximum(spans, 0).tolist():
        asleep[start:end] = True
    return asleep.reshape(n_days, EPOCHS_A_DAY)
