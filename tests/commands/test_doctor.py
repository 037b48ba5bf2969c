import json
from pathlib import Path

import pytest

from tests.commands.running import run
from tests.processes.household import Household

LOOKED_AT = [
    "python",
    "libraries",
    "sqlite",
    "disk",
    "database",
    "tables",
    "tokens",
    "writing",
    "keys",
    "child process",
    "graphiql",
]


def test_a_sound_installation_passes(household: Household) -> None:
    ran = run(household.data, "doctor", "--json")
    assert (ran.returncode, ran.stderr) == (0, "")
    checks = json.loads(ran.stdout)
    assert [check["name"] for check in checks] == LOOKED_AT
    assert all(set(check) == {"name", "ok", "found", "remedy"} for check in checks)
    assert [check["name"] for check in checks if not check["ok"]] == []


@pytest.mark.sqlite("about a file")
def test_a_damaged_database_has_a_remedy(household: Household) -> None:
    file = household.data / "attune.db"
    content = bytearray(file.read_bytes())
    content[:100] = b"this was the header of a database".ljust(100)
    file.write_bytes(content)
    ran = run(household.data, "doctor")
    assert (ran.returncode, ran.stderr) == (1, "")
    bad = [line for line in ran.stdout.splitlines() if line.startswith(("BAD", "     ->"))]
    assert bad == [
        f"BAD  database       {file}: the database is damaged",
        (
            "     -> put a backup in its place: python main.py restore BACKUP; without one, move "
            "it away to begin anew"
        ),
    ]


@pytest.mark.parametrize("command", ["doctor", "person add Ada"])
def test_a_server_that_is_not_there_has_a_remedy(tmp_path: Path, command: str) -> None:
    nowhere = "postgresql://ada:secret@127.0.0.1:9/attune"
    ran = run(tmp_path, *command.split(), DATABASE_URL=nowhere)
    told = ran.stdout + ran.stderr
    assert ran.returncode == 1
    assert "attune at 127.0.0.1:9: the database server of DATABASE_URL cannot be reached" in told
    assert "copy the URL" in told
    assert "secret" not in told


def test_nobody_to_come_in_has_a_remedy(data: Path) -> None:
    ran = run(data, "doctor", "--json")
    assert ran.returncode == 1
    (bad,) = (check for check in json.loads(ran.stdout) if not check["ok"])
    assert (bad["name"], bad["found"]) == ("tokens", "none in force")
    assert bad["remedy"] == "add a person: python main.py person add NAME"
