import json
import re
from contextlib import closing
from pathlib import Path

from sqlmodel import select

from storage import people, tokens
from storage.chosen import agreements
from storage.tables import AccessToken, Person
from tests.commands.running import refusal, run
from tests.processes.household import Household


def test_adding_a_person_prints_a_token_once(data: Path) -> None:
    added = run(data, "person", "add", "Ada", "--timezone", "Europe/Berlin", "--json")
    assert (added.returncode, added.stderr) == (0, "")
    told = json.loads(added.stdout)
    assert set(told) == {"person", "token", "agreement"}
    assert told["agreement"] == agreements.TEXTS[agreements.CURRENT]
    assert told["person"] == "Ada"
    assert told["token"].startswith(tokens.PREFIX)
    with closing(Household(data).database()) as database, database.read() as session:
        (person,), (kept,) = session.exec(select(Person)), session.exec(select(AccessToken))
        agreed = agreements.of_person(session, person.id or 0)
    assert (person.name, person.timezone) == ("Ada", "Europe/Berlin")
    assert kept.scopes == "read write"
    assert [(row.version, row.act) for row in agreed] == [("1", "COMMAND")]
    assert not any(told["token"].encode() in file.read_bytes() for file in data.iterdir())


def test_people_read_the_token_too(data: Path) -> None:
    added = run(data, "person", "add", "Ada Lovelace")
    assert added.returncode == 0
    line, _, token, *_, agreement = added.stdout.splitlines()
    assert agreement == agreements.TEXTS[agreements.CURRENT]
    assert line == "added Ada Lovelace; this token is shown only now:"
    assert token.strip().startswith(tokens.PREFIX)


def test_a_taken_name_is_refused(household: Household) -> None:
    line = refusal(household.data, "person", "add", "Ada")
    assert line == "person: 'Ada' is taken; choose another name"
    with closing(household.database()) as database, database.read() as session:
        assert len(session.exec(select(AccessToken)).all()) == 1


def test_an_unknown_time_zone_is_quoted(data: Path) -> None:
    line = refusal(data, "person", "add", "Ada", "--timezone", "Europe/Berlim")
    assert line == ("person: --timezone 'Europe/Berlim' is not known; give one like Europe/Berlin")


def test_an_empty_name_is_refused(data: Path) -> None:
    line = refusal(data, "person", "add", " ")
    assert line == "person: NAME is empty; give the person a name"


def test_people_are_told_apart_by_their_whole_name(household: Household) -> None:
    household.add("ada")
    with closing(household.database()) as database, database.read() as session:
        assert people.named(session, "Ada") != people.named(session, "ada")


def test_people_are_listed(household: Household) -> None:
    listed = run(household.data, "person", "list")
    assert re.fullmatch(r"Ada +added \d{4}-\d\d-\d\d  no data\n", listed.stdout)
    (entry,) = json.loads(run(household.data, "person", "list", "--json").stdout)
    assert (entry["person"], entry["days"], entry["lastOn"]) == ("Ada", 0, None)


def test_a_list_of_nobody_says_how_to_add_somebody(data: Path) -> None:
    assert run(data, "person", "list").stdout == "nobody yet; add one: person add NAME\n"
