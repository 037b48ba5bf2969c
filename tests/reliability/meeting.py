"""Somebody whose server meets a fault, and what goes on meanwhile."""

from pathlib import Path

import httpx

from tests.processes.asking import ask
from tests.processes.household import Household
from tests.processes.serving import Serving, eventually
from tests.reliability import exports
from tests.reliability.load import RECORD

NAME = "{ me { name } }"
SUMMARY = "{ me { insights { sleepSummary { standing caveats { code } } } } }"
STORED = "stored"


def a_person(folder: Path) -> tuple[str, Path]:
    export = exports.write(folder / "export-0.zip", 0)
    return Household(folder / "data").add("Ada", export), exports.write(folder / "export-1.zip", 1)


def write_until_refused(client: httpx.Client) -> tuple[int, str]:
    """Return how many writes were kept, and the code of the first that was not."""
    kept = 0
    while not (told := write(client, kept)):
        kept += 1
    return kept, told


def write(client: httpx.Client, number: int) -> str:
    """Return the code of the error of a write, empty where there is none."""
    on = exports.FIRST_ON.replace(year=2015).toordinal() + number
    variables = {"on": exports.FIRST_ON.fromordinal(on).isoformat(), "yes": True}
    told = client.post("/graphql", json={"query": RECORD, "variables": variables})
    return code_of(told) if "errors" in told.json() else ""


def code_of(told: httpx.Response) -> str:
    (error,) = told.json()["errors"]
    assert ";" in error["message"]  # what it is; what to do
    return error["extensions"]["code"]


def still_reads(client: httpx.Client) -> None:
    assert ask(client, NAME) == {"me": {"name": "Ada"}}
    assert client.get("/healthz").text == "ok"


def quiet(server: Serving) -> None:
    assert "Traceback" not in server.text, server.text


def have_stored(server: Serving, client: httpx.Client) -> None:
    """Ask until the front door can send the answer again."""
    eventually(lambda: how_answered(client) == STORED, lambda: server.text)


def how_answered(client: httpx.Client) -> str:
    """Return who has answered what `have_stored` asks: the application, or the door."""
    told = client.post("/graphql", json={"query": NAME})
    assert told.json() == {"data": {"me": {"name": "Ada"}}}
    return told.headers["X-Attune-Answer"]
