"""A server that has just been started: the door answers, and the application opens behind it."""

import json
import signal
import socket
import subprocess
import sys
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import httpx
import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import NullPool, create_engine

from tests.commands.running import PATIENCE_SECONDS, ROOT, environment
from tests.databases import copy_database, environment_of
from tests.processes.household import Household
from tests.processes.serving import eventually, serving

SUMMARY = "{ me { name insights { sleepSummary { standing headline computedAt } } } }"


@dataclass(frozen=True)
class Slept:
    """A server that answered once, and then went to sleep."""

    data: Path
    token: str
    answer: bytes
    token_without_data: str


def ask(client: httpx.Client, query: str = SUMMARY) -> httpx.Response:
    return client.post("/graphql", json={"query": query})


def by(response: httpx.Response) -> str:
    assert response.status_code == 200, response.text
    return response.headers["x-attune-answer"]


@pytest.fixture(scope="module")
def asleep(tmp_path_factory: pytest.TempPathFactory, export: Path) -> Slept:
    """Return what all tests of this file begin with."""
    data = tmp_path_factory.mktemp("asleep") / "data"
    household = Household(data)
    token, token_without_data = household.add("Ada", export), household.add("Eve")
    with serving(data) as server, server.client(token) as client:
        with server.client(token_without_data) as other:
            eventually(lambda: b"INSUFFICIENT" in ask(other).content, lambda: server.text)
        eventually(lambda: by(ask(client)) == "stored", lambda: ask(client).text)
        answer = ask(client).content
        server.process.terminate()
        server.ended()
    return Slept(data, token, answer, token_without_data)


@pytest.fixture
def slept(asleep: Slept, tmp_path: Path) -> Slept:
    copy_database(asleep.data, tmp_path / "data")
    return replace(asleep, data=tmp_path / "data")


@dataclass(frozen=True)
class Watched:
    """A server that tells what it holds."""

    process: subprocess.Popen[bytes]
    client: httpx.Client
    printed: Path

    @property
    def held(self) -> list[str]:
        """What it held as it sent the end of each response."""
        return self.printed.read_text().splitlines()


@contextmanager
def watched(data: Path, token: str = "") -> Generator[Watched]:
    """Start a server as `uvicorn main:app` is started."""
    printed = data / "printed-held"
    with socket.create_server(("127.0.0.1", 0)) as listening, printed.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.processes.watched_door", str(listening.fileno())],
            cwd=ROOT,
            env={**environment(data), "ATTUNE_DEADLINE": "60"},  # it counts while it opens
            stdout=out,
            stderr=subprocess.DEVNULL,
            pass_fds=[listening.fileno()],
        )
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
    headers = {"Authorization": f"Bearer {token}"}
    try:
        with httpx.Client(base_url=address, headers=headers, timeout=PATIENCE_SECONDS) as client:
            yield Watched(process, client, printed)
    finally:
        process.kill()
        process.wait()


def test_the_first_stored_answer_needs_the_standard_library_alone(slept: Slept) -> None:
    with watched(slept.data, slept.token) as server:
        first = ask(server.client)
        healthy, second = server.client.get("/healthz"), ask(server.client, "{ me { id } }")

    assert (by(first), first.content) == ("stored", slept.answer)
    assert healthy.text == "ok"
    assert by(second) == "computed"
    assert server.held[0] == "held:"
    later = set(server.held[2].split())
    assert {"sqlalchemy", "starlette", "strawberry"} <= later
    assert not {"alembic", "numpy", "pebble"} & later


@pytest.mark.parametrize(
    ("forgotten", "standing"),
    [
        (("responses",), b"READY"),
        (("responses", "answers"), b"LEARNING"),
        (("responses", "answers"), b"INSUFFICIENT"),
    ],
)
def test_the_first_answer_needs_no_classes_of_tables(
    slept: Slept, forgotten: tuple[str, ...], standing: bytes
) -> None:
    household = Household(slept.data)
    household.change(
        *(f"DELETE FROM {table}" for table in forgotten),  # noqa: S608  tables of ours
        "UPDATE access_tokens SET last_used_at = NULL",
    )
    token = slept.token_without_data if standing == b"INSUFFICIENT" else slept.token
    with watched(slept.data, token) as server:
        first = ask(server.client)

    assert by(first) == "computed"
    assert standing in first.content
    assert server.held[0].split() == ["held:", "sqlalchemy", "starlette", "strawberry"]


def test_what_the_door_answered_is_counted_however_soon_the_server_ends(slept: Slept) -> None:
    household = Household(slept.data)
    household.change("DELETE FROM usage", "UPDATE access_tokens SET last_used_at = NULL")
    with serving(slept.data) as server, server.client(slept.token) as client:
        assert by(ask(client)) == "stored"
        server.process.terminate()
        assert server.ended() in {0, -signal.SIGTERM}
        assert '"ERROR"' not in server.text

    assert household.rows("SELECT insight, times FROM usage") == [("sleep_summary", 1)]
    assert household.rows("SELECT last_used_at FROM access_tokens") != [(None,)]


def test_a_stored_answer_starts_no_child(slept: Slept) -> None:
    with serving(slept.data) as server, server.client(slept.token) as client:
        assert by(ask(client)) == "stored"
        assert client.get("/readyz").status_code == 200
        assert by(ask(client)) == "stored"
        assert len(server.left()) == 1
        assert by(ask(client, "{ me { id } }")) == "computed"
        eventually(lambda: len(server.left()) > 1, lambda: server.text)


def test_what_was_stored_outlives_a_kill(slept: Slept) -> None:
    with serving(slept.data) as server, server.client(slept.token) as client:
        assert by(ask(client, "{ me { id } }")) == "computed"
        eventually(lambda: by(ask(client, "{ me { id } }")) == "stored", lambda: server.text)
        server.process.kill()
        server.ended()
    with serving(slept.data) as server, server.client(slept.token) as client:
        assert [by(ask(client)), by(ask(client, "{ me { id } }"))] == ["stored", "stored"]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE responses SET expires_at = answered_at",
        "UPDATE responses SET code_version = 'of yesterday'",
        "UPDATE people SET revision = revision + 1",
    ],
)
def test_what_no_longer_holds_waits_for_the_application(slept: Slept, statement: str) -> None:
    Household(slept.data).change(statement)
    with serving(slept.data) as server, server.client(slept.token) as client:
        assert by(ask(client)) == "computed"


def test_tables_of_an_older_server_are_brought_up_to_date_by_the_application(slept: Slept) -> None:
    as_before_responses(slept.data)
    with serving(slept.data) as server, server.client(slept.token) as client:
        assert by(ask(client)) == "computed"


def as_before_responses(data: Path) -> None:
    """Take back every migration since the one that made the table of stored responses."""
    url = environment_of(data).get("DATABASE_URL", f"sqlite:///{data / 'attune.db'}")
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"), poolclass=NullPool)
    config = Config()
    config.set_main_option("script_location", str(ROOT / "storage" / "migrations"))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0002")


def test_whoever_comes_while_it_opens_is_answered(slept: Slept, export: Path) -> None:
    long = "{ me { name } }" + " " * 80_000
    household = Household(slept.data)
    bob = household.add("Bob")
    with serving(slept.data) as server:

        def one(number: int) -> bool:
            kind = number % 5
            with server.client(bob if kind in {1, 4} else slept.token) as client:
                if kind == 0:
                    return (by(ask(client)), ask(client).content) == ("stored", slept.answer)
                if kind == 1:
                    return client.post("/import", content=export.read_bytes()).status_code < 300
                if kind == 2:
                    return ask(client, long).json() == {"data": {"me": {"name": "Ada"}}}
                if kind == 3:
                    client.headers["authorization"] = "Bearer wrong"
                    return ask(client).status_code == 401
                return ask(client, "{ me { name } }").json() == {"data": {"me": {"name": "Bob"}}}

        with ThreadPoolExecutor(20) as threads:
            assert list(threads.map(one, range(20))) == [True] * 20
        assert '"ERROR"' not in server.text


def test_who_may_not_come_in_is_not_kept_waiting(slept: Slept) -> None:
    with watched(slept.data, "wrong") as server:
        refused = ask(server.client)
        assert refused.status_code == 401
        assert refused.headers["www-authenticate"] == "Bearer"
        assert server.held == ["held:"]


def test_a_new_token_of_the_settings_takes_the_last_ones_place_at_once(tmp_path: Path) -> None:
    first, second = "first-" + "a" * 32, "second-" + "b" * 32
    with (
        serving(tmp_path, ATTUNE_TOKEN=first) as server,
        server.client(first) as client,
    ):
        eventually(lambda: by(ask(client, "{ me { name } }")) == "stored", lambda: server.text)
    with serving(tmp_path, ATTUNE_TOKEN=second) as server:
        with server.client(first) as client:
            assert ask(client, "{ me { name } }").status_code == 401
        with server.client(second) as client:
            assert ask(client, "{ me { name } }").json() == {"data": {"me": {"name": "me"}}}


@pytest.mark.sqlite("about a file")
def test_an_application_that_does_not_open_says_so_and_ends(tmp_path: Path) -> None:
    (tmp_path / "attune.db").write_bytes(b"no database" * 100)
    with serving(tmp_path) as server, server.client("any") as client:
        assert client.get("/healthz").text == "ok"
        failed = ask(client)
        assert failed.status_code == 503
        (told,) = failed.json()["errors"]
        assert told["message"].startswith("the database is damaged; put a backup in its place")
        assert server.ended() == 1
    assert f"serve: {tmp_path / 'attune.db'}: {told['message']}\n" in server.text
    (line,) = (line for line in server.text.splitlines() if '"ERROR"' in line)
    assert json.loads(line)["message"] == told["message"]
    assert "Traceback" not in server.text


@pytest.mark.sqlite("about a file")
def test_a_server_that_another_started_ends_too(tmp_path: Path) -> None:
    (tmp_path / "attune.db").write_bytes(b"no database" * 100)
    with watched(tmp_path) as server:
        assert server.process.wait(PATIENCE_SECONDS) != 0


@pytest.mark.parametrize("asked", [True, False])
def test_it_ends_in_time_while_it_opens(slept: Slept, *, asked: bool) -> None:
    with serving(slept.data) as server, server.client(slept.token) as client:
        if asked:
            client.get("/healthz")
        server.process.terminate()
        assert server.ended() in {0, -signal.SIGTERM}
        assert '"ERROR"' not in server.text
