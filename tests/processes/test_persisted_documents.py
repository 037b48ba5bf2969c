"""Documents asked for by their hash over HTTP, as clients do it."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import httpx
import pytest

from resolvers.documents.manifests import sha256
from tests.processes.conftest import Home
from tests.processes.household import Household
from tests.processes.serving import eventually, serving

GRAPHQL = "application/graphql-response+json"
JSON = "application/json"
ME = "{ me { name } }"
REGISTERED = "query Name { me { name } }"
TOO_MUCH = f"{{ {' '.join(f'a{n}: me {{ name }}' for n in range(40))} }}"
SUMMARY = "{ me { insights { asOf sleepSummary { standing headline } } } }"


def apollo(text: str, *, with_text: bool = False) -> dict[str, object]:
    """Return what Apollo's clients send."""
    extensions = {"persistedQuery": {"version": 1, "sha256Hash": sha256(text)}}
    return {"extensions": extensions, **({"query": text} if with_text else {})}


def by_id(text: str) -> dict[str, object]:
    return {"documentId": f"sha256:{sha256(text)}"}


def ask(
    client: httpx.Client, body: Mapping[str, object], accept: str = JSON
) -> tuple[int, dict[str, object]]:
    answered = client.post("/graphql", json=body, headers={"Accept": accept})
    assert answered.headers["content-type"] == accept
    return answered.status_code, answered.json()


def code(told: dict[str, object]) -> object:
    """Return the code of the one error, beside which there is nothing."""
    assert list(told) == ["errors"]
    errors = told["errors"]
    assert isinstance(errors, list)
    (error,) = errors
    return error["extensions"]["code"]


@pytest.fixture(scope="module")
def client(home: Home) -> Iterator[httpx.Client]:
    with home.server.client(home.people.add("Client")) as client:
        yield client


@pytest.mark.parametrize("accept", [JSON, GRAPHQL])
def test_a_hash_is_sent_then_the_text_then_the_hash_again(
    client: httpx.Client, accept: str
) -> None:
    text = f"{ME} # {accept}"
    status, told = ask(client, apollo(text), accept)
    assert (status, code(told)) == (200, "PERSISTED_QUERY_NOT_FOUND")
    assert "PersistedQueryNotFound" in json.dumps(told)  # what Kotlin and iOS look for

    answer = {"data": {"me": {"name": "Client"}}}
    assert ask(client, apollo(text, with_text=True), accept) == (200, answer)
    assert ask(client, apollo(text), accept) == (200, answer)
    assert ask(client, by_id(text), accept) == (200, answer)


def test_what_one_person_sent_another_does_not_know(home: Home, client: httpx.Client) -> None:
    text = f"{ME} # mine"
    ask(client, apollo(text, with_text=True))
    with home.server.client(home.people.add("Other")) as other:
        assert code(ask(other, apollo(text))[1]) == "PERSISTED_QUERY_NOT_FOUND"


@pytest.mark.parametrize(("accept", "expected"), [(GRAPHQL, 400), (JSON, 200)])
def test_an_unknown_id_is_an_error_of_the_request(
    client: httpx.Client, accept: str, expected: int
) -> None:
    status, told = ask(client, by_id("{ me { id } }"), accept)
    assert (status, code(told)) == (expected, "PERSISTED_QUERY_NOT_FOUND")


@pytest.mark.parametrize(
    "body",
    [
        {**by_id(ME), "query": ME},
        {"documentId": 1},
        {"documentId": ""},
        {"extensions": {"persistedQuery": 1}},
        {"extensions": {"persistedQuery": {"version": 2, "sha256Hash": "00"}}},
        {"extensions": {"persistedQuery": {"version": 1}}},
        {**apollo(ME), "query": "{ me { id } }"},
    ],
)
def test_what_names_no_document_is_refused(client: httpx.Client, body: dict[str, object]) -> None:
    status, told = ask(client, body)
    assert (status, list(told)) == (400, ["errors"])


def test_a_document_asked_for_by_its_hash_is_measured_like_any_other(client: httpx.Client) -> None:
    for body in (apollo(TOO_MUCH, with_text=True), apollo(TOO_MUCH), by_id(TOO_MUCH)):
        status, told = ask(client, body)
        assert (status, code(told)) == (400, "TOO_MUCH")


def test_what_was_answered_to_a_hash_is_sent_again(home: Home, export: Path) -> None:
    with home.server.client(home.people.add("Ada", export)) as client:
        ask(client, apollo(SUMMARY, with_text=True))
        last = eventually(lambda: stored(client, apollo(SUMMARY)), lambda: "never stored")
        assert '"READY"' in last


@pytest.fixture(scope="module")
def strict(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """A server that answers what is registered, and nothing else."""
    folder = tmp_path_factory.mktemp("strict")
    manifest = {f"sha256:{sha256(text)}": text for text in (REGISTERED, TOO_MUCH)}
    (folder / "manifest.json").write_text(json.dumps(manifest))
    people = Household(folder / "data")
    people.add("First")
    settings = {
        "ATTUNE_DOCUMENTS": str(folder / "manifest.json"),
        "ATTUNE_DOCUMENTS_ONLY": "yes",
    }
    with serving(folder / "data", **settings) as server:
        yield Home(server, people)


def test_only_what_is_registered_is_answered(strict: Home) -> None:
    answer = (200, {"data": {"me": {"name": "Ada"}}})
    with strict.server.client(strict.people.add("Ada")) as client:
        for body in (by_id(REGISTERED), apollo(REGISTERED), {"query": REGISTERED}):
            assert ask(client, body) == answer
        for body in ({"query": ME}, apollo(ME, with_text=True)):
            status, told = ask(client, body)
            assert (status, code(told)) == (400, "QUERY_NOT_IN_SAFELIST")
        assert code(ask(client, apollo(ME))[1]) == "PERSISTED_QUERY_NOT_FOUND"
        assert code(ask(client, by_id(TOO_MUCH))[1]) == "TOO_MUCH"


def stored(client: httpx.Client, body: dict[str, object]) -> str | None:
    """Return the answer if it is one that was stored."""
    answered = client.post("/graphql", json=body)
    return answered.text if answered.headers["x-attune-answer"] == "stored" else None
