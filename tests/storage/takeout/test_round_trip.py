"""What is taken along comes back as it was: every row of every table, in another database."""

import csv
import io
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as trying
from hypothesis import strategies as st
from sqlalchemy import Column, Float, String
from sqlalchemy import text as sql
from sqlmodel import select

from ml.history import encode
from storage import people
from storage.choice_tables import Goal
from storage.chosen import choices
from storage.computed import histories
from storage.databases.database import Database
from storage.importers.report import ImportReport
from storage.importers.whoop import import_export
from storage.tables import Cycle, Person
from storage.takeout.cells import cell, reader
from storage.takeout.kept import KEPT
from storage.takeout.writing import rows_of, write_takeout
from tests.databases import database_of
from tests.owners import Owner
from tests.storage.takeout.furnished import NOW, TEXTS, furnish

# Computed again from the rows, or the server's own; imports and tokens are read on their own.
NOT_KEPT = {"histories", "model_versions", "answers", "responses", "imports", "access_tokens"}

# Zero bytes and halves of characters are no text of any file.
TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Database]:
    """Return a database in which somebody else has the first id."""
    with closing(database_of(tmp_path / "other")) as database:
        with database.write() as session:
            people.add(session, "somebody", now=NOW)
            people.add(session, "Ada", now=NOW)
        yield database


@pytest.fixture
def takeout(database: Database, ada: Owner, tmp_path: Path) -> Path:
    furnish(database, ada.person_id)
    with database.write() as session:
        session.get_one(Person, ada.person_id).timezone = "Europe/Berlin"
    write_takeout(database, ada.person_id, tmp_path / "takeout.zip", NOW)
    return tmp_path / "takeout.zip"


def brought(database: Database, path: Path, *, keep_notes: bool = True) -> ImportReport:
    return import_export(
        database, ADA, path, now=NOW, unpacked_limit_bytes=10_000_000, keep_notes=keep_notes
    )


ADA = 2  # her id elsewhere


def rows(database: Database, person_id: int) -> dict[str, list[tuple[object, ...]]]:
    """Return every row of a person that is taken along, by table."""
    with database.read() as session:
        connection = session.connection()
        found = {
            kept.name: [tuple(row) for row in connection.execute(rows_of(kept, person_id)[0])]
            for kept in KEPT
        }
        imports = "SELECT imported_at, source_name, revision, report FROM imports"
        where = f" WHERE person_id = {person_id} AND source_name LIKE '%1.zip' ORDER BY id"
        found["imports"] = [tuple(row) for row in connection.execute(sql(imports + where))]
    return found


def test_every_row_comes_back(
    database: Database, ada: Owner, elsewhere: Database, takeout: Path
) -> None:
    report = brought(elsewhere, takeout)

    there = rows(elsewhere, ADA)
    assert there == rows(database, ada.person_id)
    assert all(there.values())
    assert all(file.imported == file.read > 0 for file in report.files)
    assert len(report.files) == len(there)
    with elsewhere.read() as session:
        assert session.get_one(Person, ADA).timezone == "Europe/Berlin"


def test_histories_are_the_same_so_that_findings_are(
    database: Database, ada: Owner, elsewhere: Database, takeout: Path
) -> None:
    """The person draws as before, under another id; experiments are named by each server."""
    brought(elsewhere, takeout)

    with database.read() as here, elsewhere.read() as there:
        assert choices.of_person(here, ada.person_id).person == choices.opaque_name(ada.person_id)
        before, after = histories.build(here, ada.person_id), histories.build(there, ADA)
    assert encode(after) == encode(before)


def test_again_changes_nothing(elsewhere: Database, takeout: Path) -> None:
    first = brought(elsewhere, takeout)
    before = rows(elsewhere, ADA)
    report = brought(elsewhere, takeout)

    assert rows(elsewhere, ADA) == before
    assert all(file.unchanged == file.read for file in report.files)
    assert report.revision == first.revision == 1


def test_what_was_taken_changes_nothing_where_it_was_taken(
    database: Database, ada: Owner, takeout: Path
) -> None:
    report = import_export(
        database, ada.person_id, takeout, now=NOW, unpacked_limit_bytes=10**7, keep_notes=True
    )

    assert all(file.unchanged == file.read for file in report.files)
    assert report.revision == 0


def test_a_time_zone_that_comes_alone_moves_the_revision(
    elsewhere: Database, takeout: Path
) -> None:
    first = brought(elsewhere, takeout)
    with elsewhere.write() as session:
        session.get_one(Person, ADA).timezone = None
    report = brought(elsewhere, takeout)

    assert report.revision == first.revision + 1  # or `me { timezone }` is sent again as it was


def test_the_later_word_stands(elsewhere: Database, takeout: Path) -> None:
    brought(elsewhere, takeout)
    with elsewhere.write() as session:
        for goal in session.exec(select(Goal)):
            goal.noted_at, goal.target = NOW, 70
        for cycle in session.exec(select(Cycle)):
            cycle.recovery_percent = 5
    report = {file.kind: file for file in brought(elsewhere, takeout).files}

    assert [row[2] for row in rows(elsewhere, ADA)["goals"]] == [70]
    assert (report["goals"].unchanged, report["cycles"].unchanged) == (1, 0)


def test_settings_hold_for_what_is_brought(elsewhere: Database, takeout: Path) -> None:
    brought(elsewhere, takeout, keep_notes=False)

    assert {row[-1] for row in rows(elsewhere, ADA)["journal_answers"]} == {None}


def test_every_table_of_people_is_taken_or_can_be_computed() -> None:
    of_people = {
        table.name
        for table in Cycle.metadata.tables.values()
        if any(key.column.table.name == "people" for key in table.foreign_keys)
    }
    taken = {kept.name for kept in KEPT if kept.parent is None}

    assert of_people == taken | NOT_KEPT
    assert not taken & NOT_KEPT


def test_no_cell_is_a_formula_and_no_secret_is_told(takeout: Path) -> None:
    with zipfile.ZipFile(takeout) as archive:
        content = {name: archive.read(name).decode() for name in archive.namelist()}
    for name, text in content.items():
        if name.endswith(".csv"):
            for row in csv.reader(io.StringIO(text)):
                assert not [each for each in row if each[:1] in set("=+@\t\r")], name
                negative = [float(each) for each in row if each.startswith("-")]
                assert all(number < 0 for number in negative), name
    assert "sha256" not in "".join(content.values())


@trying(deadline=None, derandomize=True, max_examples=300)
@given(TEXT | st.sampled_from(TEXTS))
def test_any_text_comes_back_from_a_cell(text: str) -> None:
    shown = cell(text)

    assert shown[:1] not in set("=+-@\t\r\n")
    assert reader(Column("text", String, nullable=False))(shown) == text


@trying(deadline=None, derandomize=True, max_examples=300)
@given(st.floats(allow_nan=False, allow_infinity=False))
def test_any_number_comes_back_from_a_cell(number: float) -> None:
    assert reader(Column("number", Float, nullable=False))(cell(number)) == number
