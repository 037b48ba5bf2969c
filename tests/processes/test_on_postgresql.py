"""A server on PostgreSQL: it answers, the front door sends again, and a killed one comes back."""

import signal
from pathlib import Path

import httpx
import pytest

from tests.databases import ON_POSTGRESQL, close_all
from tests.processes.asking import ask
from tests.processes.household import Household
from tests.processes.serving import eventually, serving

ASKED = "{ me { name insights { sleepSummary { standing } } } }"


def test_what_was_answered_is_sent_again_after_a_kill(tmp_path: Path, export: Path) -> None:
    token = Household(tmp_path).add("Ada", export)
    with serving(tmp_path) as server, server.client(token) as client:
        assert ask(client, ASKED)["me"]["name"] == "Ada"
        eventually(lambda: stored(client), lambda: server.text)
        server.signal_group(signal.SIGKILL)
    with serving(tmp_path) as server, server.client(token) as client:
        assert stored(client)
        client.headers["Authorization"] = "Bearer another"
        assert client.post("/graphql", json={"query": ASKED}).status_code == 401


@pytest.mark.skipif(not ON_POSTGRESQL, reason="about a server of PostgreSQL")
def test_the_next_request_is_answered_though_every_connection_was_closed(tmp_path: Path) -> None:
    token = Household(tmp_path).add("Ada")
    with serving(tmp_path) as server, server.client(token) as client:
        for document in ("{ me { name } }", "{ me { name id } }", "{ me { id name } }"):
            assert ask(client, document)["me"]["name"] == "Ada"
            assert close_all(tmp_path)
        assert '"ERROR"' not in server.text


def stored(client: httpx.Client) -> bool:
    """Tell whether the front door knows the answer."""
    response = client.post("/graphql", json={"query": ASKED})
    assert response.status_code == 200, response.text
    return response.headers["X-Attune-Answer"] == "stored"
