"""The front door over HTTP: what is sent again, and everything that has it asked anew."""

import json
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from storage.tokens import Grant
from tests.processes.asking import ask
from tests.processes.conftest import Home
from tests.processes.serving import eventually
from tests.storage.importers.exports import cycle, cycles_csv

SUMMARY = "{ me { name insights { asOf sleepSummary { standing headline computedAt } } } }"
RECORD = """mutation { journalRecord(input: {question: "alcohol", behaviourOn: "2024-03-14",
    answeredYes: true}) { journalAnswer { id } userErrors { code } } }"""


def post(client: httpx.Client, query: str, **more: object) -> httpx.Response:
    response = client.post("/graphql", json={"query": query, **more})
    assert response.status_code == 200, response.text
    return response


def by(response: httpx.Response) -> str:
    return response.headers["x-attune-answer"]


def stored(client: httpx.Client, query: str, **more: object) -> httpx.Response:
    """Ask until the same answer comes from the store."""

    def look() -> httpx.Response | None:
        response = post(client, query, **more)
        return response if by(response) == "stored" else None

    return eventually(look, lambda: post(client, query, **more).text)


def test_what_was_computed_is_sent_again_byte_by_byte(home: Home, export: Path) -> None:
    with home.server.client(home.people.add("Ada", export)) as client:
        last = post(client, SUMMARY)
        while by(response := post(client, SUMMARY)) == "computed":
            last = response

    assert "READY" in response.text
    assert response.content == last.content
    assert response.headers["content-type"] == last.headers["content-type"]
    assert 0 <= int(response.headers["age"]) < 120
    assert "age" not in last.headers
    for each in (response, last):
        assert each.headers["cache-control"] == "private, no-cache"


def more_data(home: Home, client: httpx.Client, export: Path) -> None:
    del home, export
    sent = client.post("/import", content=cycles_csv(cycle()).encode())
    assert sent.status_code == 200, sent.text
    assert ask(client, "{ me { revision } }") == {"me": {"revision": 2}}


def mutation(home: Home, client: httpx.Client, export: Path) -> None:
    del home, export
    assert ask(client, RECORD)["journalRecord"]["userErrors"] == []


def expiry(home: Home, client: httpx.Client, export: Path) -> None:
    del client, export
    home.people.change("UPDATE responses SET expires_at = answered_at")


def deploy(home: Home, client: httpx.Client, export: Path) -> None:
    del client, export
    home.people.change("UPDATE responses SET code_version = 'of yesterday'")


@pytest.mark.parametrize("happen", [more_data, mutation, expiry, deploy])
def test_what_may_have_changed_is_asked_anew(
    home: Home, export: Path, happen: Callable[[Home, httpx.Client, Path], None]
) -> None:
    with home.server.client(home.people.add(happen.__name__, export)) as client:
        stored(client, SUMMARY)
        happen(home, client, export)
        assert by(post(client, SUMMARY)) == "computed"
        stored(client, SUMMARY)


@pytest.mark.parametrize("column", ["revoked_at", "expires_at"])
def test_a_token_out_of_force_opens_no_stored_response(home: Home, column: str) -> None:
    with home.server.client(home.people.add(column)) as client:
        stored(client, "{ me { name } }")
        person = f"SELECT id FROM people WHERE name = '{column}'"  # noqa: S608
        home.people.change(f"UPDATE access_tokens SET {column} = 1 WHERE person_id = ({person})")  # noqa: S608
        refused = client.post("/graphql", json={"query": "{ me { name } }"})
        assert refused.status_code == 401
        assert refused.headers["www-authenticate"] == "Bearer"


def test_another_request_has_an_answer_of_its_own(home: Home) -> None:
    document = "query A($n: Int!) { me { days(first: $n) { nodes { id } } } } query B { me { id } }"
    asked = {"variables": {"n": 1}, "operationName": "A"}
    with home.server.client(home.people.add("Cy")) as client:
        stored(client, document, **asked)
        for other in ({"variables": {"n": 2}}, {"operationName": "B"}):
            assert by(post(client, document, **asked | other)) == "computed"
        client.headers["accept"] = "application/json"
        assert by(post(client, document, **asked)) == "computed"


def test_another_person_and_another_scope_have_answers_of_their_own(home: Home) -> None:
    tokens = [home.people.add("Di"), home.people.add("Ed")]
    grant = Grant(scopes=("read",))
    tokens.append(home.people.add("Flo", grant=grant))
    for token, name in zip(tokens, ("Di", "Ed", "Flo"), strict=True):
        with home.server.client(token) as client:
            assert by(post(client, "{ me { name } }")) == "computed"
            assert stored(client, "{ me { name } }").json() == {"data": {"me": {"name": name}}}


NEVER = (
    "{ me { name imports { id } } }",
    "{ me { models { id } } }",
    "{ me { suggestions { nodes { id } } } }",
    '{ node(id: "UGVyc29uOjE=") { id } }',
    "{ me { days(first: 0) { nodes { id } } } }",
    RECORD,
)


@pytest.mark.parametrize("document", NEVER)
def test_what_does_not_last_is_never_stored(home: Home, document: str) -> None:
    with home.server.client(home.people.add(f"Gus of {document}")) as client:
        for _ in range(2):
            assert by(post(client, document)) == "computed"
        stored(client, "{ me { name } }")
        assert by(post(client, document)) == "computed"


def test_a_request_that_is_no_query_is_answered_as_ever(home: Home) -> None:
    with home.server.client(home.people.add("Hal")) as client:
        for _ in range(2):
            assert client.post("/graphql", json=5).status_code == 400
            assert "errors" in post(client, "{ nothing }").json()


def test_what_is_learned_is_not_stored_before_it_is_known(home: Home, export: Path) -> None:
    document = "{ me { insights { habitImpact { standing } } } }"
    with home.server.client(home.people.add("Ivy", export)) as client:
        found = stored(client, document).json()
    assert found["data"]["me"]["insights"]["habitImpact"]["standing"] == "READY"


def test_a_long_request_arrives_whole_and_is_not_looked_up(home: Home) -> None:
    padding = " " * 90_000
    with home.server.client(home.people.add("Jo")) as client:
        for _ in range(3):
            long = post(client, "{ me { name } }" + padding)
            assert (by(long), long.json()) == ("computed", {"data": {"me": {"name": "Jo"}}})

        def slowly() -> list[bytes]:
            body = json.dumps({"query": "{ me { name } }"}).encode()
            return [body[place : place + 5] for place in range(0, len(body), 5)]

        headers = {"Content-Type": "application/json"}
        sent = client.post("/graphql", content=iter(slowly()), headers=headers)
        assert sent.json() == {"data": {"me": {"name": "Jo"}}}


def test_what_the_door_answers_is_counted_as_asked(home: Home, export: Path) -> None:
    with home.server.client(home.people.add("Kit", export)) as client:
        stored(client, SUMMARY)
        times = "SELECT times FROM usage JOIN people ON person_id = people.id WHERE name = 'Kit'"

        def counted() -> int:
            return sum(int(str(row[0])) for row in home.people.rows(times))

        before = eventually(counted, str)
        for _ in range(20):
            assert by(post(client, SUMMARY)) == "stored"
        eventually(lambda: counted() >= before + 20, str)
