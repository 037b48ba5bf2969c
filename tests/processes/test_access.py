"""Who comes in over HTTP, and to what."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from storage.tokens import Grant
from tests.processes.asking import ask
from tests.processes.conftest import Home

ME = "{ me { id name } }"
BAD_BODIES = (
    b"",
    b'{"query": "{ me',
    b"\xff\xff",
    b"5",
    b"[]",
    b"{}",
    b'{"query": 5}',
    b'{"query": "{ me { name } }", "variables": []}',
    b'{"query": "{ me { name } }", "operationName": {}}',
    b"[" * 100_000,
)


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_health_is_told_to_anybody(home: Home, path: str) -> None:
    with home.server.client() as client:
        assert client.get(path).status_code == 200


@pytest.mark.parametrize("path", ["/graphql", "/import", "/anything"])
def test_all_else_wants_a_token(home: Home, path: str) -> None:
    with home.server.client() as client:
        refused(client.post(path, json={"query": ME}))


def test_a_token_opens_its_own_person(home: Home) -> None:
    token = home.people.add("Ada of access")
    with home.server.client(token) as client:
        assert ask(client, ME)["me"]["name"] == "Ada of access"


def test_an_unknown_token_opens_nothing(home: Home) -> None:
    token = home.people.add("Bo")
    for wrong in (token[:-1], token + "A", token.upper(), "attune_", "undefined"):
        with home.server.client(wrong) as client:
            refused(client.post("/graphql", json={"query": ME}))


def test_only_a_bearer_is_let_in(home: Home) -> None:
    token = home.people.add("Cy")
    with home.server.client() as client:
        for header in (token, f"Basic {token}", f"Bearer, {token}", "Bearer"):
            headers = {"Authorization": header}
            refused(client.post("/graphql", json={"query": ME}, headers=headers))
        refused(client.post(f"/graphql?token={token}", json={"query": ME}))
        spelled = {"authorization": f"bearer {token}"}
        assert client.post("/graphql", json={"query": ME}, headers=spelled).status_code == 200


def test_a_revoked_token_is_refused_at_once(home: Home) -> None:
    token = home.people.add("Di")
    with home.server.client(token) as client:
        ask(client, ME)
        home.people.revoke("Di", token)
        refused(client.post("/graphql", json={"query": ME}))


def test_an_expired_token_is_refused(home: Home) -> None:
    expired = Grant(expires_at=datetime.now(UTC) - timedelta(seconds=1))
    with home.server.client(home.people.add("Ed", grant=expired)) as client:
        refused(client.post("/graphql", json={"query": ME}))


def test_the_id_of_another_answers_as_if_absent(home: Home, export: Path) -> None:
    ids = """{ me { id days(first: 1) { nodes { id } } workouts(first: 1) { nodes { id } }
        journal(first: 1) { nodes { id } } imports { id } } }"""
    node = "query($id: ID!) { node(id: $id) { id } }"
    hers, his = home.people.add("Fay", export), home.people.add("Guy", export)
    with home.server.client(hers) as her, home.server.client(his) as him:
        me = ask(her, ids)["me"]
        pages = [me["days"], me["workouts"], me["journal"]]
        own = [me["id"], *(page["nodes"][0]["id"] for page in pages), me["imports"][0]["id"]]
        for node_id in own:
            assert ask(her, node, id=node_id) == {"node": {"id": node_id}}
            assert ask(him, node, id=node_id) == {"node": None}


def test_a_token_that_may_only_read_changes_nothing(home: Home, export: Path) -> None:
    token = home.people.add("Hal", grant=Grant(scopes=("read",)))
    record = """mutation { journalRecord(input: {question: "alcohol", behaviourOn: "2024-03-14",
        answeredYes: true}) { journalAnswer { id } userErrors { code } } }"""
    with home.server.client(token) as client:
        payload = ask(client, record)["journalRecord"]
        assert payload == {"journalAnswer": None, "userErrors": [{"code": "NOT_ALLOWED"}]}
        sent = client.post("/import", content=export.read_bytes())
        assert sent.status_code == 403
        assert messages(sent) == ["this token may only read; use one with the scope write"]
        assert ask(client, "{ me { revision imports { id } } }") == {
            "me": {"revision": 0, "imports": []}
        }


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "OPTIONS"])
def test_graphql_is_posted(home: Home, method: str) -> None:
    with home.server.client(home.people.add(f"Ivy {method}")) as client:
        answered = client.request(method, "/graphql", params={"query": ME})
    assert answered.status_code == 405
    assert answered.headers["allow"] == "POST"


@pytest.mark.parametrize("body", BAD_BODIES, ids=lambda body: repr(body[:20]))
def test_a_body_that_is_no_query_is_the_senders_mistake(home: Home, body: bytes) -> None:
    with home.server.client(home.people.add(f"Jo {body[:50]!r}")) as client:
        headers = {"Content-Type": "application/json"}
        assert client.post("/graphql", content=body, headers=headers).status_code == 400


def refused(response: httpx.Response) -> None:
    assert response.status_code == 401
    assert response.headers["www-authenticate"] == "Bearer"
    assert response.headers["content-type"] == "application/json"
    (message,) = messages(response)
    assert message.startswith("send the header 'Authorization: Bearer TOKEN'")


def messages(response: httpx.Response) -> list[str]:
    return [error["message"] for error in response.json()["errors"]]


@pytest.mark.parametrize("scope", ["write", "admin"])
def test_what_may_not_read_reads_nothing(home: Home, scope: str) -> None:
    token = home.people.add(f"Di of {scope}", grant=Grant(scopes=(scope,)))
    with home.server.client(token) as client:
        told = client.post("/graphql", json={"query": ME})
    assert told.status_code == 403
    assert "scope read" in told.json()["errors"][0]["message"]
