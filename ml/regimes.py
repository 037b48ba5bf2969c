"""Regimes: since when a column of nights has meant what it means now.

A level, a baseline or a trend holds nights of one meaning only. Two things change it: WHOOP's
definitions, on one day for everybody, and the strap. Strap 3.0 measures neither skin temperature
nor blood oxygen; where both are missing for a fortnight and appear (or vanish for a fortnight),
it was another strap, and another sensor's heart rate is another quantity.
"""

import math
from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from ml.history import History, Nights

STAGING_CHANGED_ON = date(2025, 2, 24)
# Sleep performance changed as well, on 2025-05-06; no history holds it: asleep by need stands in.
CHANGED_ON: Mapping[str, date] = dict.fromkeys(
    (
        "asleep_minutes",
        "light_sleep_minutes",
        "deep_sleep_minutes",
        "rem_sleep_minutes",
        "awake_minutes",
        "sleep_efficiency_percent",
    ),
    STAGING_CHANGED_ON,
)
# A strap that has the sensors leaves out both for some days at most, such as its first.
OTHER_STRAP_NIGHTS = 14


def since(history: History, column: str) -> int:
    """Return the ordinal of the first day of a column's present regime, 0 without any night.

    Parameters
    ----------
    history
        A person's history.
    column
        A field of `Nights`.

    Examples
    --------
    >>> from ml.history import empty
    >>> since(empty(), "asleep_minutes")
    0
    """
    nights = history.nights
    if not nights.day:
        return 0
    changed = CHANGED_ON.get(column, date.min).toordinal()
    return max(_strap_of(history), changed if changed <= nights.day[-1] else 0)


@lru_cache(maxsize=2)  # every column of the same person asks
def _strap_of(history: History) -> int:
    return strap_since(history.nights)


def strap_since(nights: Nights) -> int:
    """Return the ordinal of the first day of the present strap, 0 without any night.

    A stretch of 14 or more worn nights (with a recovery) that have neither skin temperature nor
    blood oxygen is another strap; it ends with the next night that has either.

    Parameters
    ----------
    nights
        Oldest first.
    """
    if not nights.day:
        return 0
    first, bare_since, bare = nights.day[0], nights.day[0], 0
    sensed = zip(
        nights.day,
        nights.recovery_percent,
        nights.skin_temperature_celsius,
        nights.blood_oxygen_percent,
        strict=True,
    )
    for day, recovery, temperature, oxygen in sensed:
        if math.isnan(recovery):
            continue
        if math.isnan(temperature) and math.isnan(oxygen):
            bare_since = bare_since if bare else day
            bare += 1
            first = bare_since if bare == OTHER_STRAP_NIGHTS else first
        else:
            first = day if bare >= OTHER_STRAP_NIGHTS else first
            bare = 0
    return first
