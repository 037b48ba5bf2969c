"""Rows of journal_entries.csv: three states, one key a question, and no diary unasked."""

from datetime import UTC, datetime

import pytest

from storage.importers.questions import WORDINGS, question_key
from storage.tables import Cycle, JournalAnswer
from tests.storage.importers.conftest import Account
from tests.storage.importers.exports import (
    JOURNAL_COLUMNS,
    answer,
    cycle,
    cycles_csv,
    journal_csv,
    night_of,
    sheet,
)

NIGHTS = (14, 15, 16)


def nights(number: int) -> dict[str, str]:
    return {name: cell for name, cell in night_of(number).items() if name in {"start", "end"}}


def test_an_answer_joins_exactly_its_own_cycle(account: Account) -> None:
    """Drinks on the evening of the 15th stand beside the low recovery of the 16th."""
    recoveries = {14: "71", 15: "23", 16: "69"}
    drinks = {14: "false", 15: "true", 16: "false"}
    account.imports(
        {
            "physiological_cycles.csv": cycles_csv(
                *(cycle(**night_of(n), recovery=recoveries[n]) for n in NIGHTS)
            ),
            "journal_entries.csv": journal_csv(
                *(answer(**nights(n), yes=drinks[n]) for n in (16, 14, 15))
            ),
        }
    )

    recovery = {stored.started_at: stored.recovery_percent for stored in account.rows(Cycle)}
    joined = [(row.answered_yes, recovery[row.night_started_at]) for row in _answers(account)]
    assert joined == [(False, 71), (True, 23), (False, 69)]


def test_what_is_not_logged_has_no_row(account: Account) -> None:
    """Yes, no, and a third night of which nothing is known."""
    rows = (answer(**nights(14), yes="true"), answer(**nights(15), yes="false"))
    account.imports({"journal_entries.csv": journal_csv(*rows)})

    assert [row.answered_yes for row in _answers(account)] == [True, False]
    assert account.rows(Cycle) == []


def test_an_answer_before_its_cycle_waits_for_it(account: Account) -> None:
    account.imports({"journal_entries.csv": journal_csv(answer())})
    account.imports({"physiological_cycles.csv": cycles_csv(cycle())})

    [row], [night] = _answers(account), account.rows(Cycle)
    assert row.night_started_at == night.started_at == datetime(2024, 3, 14, 22, 10, tzinfo=UTC)
    assert (row.source, row.behaviour_on, row.question) == ("whoop", None, "alcohol")


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"start": "", "end": ""}, "no Cycle start time in this row"),
        ({"yes": ""}, "not answered: neither yes nor no"),
        ({"yes": "maybe"}, "Answered yes is 'maybe': expected true or false"),
        ({"question": " ? "}, "no question in this row"),
    ],
)
def test_rows_that_answer_nothing_are_kept_out_and_told(
    account: Account, cells: dict[str, str], reason: str
) -> None:
    report = account.imports({"journal_entries.csv": journal_csv(answer(**cells))})

    assert [skipped.reason for skipped in report.files[0].skipped] == [reason]
    assert _answers(account) == []


@pytest.mark.parametrize("yes", ["TRUE", "true", " True ", "yes", "ja", "WAHR", "1"])
def test_yes_in_every_spelling(account: Account, yes: str) -> None:
    account.imports({"journal_entries.csv": journal_csv(answer(yes=yes))})

    assert [row.answered_yes for row in _answers(account)] == [True]


def test_exact_repeats_are_told_by_the_row_they_repeat(account: Account) -> None:
    rows = (answer(**nights(14)), answer(**nights(15)), answer(**nights(14)))
    report = account.imports({"journal_entries.csv": journal_csv(*rows)})

    [skipped] = report.files[0].skipped
    assert (skipped.row, skipped.reason) == (4, "repeats row 2")
    assert (report.files[0].read, report.files[0].imported) == (3, 2)


def test_of_two_that_contradict_the_last_one_counts(account: Account) -> None:
    rows = (answer(yes="true"), answer(yes="false"))
    report = account.imports({"journal_entries.csv": journal_csv(*rows)})

    [skipped] = report.files[0].skipped
    assert skipped.row == 2
    assert skipped.reason == "row 3 says otherwise, and the last one counts"
    assert [row.answered_yes for row in _answers(account)] == [False]


def test_wordings_of_one_night_are_one_answer(account: Account) -> None:
    """One export mixes "Have any caffeine? " and "Consumed caffeine?"."""
    rows = (answer(question="Have any caffeine? "), answer(question="Consumed caffeine?"))
    report = account.imports({"journal_entries.csv": journal_csv(*rows)})

    assert [row.question for row in _answers(account)] == ["caffeine"]
    assert report.files[0].skipped[0].reason == "repeats row 2"


def test_notes_are_dropped_unless_kept(account: Account) -> None:
    files = {"journal_entries.csv": journal_csv(answer(notes="Dear diary,\nwhat a night"))}
    account.imports(files)
    assert _answers(account)[0].notes is None

    account.imports(files, keep_notes=True)
    assert _answers(account)[0].notes == "Dear diary,\nwhat a night"

    account.imports(files)
    assert _answers(account)[0].notes is None


def test_a_file_without_notes_leaves_the_kept_ones(account: Account) -> None:
    account.imports({"journal.csv": journal_csv(answer(notes="late"))}, keep_notes=True)
    without = sheet(JOURNAL_COLUMNS[:-1], [answer()])
    report = account.imports({"journal.csv": without}, keep_notes=True)

    assert report.files[0].unchanged == 1
    assert _answers(account)[0].notes == "late"


def test_no_word_of_a_question_or_a_note_reaches_the_report(account: Account) -> None:
    secret = "Did you do the secret thing"
    rows = (
        answer(question=secret, notes=secret, yes="maybe"),
        answer(question=secret, notes=secret, start=""),
        answer(question=secret, notes=secret),
        answer(question=secret, notes=secret),
    )
    report = account.imports({"journal_entries.csv": journal_csv(*rows)}, keep_notes=True)

    assert report.files[0].skipped_rows == 3
    assert "secret" not in report.text()
    assert "secret" not in str(report.to_json())


@pytest.mark.parametrize(
    ("wordings", "key"),
    [
        (("Have any caffeine? ", "Consumed caffeine?", "Koffein konsumiert?"), "caffeine"),
        (("Hydrate sufficiently?", "Hydrated sufficiently?"), "hydration"),
        (
            ("View a screened device while in bed?", "Viewed a screen device in bed?"),
            "screen_in_bed",
        ),
        (("Share your bed?", "Shared your bed?"), "shared_bed"),
        (
            ("Injured / Not Injured", "Have an injury or wound", "Have an injury or wound?"),
            "injury",
        ),
        (("Sick / Not Sick", "Feeling sick or ill?"), "illness"),
        (("Eat any food close to bedtime?", "Ate food close to bedtime?"), "late_meal"),
        (("Experience any stress?", "Experienced stress?"), "stress"),
        (("Take creatine?", "Took creatine?"), "creatine"),
        (
            ("Avoid consuming processed foods?", "Avoided processed foods?"),
            "avoided_processed_food",
        ),
        (("Have any alcoholic drinks?", "ALKOHOL KONSUMIERT?"), "alcohol"),
        (("Wore socks in bed?", "wore  socks in bed"), "wore_socks_in_bed"),
    ],
)
def test_wordings_drift_and_keys_stay(wordings: tuple[str, ...], key: str) -> None:
    assert {question_key(wording) for wording in wordings} == {key}


def test_no_wording_has_two_keys() -> None:
    wordings = [wording for several in WORDINGS.values() for wording in several]
    keys = [key for key, several in WORDINGS.items() for _ in several]

    assert [question_key(wording) for wording in wordings] == keys


def test_a_question_of_any_length_has_a_bounded_key() -> None:
    assert len(question_key("why " * 1000)) <= 120


def _answers(account: Account) -> list[JournalAnswer]:
    return sorted(account.rows(JournalAnswer), key=lambda row: row.night_started_at)
