"""Headers in every language and spelling."""

import re
from collections import Counter
from collections.abc import Callable

import pytest

from storage.importers.languages import ENGLISH, GERMAN, LANGUAGES, Language, fields_of, normalise
from storage.tables import Cycle, JournalAnswer, Sleep, Workout
from tests.storage.importers.conftest import Account
from tests.storage.importers.exports import (
    CYCLES_COLUMNS,
    JOURNAL_COLUMNS,
    SLEEPS_COLUMNS,
    WORKOUTS_COLUMNS,
    answer,
    cycle,
    sheet,
    sleep,
    workout,
)

GERMAN_CYCLE = ("Startzeit des Zyklus", "Endzeit des Zyklus", "Zeitzone des Zyklus")
GERMAN_DAY = (
    "Verbrannte Energie (cal)",
    "Max HF (Schläge pro Minute)",
    "Durchschnittliche HF (Schläge pro Minute)",
)
GERMAN_SLEEP = (
    "Beginn des Schlafs",
    "Beginn des Aufwachens",
    "Schlafleistung %",
    "Atemfrequenz (Atemzüge/Min.)",
    "Schlafdauer (Min.)",
    "Dauer im Bett (Min.)",
    "Dauer des Leichtschlafs (Min.)",
    "Dauer des Tiefschlafs (Min.)",
    "Dauer des REM-Schlafs (Min.)",
    "Dauer des Aufwachens (Min.)",
    "Schlafbedarf (Min.)",
    "Schlafdefizit (Min.)",
    "Schlafeffizienz %",
    "Schlafbeständigkeit %",
)
GERMAN_CYCLES = (
    *GERMAN_CYCLE,
    "Erholungswert %",
    "Ruheherzfrequenz (Schläge pro Minute)",
    "Herzfrequenzvariabilität (ms)",
    "Hauttemperatur (Celsius)",
    "Blutsauerstoff %",
    "Tagesbelastung",
    *GERMAN_DAY,
    *GERMAN_SLEEP,
)
GERMAN_SLEEPS = (*GERMAN_CYCLE, *GERMAN_SLEEP, "Nickerchen")
GERMAN_WORKOUTS = (
    *GERMAN_CYCLE,
    "Startzeit des Trainings",
    "Endzeit des Trainings",
    "Dauer (Min.)",
    "Name der Aktivität",
    "Aktivitätsbelastung",
    *GERMAN_DAY,
    *(f"HF-Zone {zone} %" for zone in range(1, 6)),
    "GPS aktiviert",
)
GERMAN_JOURNAL = (*GERMAN_CYCLE, "Fragetext", "Beantwortet mit Ja", "Anmerkungen")


def test_a_german_export_reads_as_its_english_twin(account: Account) -> None:
    drinks = answer(question="Alkohol konsumiert?", yes="ja")
    report = account.imports(
        {
            "physiologische_zyklen.csv": _translated(CYCLES_COLUMNS, GERMAN_CYCLES, cycle()),
            "Schlaf.csv": _translated(SLEEPS_COLUMNS, GERMAN_SLEEPS, sleep()),
            "Trainings.csv": _translated(
                WORKOUTS_COLUMNS[:17], GERMAN_WORKOUTS, workout(activity="Laufen")
            ),
            "logbuch_eintraege.csv": _translated(JOURNAL_COLUMNS, GERMAN_JOURNAL, drinks),
        }
    )

    assert report.notes == []
    assert [file.imported for file in report.files] == [1, 1, 1, 1]
    again = account.imports(
        {
            "physiological_cycles.csv": sheet(CYCLES_COLUMNS, [cycle()]),
            "sleeps.csv": sheet(SLEEPS_COLUMNS, [sleep()]),
            "workouts.csv": sheet(WORKOUTS_COLUMNS[:17], [workout()]),
            "journal_entries.csv": sheet(JOURNAL_COLUMNS, [answer()]),
        }
    )
    assert [file.unchanged for file in again.files] == [1, 1, 1, 1]
    assert account.rows(Cycle)[0].strain == 11.3
    assert account.rows(Sleep)[0].respiratory_rate_rpm == 15.2
    assert account.rows(Workout)[0].activity == "running"
    assert account.rows(JournalAnswer)[0].question == "alcohol"


SPELLINGS: dict[str, Callable[[str], str]] = {
    "snake": lambda header: header.lower().replace(" ", "_"),
    "snake without brackets": lambda header: re.sub(r"\W+", "_", header.lower()).strip("_"),
    "capitals": lambda header: f"  {header.upper()} ",
    "no-break space": lambda header: header.replace(" ", "\N{NO-BREAK SPACE}"),
    "no percent": lambda header: header.replace("%", "").strip(),
    "no unit": lambda header: re.sub(r" \(\w+\)$", "", header),
}


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_re_saved_headers_are_known(spelling: str) -> None:
    columns = (*CYCLES_COLUMNS, "Nap", *WORKOUTS_COLUMNS[3:9], *JOURNAL_COLUMNS[3:])
    header = [SPELLINGS[spelling](column) for column in columns]

    assert fields_of(header) == fields_of(columns)
    assert len(fields_of(columns)) == len(set(columns))


def test_another_unit_is_another_column() -> None:
    assert "skin_temperature_celsius" not in fields_of(["Skin temp (fahrenheit)"])


def test_unknown_columns_are_told(account: Account) -> None:
    rows = sheet((*CYCLES_COLUMNS, "Moon phase"), [cycle()])
    report = account.imports({"physiological_cycles.csv": rows})

    assert report.notes == ["physiological_cycles.csv: columns not known, ignored: Moon phase"]
    assert report.files[0].imported == 1


@pytest.mark.parametrize("language", LANGUAGES, ids=[each.name for each in LANGUAGES])
def test_no_two_fields_of_a_language_share_a_header(language: Language) -> None:
    spellings = Counter(normalise(header) for header in language.headers.values())

    assert spellings.most_common(1)[0][1] == 1


def test_a_language_names_only_known_fields() -> None:
    assert GERMAN.headers.keys() <= ENGLISH.headers.keys()


def _translated(columns: tuple[str, ...], german: tuple[str, ...], row: dict[str, str]) -> str:
    translation = dict(zip(columns, german, strict=True))
    return sheet(german, [{translation[c]: cell for c, cell in row.items() if c in translation}])
