"""The four files of an export: how each is known, and the range of each of their numbers."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """A file is of this kind when it has any of the marks; without its needs it is unusable."""

    name: str
    file_name: str
    marks: frozenset[str]
    needs: frozenset[str]


JOURNAL = Kind(
    "journal",
    "journal_entries.csv",
    marks=frozenset({"question", "answered_yes"}),
    needs=frozenset({"cycle_start", "timezone", "question", "answered_yes"}),
)
WORKOUTS = Kind(
    "workouts",
    "workouts.csv",
    marks=frozenset({"workout_start", "activity", "activity_strain"}),
    needs=frozenset({"timezone", "workout_start", "workout_end", "activity"}),
)
CYCLES = Kind(
    "cycles",
    "physiological_cycles.csv",
    marks=frozenset({"recovery_percent", "day_strain"}),
    needs=frozenset({"cycle_start", "timezone"}),
)
SLEEPS = Kind(
    "sleeps",
    "sleeps.csv",
    marks=frozenset({"sleep_onset", "nap"}),
    needs=frozenset({"cycle_start", "timezone", "sleep_onset"}),
)

# The first whose mark is there: cycles come before sleeps, since they repeat the sleep columns.
KINDS = (JOURNAL, WORKOUTS, CYCLES, SLEEPS)
# Cycles are read before sleeps, so that where both give a sleep its own file has the last word.
READING_ORDER = (CYCLES, SLEEPS, WORKOUTS, JOURNAL)


def kind_of(fields: Collection[str]) -> Kind | None:
    """Return the kind of file that has these fields."""
    return next((kind for kind in KINDS if not kind.marks.isdisjoint(fields)), None)


@dataclass(frozen=True)
class Range:
    """What a living person's device can report; a value outside it is set aside."""

    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.low:g} to {self.high:g}"


PERCENT = Range(0, 100)
# WHOOP's scale ends at 21, by definition.
STRAIN = Range(0, 21)
# No sleep is longer than the day it belongs to.
SLEEP_MINUTES = Range(0, 24 * 60)
# Alive and awake, up to above the highest maximum measured in athletes.
HEART_RATE = Range(20, 250)
# The largest days of stage races are near 10,000 kcal.
ENERGY = Range(0, 20_000)

# The recovery of the morning: it belongs to the sleep that opens the cycle.
MORNING_NUMBERS: Mapping[str, Range] = {
    "recovery_percent": PERCENT,
    "resting_heart_rate_bpm": Range(20, 150),
    # 0 means that nothing was measured, and resting rMSSD above 500 ms has not been reported.
    "hrv_rmssd_ms": Range(1, 500),
    # Skin, below a blanket or not; body temperature ends near 43.
    "skin_temperature_celsius": Range(15, 45),
    "blood_oxygen_percent": Range(50, 100),
}
# The waking hours that follow it.
DAY_NUMBERS: Mapping[str, Range] = {
    "day_strain": STRAIN,
    "energy_kcal": ENERGY,
    "max_heart_rate_bpm": HEART_RATE,
    "average_heart_rate_bpm": HEART_RATE,
}
SLEEP_NUMBERS: Mapping[str, Range] = {
    "performance_percent": PERCENT,
    "respiratory_rate_rpm": Range(4, 60),  # 12 to 20 at rest; 60 is a newborn's
    "asleep_minutes": SLEEP_MINUTES,
    "in_bed_minutes": SLEEP_MINUTES,
    "light_sleep_minutes": SLEEP_MINUTES,
    "deep_sleep_minutes": SLEEP_MINUTES,
    "rem_sleep_minutes": SLEEP_MINUTES,
    "awake_minutes": SLEEP_MINUTES,
    "sleep_need_minutes": SLEEP_MINUTES,
    "sleep_debt_minutes": SLEEP_MINUTES,
    "sleep_efficiency_percent": PERCENT,
    "sleep_consistency_percent": PERCENT,
}
WORKOUT_NUMBERS: Mapping[str, Range] = {
    "duration_minutes": Range(0, 48 * 60),  # hundred-mile races take up to two days
    "activity_strain": STRAIN,
    "energy_kcal": ENERGY,
    "max_heart_rate_bpm": HEART_RATE,
    "average_heart_rate_bpm": HEART_RATE,
    "zone_1_percent": PERCENT,
    "zone_2_percent": PERCENT,
    "zone_3_percent": PERCENT,
    "zone_4_percent": PERCENT,
    "zone_5_percent": PERCENT,
    "distance_meters": Range(0, 1_000_000),  # 1,000 km: more than any day's ride
    # Twice Everest from the sea, and back down again.
    "altitude_gain_meters": Range(0, 20_000),
    "altitude_change_meters": Range(-20_000, 20_000),
}

# Fields that are named otherwise in the tables.
COLUMN_OF: Mapping[str, str] = {"day_strain": "strain", "activity_strain": "strain"}
