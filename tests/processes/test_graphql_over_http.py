"""GraphQL over HTTP as its draft has it: audited by others, and what their audit leaves out."""

import json
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from typing import TypedDict

import httpx
import pytest

from resolvers.graphiql.assets import PACKAGES
from tests.commands.running import PATIENCE_SECONDS, ROOT
from tests.leaving_out import do_without
from tests.processes.conftest import Home

GRAPHQL = "application/graphql-response+json"
JSON = "application/json"
ME = b'{"query": "{ me { name } }"}'
WRONG = b'{"query": "{ you }"}'
# Queries by GET, which would leave health questions in the logs of every proxy, stay off; a server
# MAY do so, and these three audits, of what it may do, ask for them.
BY_GET = {"5A70", "D6D5", "6A70"}


class Audit(TypedDict):
    id: str
    name: str
    status: str


def test_the_audit_finds_nothing_amiss(home: Home) -> None:
    if not shutil.which("node") or not (PACKAGES / "graphql-http").is_dir():
        do_without("GRAPHQL OVER HTTP IS NOT AUDITED: install node and npm, run `make setup`")
    token = home.people.add("Auditor")
    script = ROOT / "tests" / "processes" / "graphql_http_audit.mjs"
    ran = subprocess.run(
        ["node", str(script), f"{home.server.address}/graphql", token],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=True,
    )
    audits: list[Audit] = json.loads(ran.stdout)
    assert [each for each in audits if each["status"] != "ok" and each["id"] not in BY_GET] == []
    assert Counter(each["status"] for each in audits) == {"ok": 58, "notice": 3}


@pytest.fixture(scope="module")
def client(home: Home) -> Iterator[httpx.Client]:
    with home.server.client(home.people.add("Client")) as client:
        yield client


@pytest.mark.parametrize(
    ("accept", "answered"),
    [
        ("*/*", JSON),
        (JSON, JSON),
        (GRAPHQL, GRAPHQL),
        (f"{JSON}, {GRAPHQL}", GRAPHQL),
        (f"{GRAPHQL};q=0.5, {JSON};q=0.9", JSON),
        (f"{GRAPHQL};q=0, */*", JSON),
        ("application/*;q=0.1, text/html", JSON),
        (f"text/event-stream, {GRAPHQL}", GRAPHQL),
    ],
)
def test_the_client_chooses_the_media_type(
    client: httpx.Client, accept: str, answered: str
) -> None:
    status, media_type, told = post(client, ME, accept=accept)
    assert (status, media_type) == (200, answered)
    assert told == {"data": {"me": {"name": "Client"}}}


@pytest.mark.parametrize(
    "accept", ["text/html", "application/xml;q=0.9", f"{JSON};q=0", "nonsense"]
)
def test_what_cannot_be_said_is_not_acceptable(client: httpx.Client, accept: str) -> None:
    status, _, told = post(client, ME, accept=accept)
    assert status == 406
    assert list(told) == ["errors"]


@pytest.mark.parametrize(
    "content_type",
    [
        "",
        "text/plain",
        "application/graphql",
        "multipart/form-data; boundary=x",
        "application/json; charset=latin-1",
        "application/x-www-form-urlencoded",
    ],
)
def test_nothing_but_json_is_read(client: httpx.Client, content_type: str) -> None:
    status, media_type, told = post(client, ME, content_type=content_type)
    assert (status, media_type, list(told)) == (415, JSON, ["errors"])


@pytest.mark.parametrize(("accept", "expected"), [(GRAPHQL, 400), (JSON, 200)])
def test_a_wrong_document_has_no_data(client: httpx.Client, accept: str, expected: int) -> None:
    status, media_type, told = post(client, WRONG, accept=accept)
    assert (status, media_type, list(told)) == (expected, accept, ["errors"])


@pytest.mark.parametrize("accept", [GRAPHQL, JSON])
def test_an_error_in_a_field_leaves_the_rest(client: httpx.Client, accept: str) -> None:
    partly = b'{"query": "{ me { name days(first: 0) { nodes { id } } } }"}'
    status, _, told = post(client, partly, accept=accept)
    assert (status, sorted(told)) == (200, ["data", "errors"])


def post(
    client: httpx.Client, body: bytes, *, accept: str = "*/*", content_type: str = JSON
) -> tuple[int, str, dict[str, object]]:
    """Return the status, the media type and the JSON of an answer."""
    headers = {"Accept": accept, **({"Content-Type": content_type} if content_type else {})}
    answered = client.post("/graphql", content=body, headers=headers)
    return answered.status_code, answered.headers["content-type"], answered.json()
