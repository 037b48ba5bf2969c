"""Everything goes into the other database and back, and nothing is lost on the way."""

from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Connection, event, text

import settings
from storage import people
from storage.choice_tables import Plan
from storage.copies.moving import METADATA, NotAlike, NotEmpty, move
from storage.databases.database import Database
from storage.tables import Person
from tests.commands.running import refusal, run
from tests.databases import ON_POSTGRESQL, environment_of
from tests.owners import NOW, add_owner
from tests.people import give, write_person


def silent(table: str, rows: int) -> None:
    del table, rows


@pytest.fixture
def full(tmp_path: Path) -> str:
    """Return the URL of a file with a person's data, and one who is gone."""
    file = tmp_path / "full" / "attune.db"
    with closing(opened(f"sqlite:///{file}")) as database:
        ada = add_owner(database, "Ada")
        give(database, ada.person_id, write_person(tmp_path / "export.zip", 40, 3))
        gone = add_owner(database, "Gone")
        with database.write() as session:
            session.add(Plan(person_id=ada.person_id, noted_at=NOW, day_on=NOW.date()))
            session.delete(session.get_one(Person, gone.person_id))
    return f"sqlite:///{file}"


def other_url(tmp_path: Path) -> str:
    """Return the URL of an empty database of the kind that is tested."""
    if ON_POSTGRESQL:
        return environment_of(tmp_path / "other")["DATABASE_URL"]
    return f"sqlite:///{tmp_path / 'other' / 'attune.db'}"


def opened(url: str) -> Database:
    return Database(settings.read({"DATABASE_URL": url}))


def contents(url: str) -> dict[str, list[str]]:
    with closing(opened(url)) as database, database.read() as session:
        return {
            table.name: sorted(str(row) for row in session.connection().execute(table.select()))
            for table in METADATA.sorted_tables
        }


def test_everything_goes_there_and_back(full: str, tmp_path: Path) -> None:
    there, back = other_url(tmp_path), f"sqlite:///{tmp_path / 'back' / 'attune.db'}"
    for source, target in ((full, there), (there, back)):
        ran = run(tmp_path, "move", "--to", target, DATABASE_URL=source)
        assert (ran.returncode, ran.stderr) == (0, "")
        assert "cycles" in ran.stdout

    assert contents(there) == contents(full)
    assert contents(back) == contents(full)
    assert contents(full)["cycles"] != []
    # The id of a person who is gone is given to nobody, wherever the data are.
    for url in (there, back):
        with closing(opened(url)) as database, database.write() as session:
            assert people.add(session, "Next", now=NOW) == 3


def test_an_id_is_given_to_nobody_again_where_nobody_is_left(tmp_path: Path) -> None:
    source, target = f"sqlite:///{tmp_path / 'full' / 'attune.db'}", other_url(tmp_path)
    with closing(opened(source)) as old, closing(opened(target)) as new:
        with old.write() as session:
            gone = people.add(session, "Gone", now=NOW)
            session.delete(session.get_one(Person, gone))
        move(old, new, silent)
        with new.write() as session:
            assert people.add(session, "Next", now=NOW) > gone


@pytest.mark.skipif(not ON_POSTGRESQL, reason="SQLite waits for whoever has begun")
def test_who_is_silent_is_not_given_up_while_the_other_is_read(full: str, tmp_path: Path) -> None:
    said: list[object] = []

    def look(connection: Connection) -> None:
        longest = connection.execute(text("SHOW idle_in_transaction_session_timeout"))
        said.append(longest.scalar())

    with closing(opened(full)) as old, closing(opened(other_url(tmp_path))) as new:
        event.listen(new.writing, "commit", look)
        move(old, new, silent)
    assert said == ["0"]


def test_what_is_not_empty_is_refused(full: str, tmp_path: Path) -> None:
    url = other_url(tmp_path)
    with closing(opened(url)) as database:
        add_owner(database, "Bob")
    before = contents(url)
    refused = refusal(tmp_path, "move", "--to", url, DATABASE_URL=full)

    assert "has rows in people" in refused
    assert contents(url) == before
    with closing(opened(full)) as source, closing(opened(url)) as into, pytest.raises(NotEmpty):
        move(source, into, silent)


def test_what_does_not_read_back_leaves_nothing(full: str, tmp_path: Path) -> None:
    url = other_url(tmp_path)
    with closing(opened(url)) as database, database.write() as session:
        for statement in FORGETFUL_SERVER if ON_POSTGRESQL else FORGETFUL:
            session.connection().execute(text(statement))
    with (
        closing(opened(full)) as source,
        closing(opened(url)) as into,
        pytest.raises(NotAlike, match="workouts"),
    ):
        move(source, into, silent)

    assert set(map(len, contents(url).values())) == {0}


def test_the_same_database_and_no_database_are_refused(full: str, tmp_path: Path) -> None:
    assert "name another" in refusal(tmp_path, "move", "--to", full, DATABASE_URL=full)
    told = refusal(tmp_path, "move", "--to", "mysql://ada:secret@host/x", DATABASE_URL=full)
    assert "is no URL" in told
    assert "secret" not in told


FORGETFUL = (
    """CREATE TRIGGER forgetful AFTER INSERT ON workouts
    BEGIN UPDATE workouts SET strain = strain + 1 WHERE id = NEW.id; END""",
)
FORGETFUL_SERVER = (
    """CREATE FUNCTION forgetful() RETURNS trigger LANGUAGE plpgsql
    AS 'BEGIN NEW.strain := NEW.strain + 1; RETURN NEW; END'""",
    """CREATE TRIGGER forgetful BEFORE INSERT ON workouts
    FOR EACH ROW EXECUTE FUNCTION forgetful()""",
)
