"""What is told of a host that keeps nothing, and of one that does."""

from pathlib import Path

import pytest

import settings
from storage.databases.durability import is_ephemeral, on_own_disk
from tests.processes.asking import ask
from tests.processes.household import Household
from tests.processes.serving import serving

# Another device than that of the system and of the program, on Linux and macOS.
MOUNTED = Path("/dev")


def on(**given: str) -> bool:
    return is_ephemeral(settings.read(given))


def test_a_host_that_starts_anew_keeps_nothing(tmp_path: Path) -> None:
    assert on(RENDER="true", ATTUNE_DATA=str(tmp_path / "not" / "yet"))
    assert on(RENDER="true", DATABASE_URL=f"sqlite:///{tmp_path / 'attune.db'}")


def test_every_other_machine_keeps_what_is_written(tmp_path: Path) -> None:
    assert not on(ATTUNE_DATA=str(tmp_path))


@pytest.mark.parametrize("name", ["ATTUNE_DATA", "DATABASE_URL"])
def test_a_disk_keeps_what_is_on_it(name: str) -> None:
    prefix = "sqlite:///" if name == "DATABASE_URL" else ""
    assert on_own_disk(MOUNTED / "attune.db")
    assert not on(**{"RENDER": "true", name: f"{prefix}{MOUNTED / 'attune' / 'attune.db'}"})


@pytest.mark.sqlite("what a server of its own keeps is not ephemeral")
def test_log_readiness_and_graphql_say_it(tmp_path: Path) -> None:
    data = tmp_path / "data"
    token = Household(data).add("Ada")
    with serving(data, RENDER="true") as server, server.client(token) as client:
        ready = client.get("/readyz").json()
        told = ask(client, "{ server { durability { state advice } } }")["server"]["durability"]
        (warning,) = [line for line in server.log if line["logger"] == "attune.serve"]
    assert told["state"] == ready["durability"] == "EPHEMERAL"
    assert told["advice"] == ready["advice"]
    assert "set DATABASE_URL" in told["advice"]
    assert (warning["level"], warning["message"]) == ("WARNING", f"EPHEMERAL: {told['advice']}")
