import json
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from storage import access, tokens
from tests.commands.running import refusal, run
from tests.processes.household import Household


def test_a_token_is_added_listed_and_revoked(household: Household) -> None:
    def told(*words: str) -> list[dict[str, object]]:
        ran = run(household.data, "token", *words, "--person", "Ada", "--json")
        assert (ran.returncode, ran.stderr) == (0, "")
        answer = json.loads(ran.stdout)
        return answer if isinstance(answer, list) else [answer]

    (added,) = told("add", "--label", "watch", "--days", "30")
    assert set(added) == {"id", "person", "token"}
    token = str(added["token"])
    assert allowed(household, token) == {"read", "write"}

    first, second = told("list")
    assert [first["label"], second["label"]] == ["tablet", "watch"]
    assert [first["scopes"], second["scopes"]] == ["read", "read write"]
    assert second["state"] == "in force"
    assert set(second) == {
        "id", "label", "scopes", "state", "createdAt", "expiresAt", "lastUsedAt"
    }  # fmt: skip
    expires_in = datetime.fromisoformat(str(second["expiresAt"])) - datetime.now(UTC)
    assert timedelta(days=29, hours=23) < expires_in <= timedelta(days=30)

    assert told("revoke", str(added["id"])) == [{"revoked": added["id"]}]
    assert allowed(household, token) is None
    assert told("list")[1]["state"] == "revoked"


def test_people_read_the_list_without_a_token_in_it(household: Household) -> None:
    listed = run(household.data, "token", "list", "--person", "Ada")
    assert listed.returncode == 0
    assert "read" in listed.stdout
    assert "in force" in listed.stdout
    assert "last used never" in listed.stdout
    assert tokens.PREFIX not in listed.stdout


def test_a_token_of_another_is_not_revoked(household: Household) -> None:
    token = household.add("Bo")
    line = refusal(household.data, "token", "revoke", "2", "--person", "Ada")
    assert line == "token: Ada has no token 2 in force; see: token list"
    assert allowed(household, token) == {"read", "write"}


def test_an_unknown_scope_is_quoted(household: Household) -> None:
    line = refusal(household.data, "token", "add", "--person", "Ada", "--scopes", "root")
    assert line == "token: --scopes 'root': choose of read, write, admin"


def test_days_before_today_are_refused(household: Household) -> None:
    line = refusal(household.data, "token", "add", "--person", "Ada", "--days", "0")
    assert line == "token: --days 0: give 1 or more"


def test_an_unknown_person_is_named(data: Path) -> None:
    line = refusal(data, "token", "list", "--person", "Ada")
    assert line == "token: --person 'Ada' is not known here; there is: nobody yet"


def allowed(household: Household, token: str) -> frozenset[str] | None:
    with closing(household.database()) as database, database.look() as connection:
        found = access.find(connection, token, datetime.now(UTC))
    return found.access.scopes if found else None
