"""What is told of levels: trends and changes where there are none, and falls that are planted.

Nights are AR(1), as the nights of real people are (lag-1 autocorrelation .20 to .36), and nothing
else is true of them; so every trend is false, and every change but a planted one.
"""

from dataclasses import dataclass

import numpy as np

from ml.engines.arrays import Flags, Floats
from ml.engines.level_change import level_change
from ml.engines.level_outlook import DRIFT_SD, MONTH_DAYS, level_outlook
from ml.engines.sustained_low import levels, shifts, spells
from ml.engines.weekly_trend import TREND_WEEKS, weekly_trend
from validation.crowd import Crowd
from validation.measured import Bar, mean, share
from validation.tables import Row

FALSE_TREND = Bar(at_most=0.06)
COVERED = Bar(0.88, 0.93)
SPELLS_A_YEAR = Bar(at_most=3.3)
FALLS_CAUGHT = Bar(at_least=0.92)
PHIS = (0.2, 0.3, 0.4)
# Of recovery, ln HRV and resting heart rate: autocorrelations and correlations of 16 people.
WATCHED_PHI = np.array([0.20, 0.36, 0.34])
CORRELATION = np.array([[1, 0.77, -0.67], [0.77, 1, -0.60], [-0.67, -0.60, 1]])
WORSE = (-1, -1, 1)
RECOVERY_MEAN, RECOVERY_SD, RED_AT_MOST = 60.0, 22.0, 33.0
YEAR_NIGHTS, WARM_UP_NIGHTS, FALL_NIGHTS = 365, 67, 14
# A week's mean lags, so that a fall may be told some nights after its last one.
TOLD_WITHIN_NIGHTS = 3
HORIZON_DAYS, OUTLOOK_NIGHTS = 84, 90
# Lives of a person; each is a hundredth of a second.
LIVES = 4


@dataclass(frozen=True)
class LevelLife:
    """What was told of somebody's nights."""

    trend: dict[float, list[bool]]
    covers: dict[float, list[bool]]
    covers_with_gaps: dict[float, list[bool]]
    realistic: list[bool]
    stretch: list[bool]
    spells: int
    watched_spells: int
    caught: list[bool]
    caught_by_signals: list[bool]
    drifting: list[tuple[bool, bool]]


def rows(crowd: Crowd, users: int, first_seed: int) -> list[Row]:
    """Return the lines of the table."""
    lives = crowd.live("levels", live, range(first_seed, first_seed + users))
    told = list[Row]()
    for phi in PHIS:
        trend = share([flag for life in lives for flag in life.trend[phi]])
        what = f"nothing drifts, lag-1 autocorrelation {phi}: weekly trend with p up to .05"
        told.append(Row(12, what, trend, FALSE_TREND))
        covers = share([flag for life in lives for flag in life.covers[phi]])
        what = f"28 nights against 28, {phi}: 90 % interval covers the change"
        told.append(Row(12, what, covers, COVERED))
        gaps = share([flag for life in lives for flag in life.covers_with_gaps[phi]])
        told.append(Row(12, f"{what}, 2 nights in 10 missing", gaps))
    return [*told, *_watch(lives), *_outlook(lives)]


def _watch(lives: list[LevelLife]) -> list[Row]:
    by_signals = mean([float(life.watched_spells) for life in lives])
    spelled = mean([float(life.spells) for life in lives])
    caught = share([flag for life in lives for flag in life.caught_by_signals])
    with_reds = share([flag for life in lives for flag in life.caught])
    falls = "falls of 1 SD over 14 nights told"
    return [
        Row(
            12,
            "nothing falls: spells of a watch, by the signals",
            by_signals,
            SPELLS_A_YEAR,
            "a year",
        ),
        Row(
            12, "nothing falls: spells of a watch, red nights in a row too", spelled, None, "a year"
        ),
        Row(12, f"{falls}, by the signals", caught, FALLS_CAUGHT),
        Row(12, f"{falls}, red nights in a row too", with_reds, FALLS_CAUGHT),
    ]


def _outlook(lives: list[LevelLife]) -> list[Row]:
    drifting = [reached for life in lives for reached in life.drifting]
    told = {
        "nothing drifts": (
            [flag for life in lives for flag in life.realistic],
            [flag for life in lives for flag in life.stretch],
        ),
        "levels drift as is assumed": (
            [even for even, _ in drifting],
            [one_in_five for _, one_in_five in drifting],
        ),
    }
    return [
        Row(12, f"{who}: goals told with a chance of {chance}, reached", share(reached))
        for who, each in told.items()
        for chance, reached in zip((".50", ".20"), each, strict=True)
    ]


def live(seed: int) -> LevelLife:
    """Live through some lives of one person in which nothing is true but what is planted."""
    rng = np.random.default_rng(seed)
    eight_weeks = TREND_WEEKS * 7
    nights = {phi: [_nights(rng, eight_weeks, phi) for _ in range(LIVES)] for phi in PHIS}
    reached = [_reached(_nights(rng, OUTLOOK_NIGHTS + HORIZON_DAYS, 0.3)) for _ in range(LIVES)]
    year, falls = _year(rng), [_fall(rng) for _ in range(LIVES)]
    return LevelLife(
        trend={phi: [_drifts(each) for each in of_phi] for phi, of_phi in nights.items()},
        covers={phi: [_covers(each) for each in of_phi] for phi, of_phi in nights.items()},
        covers_with_gaps={
            phi: [_covers(_with_gaps(rng, each)) for each in of_phi]
            for phi, of_phi in nights.items()
        },
        realistic=[even for even, _ in reached],
        stretch=[one_in_five for _, one_in_five in reached],
        spells=year[0],
        watched_spells=year[1],
        caught=[told for told, _ in falls],
        caught_by_signals=[by_signals for _, by_signals in falls],
        drifting=[_reached(_drifting(rng, OUTLOOK_NIGHTS + HORIZON_DAYS)) for _ in range(LIVES)],
    )


def _nights(rng: np.random.Generator, n_nights: int, phi: float) -> Floats:
    return _autoregressive(rng.standard_normal((n_nights, 1)), np.array([phi]))[:, 0]


def _drifting(rng: np.random.Generator, n_nights: int) -> Floats:
    """Return nights whose level drifts straight, by as much a month as goals assume."""
    months = np.arange(n_nights) / MONTH_DAYS
    return _nights(rng, n_nights, 0.3) + DRIFT_SD * rng.standard_normal() * months


def _autoregressive(white: Floats, phi: Floats) -> Floats:
    """Return AR(1) series of unit variance, a column each."""
    series = white.copy()
    for night in range(1, len(series)):
        series[night] = phi * series[night - 1] + np.sqrt(1 - phi**2) * white[night]
    return series


def _with_gaps(rng: np.random.Generator, nights: Floats) -> Floats:
    return np.where(rng.random(len(nights)) < 0.2, np.nan, nights)


def _drifts(nights: Floats) -> bool:
    found = weekly_trend(np.arange(1, len(nights) + 1), nights, len(nights))
    return found is not None and found.p_value <= 0.05


def _covers(nights: Floats) -> bool:
    found = level_change(nights)
    return found is not None and found.low <= 0 <= found.high


def _reached(nights: Floats) -> tuple[bool, bool]:
    """Return whether the last 28 nights reached what was told as even, and as one in five."""
    found, later = level_outlook(nights[:OUTLOOK_NIGHTS]), float(nights[-28:].mean())
    if found is None:
        return False, False
    even, one_in_five = (found.target(chance, HORIZON_DAYS, 1) for chance in (0.5, 0.2))
    return later >= even, later >= one_in_five


def _watched(rng: np.random.Generator, n_nights: int) -> Floats:
    white = rng.standard_normal((n_nights, 3)) @ np.linalg.cholesky(CORRELATION).T
    return _autoregressive(white, WATCHED_PHI)


def _low(series: Floats) -> tuple[Flags, Flags]:
    """Return the nights that are not normal, and those of them by the signals alone."""
    recovery = np.clip(RECOVERY_MEAN + RECOVERY_SD * series[:, 0], 1, 99)
    told = [recovery, series[:, 1], series[:, 2]]
    probabilities = [
        shifts(column, worse).probability for column, worse in zip(told, WORSE, strict=True)
    ]
    red = recovery <= RED_AT_MOST
    return levels(probabilities, red) > 0, levels(probabilities, np.zeros_like(red)) > 0


def _year(rng: np.random.Generator) -> tuple[int, int]:
    low, by_signals = _low(_watched(rng, WARM_UP_NIGHTS + YEAR_NIGHTS))
    first, second = (
        len(spells(flags[WARM_UP_NIGHTS:].astype(np.int64))) for flags in (low, by_signals)
    )
    return first, second


def _fall(rng: np.random.Generator) -> tuple[bool, bool]:
    series = _watched(rng, WARM_UP_NIGHTS + FALL_NIGHTS + TOLD_WITHIN_NIGHTS)
    series[WARM_UP_NIGHTS : WARM_UP_NIGHTS + FALL_NIGHTS] += np.array(WORSE)
    low, by_signals = (bool(flags[WARM_UP_NIGHTS:].any()) for flags in _low(series))
    return low, by_signals
