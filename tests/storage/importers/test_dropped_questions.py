"""Questions that a person never wants kept: set aside, and what was kept of them removed."""

from storage.importers.report import ImportReport
from storage.importers.whoop import import_export
from storage.tables import JournalAnswer
from tests.storage.importers.conftest import LIMIT, NOW, Account
from tests.storage.importers.exports import answer, journal_csv, zipped

FILES = {"journal_entries.csv": journal_csv(answer(), answer(question="Meditate?"))}


def without(account: Account, questions: frozenset[str]) -> ImportReport:
    return import_export(
        account.database,
        account.person_id,
        zipped(account.folder / "export.zip", FILES),
        now=NOW,
        unpacked_limit_bytes=LIMIT,
        keep_notes=False,
        dropped_questions=questions,
    )


def kept(account: Account) -> list[str]:
    return sorted(row.question for row in account.rows(JournalAnswer))


def test_a_dropped_question_is_set_aside(account: Account) -> None:
    [file] = without(account, frozenset({"alcohol"})).files

    assert kept(account) == ["meditation"]
    assert (file.read, file.imported) == (2, 1)
    assert [(row.row, row.reason) for row in file.skipped] == [
        (2, "the settings drop this question")
    ]


def test_what_was_kept_earlier_is_removed_and_moves_the_revision(account: Account) -> None:
    assert without(account, frozenset()).revision == 1
    assert kept(account) == ["alcohol", "meditation"]

    assert without(account, frozenset({"alcohol"})).revision == 2
    assert kept(account) == ["meditation"]
    assert without(account, frozenset({"alcohol"})).revision == 2
