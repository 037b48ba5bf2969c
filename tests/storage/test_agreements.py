"""What was agreed to when a person was added."""

from datetime import timedelta
from hashlib import sha256
from pathlib import Path

from resolvers.opening import make_first_person
from schema.agreement import AgreementWay
from storage.chosen import agreements
from storage.databases.database import Database
from storage.takeout.kept import AGREEMENTS
from tests.owners import NOW, Owner

# The first letters of each text's digest: who changes words adds a version, and a line here.
WORDS = {"1": "e69da99f"}


def test_words_that_were_agreed_to_stay_as_they_were() -> None:
    texts = agreements.TEXTS.items()
    assert {version: sha256(text.encode()).hexdigest()[:8] for version, text in texts} == WORDS
    settings = Path(__file__).parents[2] / "docs" / "settings.md"
    assert agreements.TEXTS[agreements.CURRENT] in settings.read_text()


def test_it_is_kept_once_for_a_version(database: Database, ada: Owner) -> None:
    for day, way in enumerate((agreements.Way.COMMAND, agreements.Way.SETTING)):
        with database.write() as session:
            agreements.note(session, ada.person_id, way, now=NOW + timedelta(days=day))
    with database.read() as session:
        [row] = agreements.of_person(session, ada.person_id)
    assert (row.version, row.act, row.agreed_at) == (agreements.CURRENT, "COMMAND", NOW)


def test_the_person_of_the_settings_has_one(database: Database) -> None:
    make_first_person(database, "0" * 32, NOW)
    with database.read() as session:
        assert [row.act for row in agreements.of_person(session, 1)] == ["SETTING"]


def test_every_way_is_told_and_exported() -> None:
    names = {way.name for way in agreements.Way}
    assert names == {way.name for way in AgreementWay}
    assert all(AGREEMENTS.patterns["act"].fullmatch(name) for name in names)
