"""People whose recovery bends with bedtime, who look at sleepWindow every week for a year."""

from dataclasses import dataclass

import numpy as np

from ml.clock import hours
from ml.engines.arrays import Floats
from ml.engines.exposure_grid import HALF_WINDOW_STEPS
from ml.history import History
from ml.insights import sleep_window
from schema.sleep_window import BedtimeWindow, SleepWindow
from simulation.person import simulate
from simulation.planted import BedtimeCurve, Planted
from simulation.truth import CURVE_STEP_HOURS, Truth
from validation.claims import claimed_by, claims_at_looks
from validation.gates import answer, looks_of
from validation.histories import history_of
from validation.nothing import LAST_ON, YEAR_NIGHTS, after_nights
from validation.year import year_of_looks

HORIZONS = (60, 120, 365)
HALF_WINDOW_HOURS = HALF_WINDOW_STEPS * CURVE_STEP_HOURS
# Bedtimes of the simulated lie within 20:30 and 04:30.
NOON_HOURS = 12.0
FEWEST_NAIVE_NIGHTS = 5
# The hill's top lies half an hour from the usual bedtime, or near the edge of what is lived.
CURVES = {
    "inverted U, .33 SD": BedtimeCurve("inverted_u", 0.33),
    "inverted U, .62 SD": BedtimeCurve("inverted_u", 0.62),
    "earlier is better, .33 SD": BedtimeCurve("earlier_is_better", 0.33),
    "inverted U at the edge (22:00), .33 SD": BedtimeCurve("inverted_u", 0.33, centre_hours=-2.0),
}


@dataclass(frozen=True)
class WindowTold:
    """A window that was told, beside what is true of it."""

    established: bool
    error_minutes: float
    regret_points: float
    naive_regret_points: float
    gain_points: float
    true_gain_points: float
    covers: bool


@dataclass(frozen=True)
class BedtimeLife:
    """What one person was told of bedtimes: by nights."""

    established: dict[int, bool]
    windows: dict[int, WindowTold]


def live_with_bedtimes(seed: int, *, curve: str) -> BedtimeLife:
    """Return what a person is told whose recovery follows one of the curves."""
    planted = Planted(habits={}, bedtime=CURVES[curve])
    person = simulate(YEAR_NIGHTS, seed, planted=planted, last_on=LAST_ON)
    history = history_of(person)
    year = year_of_looks(history, lambda then: looks_of(sleep_window.INSIGHT, then))
    told = claims_at_looks(year.log_e, year.names, (), sleep_window.INSIGHT.error_budget or 0.0)
    established = {
        nights: bool(claimed_by(told.established, year.night, nights).any()) for nights in HORIZONS
    }
    windows = {
        nights: _told(after_nights(history, nights), person.truth, established=established[nights])
        for nights in HORIZONS
    }
    return BedtimeLife(established, {n: window for n, window in windows.items() if window})


def _told(history: History, truth: Truth, *, established: bool) -> WindowTold | None:
    conclusion = answer(sleep_window.INSIGHT, history)
    finding = conclusion.finding if conclusion else None
    if finding is None or finding.window is None:
        return None
    allowed = _allowed(finding)
    if not len(allowed):
        return None
    chosen, interval = _centre(finding.window), finding.window.gain_interval90
    gains = gain_of_window(truth, allowed)
    gain, naive = gain_of_window(truth, np.array([chosen, _naive(history, allowed)])).tolist()
    return WindowTold(
        established=established,
        error_minutes=60 * abs(chosen - float(allowed[gains.argmax()])),
        regret_points=max(0.0, float(gains.max()) - gain),
        naive_regret_points=max(0.0, float(gains.max()) - naive),
        gain_points=finding.window.gain_points,
        true_gain_points=gain,
        covers=interval.low <= gain <= interval.high,
    )


def gain_of_window(truth: Truth, centres: Floats) -> Floats:
    """Return the true mean gain over a window of an hour about each centre, points."""
    steps = np.arange(-HALF_WINDOW_STEPS, HALF_WINDOW_STEPS + 1) * CURVE_STEP_HOURS
    at, known, height = centres[:, None] + steps, truth.bedtime_hours, truth.bedtime_points
    within = np.interp(at, known, height)
    # A step beyond the middle nine tenths of all bedtimes the curve goes on as it came.
    below = np.minimum(0, at - known[0]) * (height[1] - height[0]) / CURVE_STEP_HOURS
    above = np.maximum(0, at - known[-1]) * (height[-1] - height[-2]) / CURVE_STEP_HOURS
    return np.asarray((within + below + above).mean(axis=1))


def _allowed(finding: SleepWindow) -> Floats:
    """Return the centres of windows within the bedtimes that the answer knows."""
    if finding.curve is None:
        return np.zeros(0)
    known = np.array([_unwrapped(each) for each in finding.curve.bedtimes])
    # The clock times are told to the minute.
    within = np.minimum(known - known[0], known[-1] - known) >= HALF_WINDOW_HOURS - 1 / 60
    return known[within]


def _naive(history: History, allowed: Floats) -> float:
    """Return the window with the highest plain mean recovery, of those with 5 nights."""
    bedtime = np.asarray(history.nights.sleep_onset_hours)
    recovery = np.asarray(history.nights.recovery_percent)
    known = np.isfinite(bedtime + recovery)
    within = np.abs(bedtime[known] - allowed[:, None]) <= HALF_WINDOW_HOURS
    n_nights = within.sum(axis=1)
    means = (within @ recovery[known]) / np.maximum(1, n_nights)
    return float(allowed[np.where(n_nights >= FEWEST_NAIVE_NIGHTS, means, -np.inf).argmax()])


def _centre(window: BedtimeWindow) -> float:
    return _unwrapped(window.start) + HALF_WINDOW_HOURS


def _unwrapped(clock: str) -> float:
    """Return hours after the midnight of waking, before noon as they are."""
    told = hours(clock)
    return told - 24 if told > NOON_HOURS else told
