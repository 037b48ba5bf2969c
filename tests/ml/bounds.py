"""The bounds of every number that a conclusion can hold."""

import math
import re
from collections.abc import Iterator, Mapping, Sized
from dataclasses import fields, is_dataclass

import pytest

from ml.conclusion import AnyConclusion
from schema.calorie_estimate import ExpectedEnergy
from schema.difference import Difference
from schema.effect import Effect
from schema.interval import Interval
from schema.metric_forecast import MetricPath
from schema.recovery_forecast import RecoveryPath
from schema.recovery_prediction import RecoveryPrediction
from schema.recovery_velocity import PathAfterLow
from schema.sleep_quality import SleepCurve, SleepDifference
from schema.sleep_window import BedtimeCurve
from schema.workout_timing import WorkoutGapCurve
from tests.ml.texts import sentences

DAY_MINUTES = 24 * 60
WEEK_MINUTES = 7 * DAY_MINUTES
# By the path of a field, such as `SleepWindow.window.gain_interval90.low`; first match counts.
BOUNDS = (
    # Nobody trains more than all day in the highest zone; a difference goes either way.
    (r"^LoadManagement\.(difference|week_change)$", (-35 * DAY_MINUTES, 35 * DAY_MINUTES)),
    (r"^LoadManagement\.acute_chronic_ratio$", (0, math.inf)),
    (r"^LoadManagement\.monotony$", (0, 4)),
    (r"^InjuryWatch\.(flags\.(value|threshold)|diary\.acute_load)$", (0, 5 * DAY_MINUTES)),
    (r"^LoadManagement\.training_strain$", (0, 4 * 35 * DAY_MINUTES)),
    (r"^LoadManagement\.(acute|chronic)$|acute_after$|series\.acute$", (0, 5 * DAY_MINUTES)),
    (r"^LoadManagement\..*(week_load|loads)(\.|$)", (0, 35 * DAY_MINUTES)),
    (r"(_probability|_share|p_value)$", (0, 1)),
    (r"^StrainTolerance\.(red|what_if\.red_interval80)\.(low|high)$", (0, 1)),
    (r"\.stages\.share$", (0, 1)),
    (r"e_value$", (0, 1e15)),
    (r"\.check\.(silhouette|stability)$", (-1, 1)),
    (r"\.check\.bic_gain$", (-math.inf, math.inf)),
    (r"\.sleep_regularity_index$", (-100, 100)),
    # Half a day later is half a day earlier; an interval may reach on around the clock.
    (r"\.social_jetlag_hours$", (-12, 12)),
    (r"\.social_jetlag_interval90\.", (-24, 24)),
    (r"\.recent_change\.change_minutes$", (-DAY_MINUTES / 2, DAY_MINUTES / 2)),
    (r"\.recent_change\.interval90\.", (-DAY_MINUTES, DAY_MINUTES)),
    # WHOOP's scales: recovery 1 to 99, strain 0 to 21.
    (r"(recovery_percent|low_at_most_percent)$", (1, 99)),
    (r"^RecoveryPrediction\.interval\d+\.|\.recovery_interval80\.", (1, 99)),
    (r"^RecoveryForecast\..*path\.(low|high)\d+$", (1, 99)),
    # Whatever is forecast: recovery, ms of HRV, beats or minutes asleep.
    (r"^MetricForecast\.(usual|path\.)", (0, 1440)),
    (r"skill\.percent_against_(mean|last)$", (-math.inf, 100)),
    (r"difference_strain_(low|high)$", (-21, 21)),
    (r"difference_(low|high)90$", (-100, 100)),
    (r"strain(\.(low|high|mean|sd))?$", (0, 21)),
    (r"^(StrainTolerance|RecoveryForecast)\.(lived|threshold\.interval90)\.", (0, 21)),
    (r"^ActivityPatterns\.profile\.(low|high)$", (0, 21)),
    (r"^RecoveryAnomaly\.(scores\.(scores|thresholds)|signals\.towards_strain_sd)$", (-20, 20)),
    (r"^RecoveryAnomaly\.signals\.(value|usual)$", (0, 500)),
    (r"^RecoveryAnomaly\.signals\.difference$", (-500, 500)),
    # Of a skill: an error can be all gone, or many times as large.
    (r"^Skill\.percent$", (-math.inf, 100)),
    # Geometric means and energies differ by any factor, and lose all at most.
    (r"^CalorieEfficiency\..*(change|weekly)\.(percent|interval90\.)", (-100, 1000)),
    (r"\.hrv\.(estimate|interval90\.(low|high))$", (-100, 1000)),
    (r"percent$|^PerformanceWindows\.activities\..*interval90\.", (-100, 100)),
    (r"speed_meters_per_minute$", (0, 1500)),  # 90 km/h, downhill
    (r"heart_rate_bpm$", (30, 220)),
    # Workouts at a third of the hours leave the rest of a wave open.
    (r"\.effort_by_hour\.amplitude_", (0, math.inf)),
    (r"^Skill\..*mean_absolute_error$", (0, 20_000)),
    # rMSSD rarely passes 250 ms, so neither do differences of it; the rest is within.
    (r"^SleepQuality\.(curves|differences)\.(difference|estimate|low|high|inter)", (-250, 250)),
    (r"\.usual_hrv_ms$", (0, 500)),
    (r"\.goal_target$", (0, 20_000)),
    (r"\.recovery_weight$", (0, 20)),
    (r"sd_minutes$", (0, math.inf)),
    (r"^WorkoutSummary\.(weeks\.|weekly_)minutes", (0, WEEK_MINUTES)),
    # Every minute in the highest zone.
    (r"training_impulse", (0, 5 * WEEK_MINUTES)),
    (r"\.load$", (0, 5 * DAY_MINUTES)),
    # Nobody credits or burns more in a day or, in workouts, in a week.
    (r"kcal_per_minute$|^CalorieEfficiency\.activities\.interval90\.", (0, 100)),
    (r"kcal(\.|$)|^CalorieEstimate\.(expected|day)\.interval80\.", (0, 20_000)),
    (r"weekly_workouts\.", (0, 1000)),
    (r"\.efficiency_percent\.", (0, 100)),
    (r"\.suggested_minutes\.", (420, DAY_MINUTES)),
    (r"minutes(\.|$)|\.asleep_by_weekday\.", (0, DAY_MINUTES)),
    (r"hours$", (0, 24)),
    (r"rest_spacing_days$", (1, 200)),
    (r"\.aerobic\.(meters|interval90)", (0, 100)),  # metres a heartbeat
    # Spread around the clock has no upper end, and so has a noise floor of HRV.
    (r"^Goals\.(levels|behaviours|own)\.", (0, 10_000)),
    (r"^BurnoutWatch\.signals\.(difference|interval90)", (-DAY_MINUTES, 10_000)),
    (r"^BurnoutWatch\.signals\.", (0, 500)),
    # Levels in ms, bpm, breaths, points and minutes; differences in these or in percent.
    (r"^AdaptiveBaselines\..*correlation$", (0, 0.9)),
    (r"^AdaptiveBaselines\.signals\.(change|trend)\.", (-DAY_MINUTES, 10_000)),
    (r"^AdaptiveBaselines\.signals\.", (0, DAY_MINUTES)),
    # What is left are differences of recovery, in points.
    (r"points|\.(low|high|estimate)$", (-100, 100)),
)
COUNTS = (0, 100_000)
# Series with a band from `low` to `high`: over which field, and of which.
BANDS: Mapping[type, tuple[str, str]] = {
    BedtimeCurve: ("bedtimes", "points"),
    WorkoutGapCurve: ("hours", "points"),
    SleepCurve: ("asleep_minutes", "difference"),
    PathAfterLow: ("days_after", "gap_points"),
    MetricPath: ("days_on", "expected"),
}


def check(conclusion: AnyConclusion) -> None:
    """Check the numbers of a conclusion against what the schema says of them."""
    finding = conclusion.finding
    for path, number in (
        *numbers(finding, type(finding).__name__),
        *numbers(conclusion.skill, "Skill"),
    ):
        assert math.isfinite(number), path
        low, high = bounds(path, number)
        assert low <= number <= high, (path, number)
        assert number != 0 or math.copysign(1, number) > 0, (path, "is told as -0")
    for part in parts(finding):
        check_part(part)
    assert all("nan" not in sentence for sentence in sentences(finding))
    if conclusion.tested is not None:
        assert conclusion.found is not None
        assert 0 <= conclusion.found <= conclusion.tested


def numbers(found: object, path: str) -> Iterator[tuple[str, float]]:
    """Yield every number in a finding with its path."""
    if isinstance(found, (list, tuple)):
        for item in found:
            yield from numbers(item, path)
    elif is_dataclass(found):
        for field in fields(found):
            yield from numbers(getattr(found, field.name), f"{path}.{field.name}")
    elif isinstance(found, int | float) and not isinstance(found, bool):
        yield path, found


def bounds(path: str, number: float) -> tuple[float, float]:
    """Return the bounds of a field; what has none of its own is a count."""
    own = next((bound for pattern, bound in BOUNDS if re.search(pattern, path)), None)
    assert own is not None or isinstance(number, int), (path, "has no bounds")
    return own or COUNTS


def parts(found: object) -> Iterator[object]:
    """Yield a dataclass and every dataclass within it."""
    if isinstance(found, (list, tuple)):
        for item in found:
            yield from parts(item)
    elif is_dataclass(found):
        yield found
        for field in fields(found):
            yield from parts(getattr(found, field.name))


def check_part(part: object) -> None:
    if isinstance(part, Interval):
        assert part.low <= part.high
    if isinstance(part, Effect):
        assert part.interval90.low <= part.estimate <= part.interval90.high
        assert 0 < part.nights_exposed < part.nights
    if isinstance(part, (Difference, SleepDifference)):
        assert part.interval90.low <= part.estimate <= part.interval90.high
    if isinstance(part, ExpectedEnergy):
        assert part.interval80.low <= part.energy_kcal <= part.interval80.high
    if type(part) in BANDS:
        along, middle = (getattr(part, name) for name in BANDS[type(part)])
        check_band(along, getattr(part, "low"), middle, getattr(part, "high"))  # noqa: B009 of several types
    if isinstance(part, RecoveryPath):
        check_path(part)
    if isinstance(part, RecoveryPrediction):
        check_prediction(part)


def check_band(along: Sized, low: list[float], middle: list[float], high: list[float]) -> None:
    """Check a series with its band, which runs in parallel with what it is over."""
    assert len(along) == len(middle) > 0
    for below, value, above in zip(low, middle, high, strict=True):
        assert below <= value <= above


def check_prediction(told: RecoveryPrediction) -> None:
    colours = told.red_probability + told.yellow_probability + told.green_probability
    assert colours == pytest.approx(1, abs=0.002)  # each is rounded to a thousandth
    for narrow, wide in (
        (told.interval50, told.interval80),
        (told.interval80, told.interval90),
        (told.interval90, Interval(low=1, high=99)),
    ):
        assert wide.low <= narrow.low <= narrow.high <= wide.high
    assert told.interval50.low <= told.recovery_percent <= told.interval50.high


def check_path(path: RecoveryPath) -> None:
    check_band(path.mornings_on, path.low50, path.recovery_percent, path.high50)
    check_band(path.mornings_on, path.low80, path.low50, path.high50)
    check_band(path.mornings_on, path.low90, path.low80, path.high80)
    check_band(path.mornings_on, path.high50, path.high80, path.high90)
    colours = zip(
        path.red_probability, path.yellow_probability, path.green_probability, strict=True
    )
    assert [sum(each) for each in colours] == pytest.approx([1] * len(path.mornings_on), abs=0.002)
    if path.any_red_probability is not None:
        assert path.any_red_probability >= max(path.red_probability)
