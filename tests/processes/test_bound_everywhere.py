"""A server that another program has started, where HOST does not say what it listens on."""

import json
import socket
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.commands.running import PATIENCE_SECONDS, ROOT, environment
from tests.processes.household import Household

ME = {"query": "{ me { name } }"}


@contextmanager
def started_by_uvicorn(data: Path, host: str, **settings: str) -> Generator[tuple[int, Path]]:
    """Start `uvicorn main:app`, and yield its port and its log."""
    with socket.create_server((host, 0)) as listening:
        port = listening.getsockname()[1]
        log = data / "log"
        data.mkdir(exist_ok=True)
        with log.open("wb") as out:
            process = subprocess.Popen(
                [sys.executable, "-m", "uvicorn", "main:app", "--fd", str(listening.fileno())],
                cwd=ROOT,
                env=environment(data, **settings),
                stderr=out,
                pass_fds=[listening.fileno()],
            )
    try:
        yield port, log
    finally:
        process.terminate()
        process.wait()


def test_a_server_bound_to_every_address_answers_on_its_own_machine_alone(tmp_path: Path) -> None:
    elsewhere = own_address()
    if elsewhere is None:
        pytest.skip("this machine has no address but its loopback")
    token = Household(tmp_path / "data").add("Ivy")
    headers = {"Authorization": f"Bearer {token}"}
    with (
        started_by_uvicorn(tmp_path / "data", "0.0.0.0") as (port, log),  # noqa: S104
        httpx.Client(headers=headers, timeout=PATIENCE_SECONDS) as client,
    ):
        at_home = client.post(f"http://127.0.0.1:{port}/graphql", json=ME)
        from_afar = [
            client.post(f"http://{elsewhere}:{port}/graphql", json=ME, headers={"Host": host})
            for host in ("localhost", elsewhere)
        ]
        lines = [json.loads(line) for line in log.read_text().splitlines() if line[:1] == "{"]
    assert at_home.json() == {"data": {"me": {"name": "Ivy"}}}
    for told in from_afar:
        assert told.status_code == 421
        assert "set HOST" in told.json()["errors"][0]["message"]
        assert "Ivy" not in told.text
    assert [line["message"][:32] for line in lines if line["level"] == "ERROR"] == [
        "this server is set up for its ow"
    ]
    assert any("resolvers.front.heads:Impatient" in line["message"] for line in lines)


@pytest.mark.audit  # it waits for ten seconds
def test_uvicorn_too_lets_go_of_who_does_not_send(tmp_path: Path) -> None:
    impatient = {"UVICORN_HTTP": "resolvers.front.heads:Impatient"}
    with (
        started_by_uvicorn(tmp_path / "data", "127.0.0.1", **impatient) as (port, _),
        socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_SECONDS) as connection,
    ):
        connection.sendall(b"POST /graphql HTTP/1.1\r\n")
        assert connection.recv(1000).split(b" ")[1] == b"408"


def own_address() -> str | None:
    """Return an address of this machine that is not its loopback; nothing is sent for it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return None
        return str(probe.getsockname()[0])
