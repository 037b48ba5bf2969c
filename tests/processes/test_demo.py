"""`make demo`, from nothing to a stranger's first answer, and once more."""

import json
import re
import shlex
import shutil
import signal
import socket
import subprocess
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.commands.running import PATIENCE_SECONDS, refusal
from tests.processes.asking import ask
from tests.processes.serving import Serving, address_in, started

WELCOME = r"^GraphiQL:\s+(http://127\.0\.0\.1:\d+)/graphiql#token=attune_"
IMPORTS = "{ me { name imports { sourceName } days(first: 366) { nodes { dayOn } } } }"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo") / "data"


@pytest.fixture(scope="module")
def first(data: Path) -> Iterator[Serving]:
    with demo(data) as served:
        yield served


def test_the_demo_says_all_that_a_newcomer_needs(first: Serving) -> None:
    steps = [line for line in first.text.splitlines() if line.endswith(" ...")]
    assert [step.split()[0] for step in steps] == ["Simulating", "Importing", "Computing"]
    headlines = re.findall(r"^  - (.+)$", first.text, re.MULTILINE)
    assert len(headlines) == 3
    assert "'alcohol'" in headlines[1]
    assert f"GraphiQL:  {first.address}/graphiql#token={token_in(first)}" in first.text


def test_the_printed_query_answers_when_pasted(first: Serving) -> None:
    (line,) = (line for line in first.text.splitlines() if line.startswith("curl "))
    if not shutil.which("curl"):
        pytest.skip("there is no curl here")
    pasted = subprocess.run(
        ["sh", "-c", line], capture_output=True, timeout=PATIENCE_SECONDS, check=True
    )
    insights = json.loads(pasted.stdout)["data"]["me"]["insights"]
    printed = re.findall(r"^  - (.+)$", first.text, re.MULTILINE)
    assert [insight["headline"] for insight in insights.values()] == printed
    assert token_in(first) in shlex.split(line)[4]


def test_a_second_demo_uses_the_first(first: Serving, data: Path) -> None:
    before = kept(first)
    with demo(data) as second:
        assert "Simulating" not in second.text
        assert f"Using the demo that is in {data / 'demo'}." in second.text
        assert token_in(second) == token_in(first)
        second.signal_group(signal.SIGINT)
        assert second.ended() == 0
    assert kept(first) == before
    assert before["name"] == "demo"
    assert before["imports"] == [{"sourceName": "simulated-export.zip"}]
    assert second.text.splitlines()[-1] == "Stopped."
    assert "Traceback" not in second.text


def test_a_demo_interrupted_while_it_prepares_ends_quietly(tmp_path: Path) -> None:
    with started(tmp_path, "demo", "--port", "0") as begun:
        address_in(begun, r"^(Simulating|Importing)")
        begun.signal_group(signal.SIGINT)
        assert begun.ended() == 130
    assert "Traceback" not in begun.text, begun.text


def test_a_taken_port_ends_the_demo_before_it_begins(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        line = refusal(tmp_path / "data", "demo", PORT=str(port))
    assert line.startswith(f"demo: port {port} is taken; ")
    assert f"--port {port + 1}" in line
    assert not (tmp_path / "data").exists()


@contextmanager
def demo(data: Path) -> Generator[Serving]:
    """Run the demo, and yield once it serves."""
    with started(data, "demo", "--port", "0") as begun:
        served = Serving(begun.process, begun.printed, address_in(begun, WELCOME))
        with served.client() as client:
            assert client.get("/healthz").status_code == 200
        yield served


def token_in(served: Serving) -> str:
    (token,) = re.findall(r"^Token: +(\S+)$", served.text, re.MULTILINE)
    return token


def kept(served: Serving) -> dict[str, Any]:
    with served.client(token_in(served)) as client:
        return ask(client, IMPORTS)["me"]
