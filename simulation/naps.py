from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulation.series import Floats
from simulation.sleep import Sleep
from simulation.timeline import Instants, Timeline, later

# The real long export holds 18 naps in 307 cycles.
NAP_SHARE = 0.06
# Between the morning's and the evening's workouts.
START_BETWEEN_HOURS = (14.0, 14.9)
ASLEEP_BETWEEN_MINUTES, AWAKE_BETWEEN_MINUTES = (18, 55), (1, 8)
# Nobody naps within the first hours after waking.
AFTER_WAKING_HOURS = 3.0
# Real naps hold more deep sleep than REM; breathing is faster by about one a minute.
DEEP_SHARE, REM_SHARE = 0.35, 0.12
FASTER_RPM = 1.2


@dataclass(frozen=True, slots=True)
class Naps:
    """One row a nap, oldest first; `cycle` is the row of the cycle it belongs to."""

    cycle: NDArray[np.int64]
    onset_at: Instants
    wake_at: Instants
    asleep_minutes: Floats
    in_bed_minutes: Floats
    light_minutes: Floats
    deep_minutes: Floats
    rem_minutes: Floats
    awake_minutes: Floats
    need_minutes: Floats
    debt_minutes: Floats
    performance_percent: Floats
    efficiency_percent: Floats
    respiratory_rate_rpm: Floats


def naps(
    rng: np.random.Generator, times: Timeline, nights: Sleep, respiratory_rate_rpm: Floats
) -> Naps:
    """Draw naps on ordinary days.

    Parameters
    ----------
    rng
        The naps' own stream.
    times
        Leaves out travel, unrecorded nights and the open cycle.
    nights
        Whose need and debt a nap's row repeats.
    respiratory_rate_rpm
        Of the nights, shape (days,).
    """
    days = len(times.wake_on)
    onset_at = times.at(rng.uniform(*START_BETWEEN_HOURS, days))
    rested = onset_at > later(times.wake_onset_at, 3600 * AFTER_WAKING_HOURS)
    usual = rested & ~times.travel & ~np.isnat(times.cycle_end_at)
    cycle = np.flatnonzero(usual & (rng.random(days) < NAP_SHARE))
    asleep = np.rint(rng.uniform(*ASLEEP_BETWEEN_MINUTES, days))[cycle]
    awake = np.rint(rng.uniform(*AWAKE_BETWEEN_MINUTES, days))[cycle]
    deep, rem = np.rint(DEEP_SHARE * asleep), np.rint(REM_SHARE * asleep)
    need = nights.need_minutes[cycle]
    return Naps(
        cycle=cycle,
        onset_at=onset_at[cycle],
        wake_at=later(onset_at[cycle], 60 * (asleep + awake)),
        asleep_minutes=asleep,
        in_bed_minutes=asleep + awake,
        light_minutes=asleep - deep - rem,
        deep_minutes=deep,
        rem_minutes=rem,
        awake_minutes=awake,
        need_minutes=need,
        debt_minutes=nights.debt_minutes[cycle],
        performance_percent=np.rint(100 * asleep / need),
        efficiency_percent=np.rint(100 * asleep / (asleep + awake)),
        respiratory_rate_rpm=np.round(respiratory_rate_rpm[cycle] + FASTER_RPM, 1),
    )
