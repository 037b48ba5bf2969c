"""What has to be there before a server starts, and what it says where it is not."""

import socket
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from resolvers.opening import make_first_person
from storage import access, people
from tests.commands.running import PATIENCE_SECONDS, ROOT, environment, refusal
from tests.databases import database_of
from tests.processes.asking import ask
from tests.processes.household import Household
from tests.processes.serving import serving

KEY = "0123456789abcdef0123456789abcdef"
# As for want of memory.
ENDS_AT_ONCE = """
import os, sys
if any("forkserver" in word for word in sys.orig_argv):
    os._exit(1)
"""
TOKEN = "attune_a-token-of-thirty-two-letters"


def test_others_come_in_only_where_models_are_signed(tmp_path: Path) -> None:
    line = refusal(tmp_path, "serve", "--host", "0.0.0.0", "--port", "0")  # noqa: S104
    assert line.startswith("serve: on 0.0.0.0 others can come in: set ATTUNE_KEYS to a random text")


def test_others_come_in_only_with_a_token(tmp_path: Path) -> None:
    line = refusal(tmp_path, "serve", "--port", "0", HOST="0.0.0.0", ATTUNE_KEYS=KEY)  # noqa: S104
    assert line == (
        "serve: on 0.0.0.0 nobody could come in: set ATTUNE_TOKEN, or add a person first: "
        "python main.py person add NAME"
    )


def test_a_host_without_a_shell_has_its_first_person(tmp_path: Path, export: Path) -> None:
    elsewhere = f"sqlite:///{tmp_path / 'disk' / 'attune.db'}"
    settings = {"ATTUNE_KEYS": KEY, "ATTUNE_TOKEN": TOKEN, "DATABASE_URL": elsewhere}
    with serving(tmp_path / "data", "--host", "0.0.0.0", **settings) as server:  # noqa: S104
        reached = server.address.replace("0.0.0.0", "127.0.0.1")  # noqa: S104
        headers = {"Authorization": f"Bearer {TOKEN}"}
        with httpx.Client(base_url=reached, headers=headers, timeout=PATIENCE_SECONDS) as client:
            assert ask(client, "{ me { name } }") == {"me": {"name": people.FIRST}}
            assert client.post("/import", content=export.read_bytes()).status_code in {200, 202}


@pytest.mark.parametrize(
    "words", [("fit", "--all"), ("worker", "dask://127.0.0.1:9")], ids=" ".join
)
def test_where_nothing_can_be_computed_it_says_what_to_do(
    tmp_path: Path, export: Path, words: Sequence[str]
) -> None:
    Household(tmp_path).add("Ada", export)
    (tmp_path / "sitecustomize.py").write_text(ENDS_AT_ONCE)
    line = refusal(tmp_path, *words, PYTHONPATH=str(tmp_path))
    assert line.startswith(f"{words[0]}: the process that computes did not start; see that")


def test_a_revoked_first_token_stays_revoked(tmp_path: Path) -> None:
    household = Household(tmp_path)
    now = datetime.now(UTC)
    with closing(household.database()) as database:
        make_first_person(database, TOKEN, now)
        household.revoke(people.FIRST, TOKEN)
        make_first_person(database, TOKEN, now)
        with database.read() as session:
            assert people.named(session, people.FIRST)
            assert access.find(session.connection(), TOKEN, now) is None


def test_a_taken_port_is_one_line(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        line = refusal(tmp_path / "data", "serve", "--port", str(port))
    assert line == (
        f"serve: port {port} is taken; stop what uses it, or choose another: --port {port + 1}"
    )
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--port", "70000"), "there is no port 70000; choose one of 1 to 65535"),
        (("--port", "0", "--host", "192.0.2.1"), "cannot listen on 192.0.2.1:0: "),
    ],
)
def test_an_address_that_cannot_be_is_one_line(
    tmp_path: Path, words: tuple[str, ...], message: str
) -> None:
    assert refusal(tmp_path, "serve", *words).startswith(f"serve: {message}")


def test_the_loopback_of_ipv6_serves(tmp_path: Path) -> None:
    if not has_ipv6():
        pytest.skip("this machine has no IPv6 loopback")
    with serving(tmp_path / "data", "--host", "::1") as server, server.client() as client:
        assert server.address.startswith("http://[::1]:")
        assert client.get("/healthz").status_code == 200


def test_an_asgi_server_finds_the_app(tmp_path: Path) -> None:
    token = Household(tmp_path).add("Ada")
    with socket.create_server(("127.0.0.1", 0)) as listening:
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        words = ("-m", "uvicorn", "main:app", "--fd", str(listening.fileno()))
        process = subprocess.Popen(
            [sys.executable, *words],
            cwd=ROOT,
            env=environment(tmp_path),
            stderr=subprocess.DEVNULL,
            pass_fds=[listening.fileno()],
        )
    try:
        headers = {"Authorization": f"Bearer {token}"}
        with httpx.Client(base_url=address, headers=headers, timeout=PATIENCE_SECONDS) as client:
            assert ask(client, "{ me { name } }") == {"me": {"name": "Ada"}}
    finally:
        process.terminate()
        process.wait()


def has_ipv6() -> bool:
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        return False
    return True


def test_a_new_first_token_takes_the_last_one_out_of_force(tmp_path: Path) -> None:
    database = database_of(tmp_path)
    now = datetime.now(UTC)
    first, second = "first-" + "a" * 32, "second-" + "b" * 32
    for token in (first, second):
        make_first_person(database, token, now)
    with database.read() as session:
        known = [access.find(session.connection(), token, now) for token in (first, second)]
    database.close()
    assert [row is not None for row in known] == [False, True]
