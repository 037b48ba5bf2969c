"""What is hostile is told so at once, and costs the server next to nothing."""

import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import httpx
import pytest

from resolvers.front.plain_http import PATIENCE_SECONDS
from tests.processes.attacks import BODIES, DOCUMENTS, JSON_HEADERS, Attack, afresh
from tests.processes.conftest import Home
from tests.processes.serving import Serving

ATTACKS = (*BODIES, *DOCUMENTS)
MOST_CPU_SECONDS = 0.1
# Of several: other processes on the machine take its caches, and the time of a collection.
TRIES = 3
GRAPHQL_HEADERS = {**JSON_HEADERS, "Accept": "application/graphql-response+json"}


@pytest.fixture(scope="module")
def client(home: Home) -> Iterator[httpx.Client]:
    with home.server.client(home.people.add("Mallory")) as client:
        assert client.post("/graphql", json={"query": "{ me { name } }"}).status_code == 200
        home.server.rest()
        yield client


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_an_attack_is_refused_at_little_cost(
    home: Home, client: httpx.Client, attack: Attack
) -> None:
    costs = [cost(home.server, client, attack, number) for number in range(TRIES)]
    assert min(costs) < MOST_CPU_SECONDS, costs


@pytest.mark.parametrize("attack", DOCUMENTS, ids=lambda attack: attack.name)
def test_plain_json_is_told_of_limits_too(client: httpx.Client, attack: Attack) -> None:
    told = client.post("/graphql", content=attack.body, headers=JSON_HEADERS)
    assert told.status_code in {200, 400}
    assert list(told.json()) == ["errors"]


@pytest.mark.usefixtures("client")
def test_who_sends_slowly_is_let_go(home: Home) -> None:
    token = home.people.add("Slow")
    heads = {
        "a body that does not come": (
            b"POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            b"Authorization: Bearer " + token.encode() + b"\r\nContent-Length: 90\r\n\r\n{"
        ),
        "a head that does not end": b"POST /graphql HTTP/1.1\r\nHost: localhost\r\n",
        "nothing at all": b"",
    }
    began, cpu = time.monotonic(), home.server.cpu_seconds()
    with ThreadPoolExecutor(len(heads)) as threads:
        lines = threads.map(partial(sent, home), heads.values())
        answers = dict(zip(heads, lines, strict=True))
    assert {name: line.split(b" ")[1] for name, line in answers.items()} == dict.fromkeys(
        heads, b"408"
    )
    assert time.monotonic() - began < PATIENCE_SECONDS + 5
    assert home.server.cpu_seconds() - cpu < MOST_CPU_SECONDS


def sent(home: Home, head: bytes) -> bytes:
    """Send the beginning of a request, and return the first line of what is answered."""
    host, _, port = home.server.address.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=PATIENCE_SECONDS + 10) as connection:
        connection.sendall(head)
        return connection.recv(1000).partition(b"\r\n")[0]


def cost(server: Serving, client: httpx.Client, attack: Attack, number: int) -> float:
    """Return the seconds of CPU that an attack cost the server, having been told as it should."""
    before = server.cpu_seconds()
    told = client.post("/graphql", content=afresh(attack, number), headers=GRAPHQL_HEADERS)
    seconds = server.cpu_seconds() - before
    assert told.status_code == attack.status, told.text[:300]
    assert list(told.json()) == ["errors"]
    assert all(error["message"] for error in told.json()["errors"])
    return seconds
