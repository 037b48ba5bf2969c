"""No model sees what its outcome is made of, or anything later than the evening before.

Two guards that do not know of each other. One changes what was measured in the last night, on
which nothing fitted may depend. The other reads the columns of every model matrix as it is built.
"""

import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from types import FrameType

import joblib
import numpy as np
import pytest

from ml.catalogue import BY_STEM, CATALOGUE
from ml.engines.design import Design, refuse_leakage
from ml.engines.evening import WEEKDAYS
from ml.history import History
from ml.insight import AnyInsight, Fitted
from tests.ml.asking import ask
from tests.ml.every import LEARNED
from tests.ml.histories import first_days, with_nights
from tests.ml.simulated import Town

# All that is measured in a night or follows it, but for what a person does: when they go to bed,
# when they get up and how long they sleep.
MEASURED: Mapping[str, tuple[float, float]] = {
    "hrv_rmssd_ms": (20, 150),
    "resting_heart_rate_bpm": (40, 80),
    "respiratory_rate_rpm": (12, 20),
    "skin_temperature_celsius": (32, 36),
    "blood_oxygen_percent": (90, 99),
    "light_sleep_minutes": (100, 300),
    "deep_sleep_minutes": (20, 150),
    "rem_sleep_minutes": (20, 150),
    "awake_minutes": (5, 80),
    "in_bed_minutes": (300, 600),
    "sleep_debt_minutes": (0, 127),
    "sleep_efficiency_percent": (60, 99),
    "sleep_consistency_percent": (30, 90),
    "nap_minutes": (0, 60),
    "strain": (1, 20),
    "energy_kcal": (1500, 4000),
    "average_heart_rate_bpm": (60, 90),
    "max_heart_rate_bpm": (100, 190),
}
DONE: Mapping[str, tuple[float, float]] = {
    "asleep_minutes": (250, 550),
    "sleep_onset_hours": (-3, 3),
}
RECOVERY = {"recovery_percent": (1.0, 99.0)}
# What an insight is about besides recovery, which its fit must of course see.
ABOUT: Mapping[str, set[str]] = {
    "sleep_quality": {"hrv_rmssd_ms", "resting_heart_rate_bpm", "in_bed_minutes"},
    # Shown beside recovery; tests below hold that they move nothing else.
    "habit_impact": {"hrv_rmssd_ms", "resting_heart_rate_bpm"},
    "sleep_window": {"hrv_rmssd_ms"},
    # The night itself beside the nights before it.
    "recovery_anomaly": {
        "hrv_rmssd_ms",
        "resting_heart_rate_bpm",
        "respiratory_rate_rpm",
        "skin_temperature_celsius",
    },
    # Each from its own past alone; a test below holds that no other column counts.
    "metric_forecast": {"hrv_rmssd_ms", "resting_heart_rate_bpm"},
    # The days themselves; recovery takes no part in their types.
    "day_types": {"strain", "energy_kcal"},
}
# What no recovery is modelled in: the energy of workouts, types of days, and the night's signals.
NO_RECOVERY = ("calorie_estimate", "calorie_efficiency", "day_types", "recovery_anomaly")
# Recovery forecast from its own past alone, without any column of another thing.
OWN_PAST_ALONE = ("metric_forecast", "recovery_forecast")
# What follows a hard session or rest is what their strain does, so it is not held equal there.
STRAIN_LET_VARY = ("performance_windows", "recovery_velocity")
OF_RECOVERY = pytest.mark.parametrize(
    "insight",
    [insight for insight in CATALOGUE if insight.learned and insight.stem not in NO_RECOVERY],
    ids=lambda insight: insight.stem,
)
OF_NIGHTS = pytest.mark.parametrize(
    "insight",
    [
        insight
        for insight in CATALOGUE
        if insight.learned and insight.stem not in (*NO_RECOVERY, *OWN_PAST_ALONE)
    ],
    ids=lambda insight: insight.stem,
)
STRAIN_HELD_EQUAL = pytest.mark.parametrize(
    "insight",
    [
        insight
        for insight in CATALOGUE
        if insight.learned and insight.stem not in (*NO_RECOVERY, *OWN_PAST_ALONE, *STRAIN_LET_VARY)
    ],
    ids=lambda insight: insight.stem,
)
# Of night t itself: the calendar, and behaviour that an insight asks about or a person chooses.
ALLOWED_OF_THE_NIGHT = {
    "weekend[t]",
    *(f"{day}[t]" for day in WEEKDAYS),
    "time[t]",
    "travelled[t]",
    "season_sine[t]",
    "season_cosine[t]",
    "new_staging[t]",
    "bedtime[t]",
    "bedtime_deviation[t]",
    "asleep_minutes[t]",
    "alcohol[t]",
}
# Sleep quality asks about sleep itself, on HRV; that recovery is computed from it, it says.
ASKED_OF_THE_NIGHT = {"sleep_quality": {"asleep_hours[t]", "sleep_efficiency[t]"}}


@pytest.fixture(scope="module")
def history(town: Town) -> History:
    """Return nights that all end before the last one, whose day is over."""
    return town.life("usual", 200, 1)[1]


def redrawn(history: History, columns: Mapping[str, tuple[float, float]], rows: slice) -> History:
    """Return the history with columns drawn anew in some rows."""
    rng = np.random.default_rng(5)

    def draw(name: str, low: float, high: float) -> list[float]:
        values = np.array(getattr(history.nights, name))
        values[rows] = rng.uniform(low, high, len(values[rows]))
        return values.tolist()

    return with_nights(history, **{name: draw(name, *bounds) for name, bounds in columns.items()})


def fitted(insight: AnyInsight, history: History) -> Mapping[str, object]:
    found: Fitted = import_module(f"ml.analyses.{insight.stem}").fit(history)
    return found.model


def digest(model: object) -> str:
    return str(joblib.hash(model))


LAST = slice(-1, None)


@LEARNED
def test_no_fit_depends_on_what_was_measured_in_its_last_night(
    insight: AnyInsight, history: History
) -> None:
    about = ABOUT.get(insight.stem, set())
    measured = {name: bounds for name, bounds in MEASURED.items() if name not in about}
    before = digest(fitted(insight, history))
    assert before == digest(fitted(insight, redrawn(history, measured, LAST)))


@OF_RECOVERY
def test_a_fit_does_depend_on_the_outcome_of_its_last_night(
    insight: AnyInsight, history: History
) -> None:
    other = redrawn(history, RECOVERY, LAST)
    assert digest(fitted(insight, history)) != digest(fitted(insight, other))


@pytest.mark.parametrize("stem", NO_RECOVERY)
def test_what_models_no_recovery_depends_on_none(stem: str, history: History) -> None:
    other = redrawn(history, RECOVERY, slice(None))
    assert digest(fitted(BY_STEM[stem], history)) == digest(fitted(BY_STEM[stem], other))


@STRAIN_HELD_EQUAL
def test_a_fit_does_depend_on_the_strain_of_the_day_before(
    insight: AnyInsight, history: History
) -> None:
    other = redrawn(history, {"strain": (1, 20)}, slice(-2, -1))
    assert digest(fitted(insight, history)) != digest(fitted(insight, other))


def test_the_forecast_of_the_evening_knows_nothing_of_the_night(history: History) -> None:
    analysis = import_module("ml.analyses.recovery_prediction")
    before = analysis.fit(history).model
    after = analysis.fit(redrawn(history, {**MEASURED, **DONE}, LAST)).model
    assert digest(before["evening"]) == digest(after["evening"])
    assert digest(before["average"]) == digest(after["average"])
    # The what-if is about that very night's bedtime and sleep.
    assert digest(before["scenario"]) != digest(after["scenario"])


def test_a_past_forecast_knows_nothing_that_came_later(history: History) -> None:
    analysis = import_module("ml.analyses.recovery_prediction")
    later = analysis.fit(history).model
    for days in (60, 100, 150):
        then = analysis.fit(first_days(history, days)).model
        for variant in ("evening", "scenario", "average"):
            # The errors of every night; of the naive forecasts' the model keeps the last alone.
            past = then[variant]["record"]["spread"]
            assert len(past) > days / 2
            assert np.array_equal(later[variant]["record"]["spread"][: len(past)], past)


@pytest.mark.parametrize(
    ("stem", "shown"),
    [("habit_impact", {"hrv", "resting_heart_rate"}), ("sleep_window", {"hrv"})],
)
def test_comparisons_of_nights_use_no_measurement_of_any_night(
    stem: str, shown: set[str], history: History
) -> None:
    unused = {name: bounds for name, bounds in MEASURED.items() if name != "strain"}
    other = redrawn(history, unused, slice(None))
    before, after = (fitted(BY_STEM[stem], each) for each in (history, other))
    changed = {name for name in before if digest(before[name]) != digest(after[name])}
    assert changed == shown


def test_the_effect_of_a_habit_is_the_total_one(history: History) -> None:
    other = redrawn(history, DONE, slice(None))
    assert ask("habit_impact", history).text == ask("habit_impact", other).text


def designs(build: Callable[[], object]) -> list[Design]:
    """Return the model matrices that pass the guard while something is built."""
    seen: list[Design] = []

    def note(frame: FrameType, event: str, _arg: object) -> None:
        if event == "call" and frame.f_code is refuse_leakage.__code__:
            seen.extend(frame.f_locals["designs"])

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        build()
    finally:
        sys.setprofile(before)
    return seen


def test_recovery_of_the_coming_days_is_forecast_from_recovery_alone(history: History) -> None:
    other = redrawn(history, {**MEASURED, **DONE}, slice(None))
    before, after = (fitted(BY_STEM["recovery_forecast"], each) for each in (history, other))
    assert digest(before) == digest(after)
    before, after = (fitted(BY_STEM["metric_forecast"], each) for each in (history, other))
    alike = {name for name in before if digest(before[name]) == digest(after[name])}
    assert alike == {"RECOVERY"}


@OF_NIGHTS
def test_every_column_is_of_the_day_before_or_allowed(
    insight: AnyInsight, history: History
) -> None:
    seen = designs(lambda: fitted(insight, history))
    names = {name for design in seen for name in design.names}
    assert len(names) >= 6
    # Of the night after the next, a habit counts as repeated or not.
    habits = {*history.questions, *(f"{name}, repeated" for name in history.questions)}
    of_the_night = {name for name in names if not name.endswith(("[t-1]", "[t-2]"))} - habits
    asked = ASKED_OF_THE_NIGHT.get(insight.stem, set())
    assert of_the_night <= ALLOWED_OF_THE_NIGHT | asked | {"intercept"}


@pytest.mark.parametrize("stem", NO_RECOVERY)
def test_what_models_no_recovery_builds_no_comparison_of_nights(
    stem: str, history: History
) -> None:
    assert designs(lambda: fitted(BY_STEM[stem], history)) == []


@STRAIN_HELD_EQUAL
def test_a_column_holds_what_its_name_says(insight: AnyInsight, history: History) -> None:
    nights = history.nights
    days = range(nights.day[0], nights.day[-1] + 1)
    strain_of = dict(zip(nights.day, nights.strain, strict=True))
    before = np.array([strain_of.get(day - 1, np.nan) for day in days])
    whole = [
        design.column("strain[t-1]")
        for design in designs(lambda: fitted(insight, history))
        if "strain[t-1]" in design.names
    ]
    assert whole
    for column in whole:
        if len(column) == len(before):
            np.testing.assert_array_equal(column, before)
        else:
            assert set(column[np.isfinite(column)]) <= set(before)


def test_the_same_night_would_be_seen(history: History) -> None:
    leaked = np.asarray(history.nights.hrv_rmssd_ms)[:, None]
    seen = designs(lambda: refuse_leakage(Design(("hrv[t-1]",), leaked)))
    assert [design.names for design in seen] == [("hrv[t-1]",)]
