"""The headers of an export in each language; a further language is one more table."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_UNIT = re.compile(r"\([^)]*\)\s*$")
_BRACKETED = re.compile(r"\([^)]*\)")
_BETWEEN_WORDS = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Language:
    """WHOOP's header of each field, and its words for yes and no, spreadsheets' words included."""

    name: str
    headers: Mapping[str, str]
    yes: frozenset[str]
    no: frozenset[str]


ENGLISH = Language(
    name="English",
    headers={
        "cycle_start": "Cycle start time",
        "cycle_end": "Cycle end time",
        "timezone": "Cycle timezone",
        "recovery_percent": "Recovery score %",
        "resting_heart_rate_bpm": "Resting heart rate (bpm)",
        "hrv_rmssd_ms": "Heart rate variability (ms)",
        "skin_temperature_celsius": "Skin temp (celsius)",
        "blood_oxygen_percent": "Blood oxygen %",
        "day_strain": "Day Strain",
        "energy_kcal": "Energy burned (cal)",
        "max_heart_rate_bpm": "Max HR (bpm)",
        "average_heart_rate_bpm": "Average HR (bpm)",
        "sleep_onset": "Sleep onset",
        "wake_onset": "Wake onset",
        "performance_percent": "Sleep performance %",
        "respiratory_rate_rpm": "Respiratory rate (rpm)",
        "asleep_minutes": "Asleep duration (min)",
        "in_bed_minutes": "In bed duration (min)",
        "light_sleep_minutes": "Light sleep duration (min)",
        "deep_sleep_minutes": "Deep (SWS) duration (min)",
        "rem_sleep_minutes": "REM duration (min)",
        "awake_minutes": "Awake duration (min)",
        "sleep_need_minutes": "Sleep need (min)",
        "sleep_debt_minutes": "Sleep debt (min)",
        "sleep_efficiency_percent": "Sleep efficiency %",
        "sleep_consistency_percent": "Sleep consistency %",
        "nap": "Nap",
        "workout_start": "Workout start time",
        "workout_end": "Workout end time",
        "duration_minutes": "Duration (min)",
        "activity": "Activity name",
        "activity_strain": "Activity Strain",
        "zone_1_percent": "HR Zone 1 %",
        "zone_2_percent": "HR Zone 2 %",
        "zone_3_percent": "HR Zone 3 %",
        "zone_4_percent": "HR Zone 4 %",
        "zone_5_percent": "HR Zone 5 %",
        "gps_enabled": "GPS enabled",
        "distance_meters": "Distance (meters)",
        "altitude_gain_meters": "Altitude gain (meters)",
        "altitude_change_meters": "Altitude change (meters)",
        "question": "Question text",
        "answered_yes": "Answered yes",
        "notes": "Notes",
    },
    yes=frozenset({"true", "yes", "1", "1.0"}),
    no=frozenset({"false", "no", "0", "0.0"}),
)

# German exports seen so far are of the 17 workout columns, without distance and altitude.
GERMAN = Language(
    name="German",
    headers={
        "cycle_start": "Startzeit des Zyklus",
        "cycle_end": "Endzeit des Zyklus",
        "timezone": "Zeitzone des Zyklus",
        "recovery_percent": "Erholungswert %",
        "resting_heart_rate_bpm": "Ruheherzfrequenz (Schläge pro Minute)",
        "hrv_rmssd_ms": "Herzfrequenzvariabilität (ms)",
        "skin_temperature_celsius": "Hauttemperatur (Celsius)",
        "blood_oxygen_percent": "Blutsauerstoff %",
        "day_strain": "Tagesbelastung",
        "energy_kcal": "Verbrannte Energie (cal)",
        "max_heart_rate_bpm": "Max HF (Schläge pro Minute)",
        "average_heart_rate_bpm": "Durchschnittliche HF (Schläge pro Minute)",
        "sleep_onset": "Beginn des Schlafs",
        "wake_onset": "Beginn des Aufwachens",
        "performance_percent": "Schlafleistung %",
        "respiratory_rate_rpm": "Atemfrequenz (Atemzüge/Min.)",
        "asleep_minutes": "Schlafdauer (Min.)",
        "in_bed_minutes": "Dauer im Bett (Min.)",
        "light_sleep_minutes": "Dauer des Leichtschlafs (Min.)",
        "deep_sleep_minutes": "Dauer des Tiefschlafs (Min.)",
        "rem_sleep_minutes": "Dauer des REM-Schlafs (Min.)",
        "awake_minutes": "Dauer des Aufwachens (Min.)",
        "sleep_need_minutes": "Schlafbedarf (Min.)",
        "sleep_debt_minutes": "Schlafdefizit (Min.)",
        "sleep_efficiency_percent": "Schlafeffizienz %",
        "sleep_consistency_percent": "Schlafbeständigkeit %",
        "nap": "Nickerchen",
        "workout_start": "Startzeit des Trainings",
        "workout_end": "Endzeit des Trainings",
        "duration_minutes": "Dauer (Min.)",
        "activity": "Name der Aktivität",
        "activity_strain": "Aktivitätsbelastung",
        "zone_1_percent": "HF-Zone 1 %",
        "zone_2_percent": "HF-Zone 2 %",
        "zone_3_percent": "HF-Zone 3 %",
        "zone_4_percent": "HF-Zone 4 %",
        "zone_5_percent": "HF-Zone 5 %",
        "gps_enabled": "GPS aktiviert",
        "question": "Fragetext",
        "answered_yes": "Beantwortet mit Ja",
        "notes": "Anmerkungen",
    },
    yes=frozenset({"true", "ja", "wahr", "1", "1.0"}),
    no=frozenset({"false", "nein", "falsch", "0", "0.0"}),
)

LANGUAGES = (ENGLISH, GERMAN)
YES = frozenset[str]().union(*(language.yes for language in LANGUAGES))
NO = frozenset[str]().union(*(language.no for language in LANGUAGES))


def fields_of(header: Sequence[str]) -> dict[str, int]:
    """Return the position of each field, in the language that knows most of the header."""
    normalised = [normalise(cell) for cell in header]
    found = [_positions(normalised, language) for language in LANGUAGES]
    return max(found, key=len)


def normalise(header: str) -> str:
    """Return a header without case, brackets, percent signs and the kind of its spaces.

    >>> normalise("Recovery score %") == normalise(" recovery_score_% ")
    True
    """
    text = unicodedata.normalize("NFKC", header).casefold()
    return _BETWEEN_WORDS.sub("_", text).strip("_")


def _positions(normalised: list[str], language: Language) -> dict[str, int]:
    spellings = {
        normalise(spelling): field
        for field, header in language.headers.items()
        # A header without its unit is the same column; one with another unit is not.
        for spelling in (header, _UNIT.sub("", header), _BRACKETED.sub("", header))
    }
    return {
        spellings[header]: position
        for position, header in reversed(list(enumerate(normalised)))
        if header in spellings
    }
