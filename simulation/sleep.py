"""Nights: when to bed, how long asleep, in which stages, and WHOOP's figures about it."""

from dataclasses import dataclass

import numpy as np

from simulation.series import Flags, Floats, Nightly

# 49 % of real nights begin after midnight, so people go to bed about then.
USUAL_BEDTIME_SPREAD_HOURS = 0.3
# Bedtime SD differs between people, and weekends run later (validation design 6.1).
BEDTIME_SD_HOURS = (0.9, 1.8)
WEEKEND_LATER_HOURS = 0.7
# Within these bounds no sleep reaches the next one, even on a day cut short by 4.5 h of travel.
BEDTIME_BOUNDS_HOURS = (-3.5, 4.5)
ASLEEP_BOUNDS_MINUTES = (130, 570)
AWAKE_BOUNDS_MINUTES = (4, 75)

# Mean and SD of minutes asleep; real people spread 60 to 120.
ASLEEP_MEAN_MINUTES = 425.0
ASLEEP_SD_MINUTES = 70.0
# Late nights are shorter: chosen so that bedtime correlates with recovery as in real exports.
LOST_PER_LATE_HOUR_MINUTES = 16.0
ASLEEP_NOISE_MINUTES = 66.0

# Shares of deep and REM sleep in two real exports: 16 to 22 % and 27 %, SD about 5 %.
DEEP_SHARE, REM_SHARE, STAGE_SHARE_SD = 0.18, 0.27, 0.045
# Awake time of two real exports: about 30 min, right-skewed.
AWAKE_GAMMA_SHAPE, AWAKE_GAMMA_MINUTES = 3.0, 10.0
# On a third of real nights sleep onset to wake onset exceeds the time in bed by over 2 min.
GAP_SHARE, GAP_MINUTES = 1 / 3, (3, 12)

BASE_NEED_MINUTES = 470.0
# Debt halves every night and is capped by WHOOP at 127 min in every real export seen.
DEBT_KEPT_SHARE, DEBT_CAP_MINUTES = 0.5, 127.0
# A real need rises by some minutes with yesterday's strain.
NEED_PER_STRAIN_MINUTES = 4.0
# Consistency looks at the last four nights; 65 +-15 in the real exports.
CONSISTENCY_NIGHTS = 4
CONSISTENCY_TOP_PERCENT, CONSISTENCY_LOST_PER_HOUR = 88.0, 20.0


@dataclass(frozen=True, slots=True)
class Bedtimes:
    """When the person goes to bed, and the luck of each night.

    `hours` after local midnight of the wake date (-0.5 is 23:30), `luck` in SDs; (days,).
    """

    hours: Floats
    luck: Floats


@dataclass(frozen=True)
class Sleep(Nightly):
    """Main sleeps, shape (days,); minutes and percentages are whole as WHOOP writes them."""

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
    consistency_percent: Floats
    onset_to_wake_seconds: Floats


def bedtimes(rng: np.random.Generator, weekend: Flags) -> Bedtimes:
    """Draw bedtimes around the person's own mean, later on weekend nights."""
    usual = rng.uniform(-USUAL_BEDTIME_SPREAD_HOURS, USUAL_BEDTIME_SPREAD_HOURS)
    later = WEEKEND_LATER_HOURS * (weekend - weekend.mean())
    hours = usual + later + rng.uniform(*BEDTIME_SD_HOURS) * rng.standard_normal(len(weekend))
    return Bedtimes(np.clip(hours, *BEDTIME_BOUNDS_HOURS), rng.standard_normal(len(weekend)))


def asleep_minutes(bedtime_hours: Floats, luck: Floats) -> Floats:
    """Return whole minutes asleep for any bedtimes: what would have been, had they differed."""
    late = LOST_PER_LATE_HOUR_MINUTES * bedtime_hours
    asleep = ASLEEP_MEAN_MINUTES - late + ASLEEP_NOISE_MINUTES * luck
    return np.rint(np.clip(asleep, *ASLEEP_BOUNDS_MINUTES))


def sleep(rng: np.random.Generator, beds: Bedtimes, strain: Floats) -> Sleep:
    """Draw the rest of each night.

    Parameters
    ----------
    rng
        The sleep's own stream.
    beds
        Bedtimes and luck of the nights.
    strain
        Day strain, shape (days,), 0 to 21; the night's need follows the previous cycle's.
    """
    days = len(strain)
    asleep = asleep_minutes(beds.hours, beds.luck)
    awake = rng.gamma(AWAKE_GAMMA_SHAPE, AWAKE_GAMMA_MINUTES, days)
    awake = np.rint(np.clip(awake, *AWAKE_BOUNDS_MINUTES))
    shares = rng.normal([[DEEP_SHARE], [REM_SHARE]], STAGE_SHARE_SD, (2, days))
    deep, rem = np.rint(asleep * np.clip(shares, 0.02, 0.45))
    gap = rng.uniform(*GAP_MINUTES, days) * (rng.random(days) < GAP_SHARE)
    debt = _debt(asleep)
    need = np.rint(BASE_NEED_MINUTES + debt + NEED_PER_STRAIN_MINUTES * _previous(strain))
    efficiency = np.rint(100 * asleep / (asleep + awake))
    consistency = _consistency(beds.hours)
    return Sleep(
        asleep_minutes=asleep,
        in_bed_minutes=asleep + awake,
        light_minutes=asleep - deep - rem,
        deep_minutes=deep,
        rem_minutes=rem,
        awake_minutes=awake,
        need_minutes=need,
        debt_minutes=debt,
        performance_percent=_performance(asleep / need, efficiency, consistency),
        efficiency_percent=efficiency,
        consistency_percent=consistency,
        onset_to_wake_seconds=np.rint(60 * (asleep + awake + gap) + rng.uniform(0, 20, days)),
    )


def _previous(strain: Floats) -> Floats:
    return np.concatenate([[0.0], strain[:-1] - strain.mean()])


def _debt(asleep: Floats) -> Floats:
    debt = np.zeros_like(asleep)
    for day in range(1, len(debt)):
        short = BASE_NEED_MINUTES - asleep[day - 1]
        owed = DEBT_KEPT_SHARE * (debt[day - 1] + short)
        debt[day] = min(max(owed, 0.0), DEBT_CAP_MINUTES)
    return np.rint(debt)


def _consistency(bedtime_hours: Floats) -> Floats:
    consistency = np.full_like(bedtime_hours, np.nan)
    if len(bedtime_hours) >= CONSISTENCY_NIGHTS:
        recent = np.lib.stride_tricks.sliding_window_view(bedtime_hours, CONSISTENCY_NIGHTS)
        lost = CONSISTENCY_LOST_PER_HOUR * recent.std(axis=1)
        consistency[CONSISTENCY_NIGHTS - 1 :] = np.clip(CONSISTENCY_TOP_PERCENT - lost, 0, 100)
    return np.rint(consistency)


def _performance(sufficiency: Floats, efficiency: Floats, consistency: Floats) -> Floats:
    # WHOOP's composite since May 2025 is not published; these weights stand in for it.
    steady = np.where(np.isnan(consistency), efficiency, consistency)
    score = 60 * np.minimum(1, sufficiency) + 0.15 * efficiency + 0.25 * steady
    return np.rint(score)
