"""A value found nowhere else in every input, and then a look through all that a server wrote.

Bugs are provoked too, since an error may quote what it could not take.
"""

import re
import socket
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from tests.processes.asking import ask
from tests.processes.household import Household
from tests.processes.serving import Serving, eventually, serving
from tests.processes.test_logs import distinctive
from tests.storage.importers.exports import cycle, cycles_csv

# What a client chooses; nothing of it is written anywhere.
PASSING = (
    comment := "canaryComment",
    alias := "canaryAlias",
    literal := "canaryLiteral",
    unknown_field := "canaryField",
    variable := "canaryVariable",
    extra_variable := "canaryExtra",
    long_operation := "canaryOperation" * 4,
    wrong_token := "attune_canaryTokenThatIsWrongAndLong",
    agent := "canaryAgent",
    cookie := "canaryCookie",
    header := "canaryHeader",
    request_id := "canaryRequestId",
    in_path := "canaryPath",
    in_query := "canaryQueryString",
    garbage := "canaryGarbage",
)
# What is kept of a person; it is in the database, and in no log.
KEPT = (
    name := "Canarina",
    question := "canary_question",
    activity := "Canaryball",
    note := "canaryNote",
    file_name := "canaryfile.zip",
    damage := "canaryDamage",
)
RECOVERIES = tuple(f"{41 + number}.{7193 + number}" for number in range(20))
OPERATION = "FirstLook"
INSIGHT = "{ me { insights { sleepSummary { standing headline } } } }"

pytestmark = pytest.mark.sqlite("bugs are provoked by values that no column of PostgreSQL takes")


@dataclass(frozen=True)
class Run:
    """All that a server wrote, and what it answered to what went wrong."""

    log: str
    lines: list[dict[str, object]]
    files: dict[str, bytes]
    token: str
    bugs: dict[str, httpx.Response]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    folder = tmp_path_factory.mktemp("canaries")
    household = Household(folder / "data")
    token = household.add(name)
    export = distinctive(folder / file_name, list(RECOVERIES))
    with serving(household.data) as server:
        with server.client(token) as client:
            client.headers.update({
                "User-Agent": agent, "Cookie": f"a={cookie}", "Referer": f"http://x/{header}",
                "X-Anything": header, "X-Request-Id": request_id, "Origin": f"http://{header}",
            })  # fmt: skip
            use(client, export)
            mistake(server, client)
            bugs = provoke(household, client)
        server.process.terminate()
        server.ended()
        files = {
            str(file): file.read_bytes()
            for file in household.data.rglob("*")
            if file.is_file() and file != server.printed
        }
        yield Run(server.text, server.log, files, token, bugs)


def use(client: httpx.Client, export: Path) -> None:
    """Use the server as one does."""
    sent = client.post("/import", files={"file": (file_name, export.read_bytes())})
    assert sent.status_code == 200, sent.text
    record = """mutation($question: String!) { journalRecord(input: {question: $question,
        behaviourOn: "2024-03-14", answeredYes: true}) { userErrors { message } } }"""
    assert ask(client, record, question=question) == {"journalRecord": {"userErrors": []}}
    ask(client, f"{{ {alias}: me {{ name journal {{ nodes {{ question }} }} }} }} # {comment}")
    look = f"query {OPERATION} {INSIGHT}"
    told = client.post("/graphql", json={"query": look, "operationName": OPERATION})
    assert told.status_code == 200
    eventually(lambda: "LEARNING" not in str(ask(client, INSIGHT)), str)
    ask(client, INSIGHT)


def mistake(server: Serving, client: httpx.Client) -> None:
    """Make every mistake that a client can make."""
    asked: tuple[dict[str, object], ...] = (
        {"query": f"{{ me {{ {unknown_field} }} }}"},
        {"query": f'{{ node(id: "{literal}") {{ id }} }}'},
        {"query": f'mutation {{ goalClear(input: {{id: "{literal}"}}) {{ goal {{ id }} }} }}'},
        {"query": "query($a: Int!) { me { days(first: $a) { nodes { id } } } }",
         "variables": {"a": variable, extra_variable: [variable]}},
        {"query": f"query {long_operation} {{ me {{ name }} }}", "operationName": long_operation},
        {"query": "{ me { name } }", "operationName": f"{garbage} x"},
        {"query": f'{{ me {{ insights {{ sleepWindow(bedtime: "{literal}") {{ stale }} }} }} }}'},
    )  # fmt: skip
    for each in asked:
        client.post("/graphql", json=each)
    client.post("/graphql", content=f'{{"query": "{garbage}'.encode())
    client.get(f"/{in_path}?{in_query}=1")
    client.get(f"/graphiql/assets/{in_path}")
    client.post(f"/graphql?{in_query}", json={"query": "{ me { name } }"})
    client.post("/import", content=f"%PDF {garbage}".encode())
    client.post("/import", files={file_name: (file_name, garbage.encode() * 50)})
    multipart = {"Content-Type": f"multipart/form-data; boundary={garbage}"}
    client.post("/import", content=garbage.encode(), headers=multipart)
    client.get("/healthz", headers={"Host": f"{in_path}.example"})
    wrong = {"Authorization": f"Bearer {wrong_token}"}
    assert client.post("/graphql", json={"query": "{ me }"}, headers=wrong).status_code == 401
    plain = server.address.removeprefix("http://").partition(":")
    no_http(plain[0], int(plain[2]))


def no_http(host: str, port: int) -> None:
    with socket.create_connection((host, port)) as connection:
        connection.sendall(f"{garbage} / HTTP\r\n{garbage}\r\n\r\n".encode())
        told = connection.recv(1000)
    assert told.startswith(b"HTTP/1.1 400 Bad Request\r\n")
    assert b"x-content-type-options: nosniff" in told


def provoke(household: Household, client: httpx.Client) -> dict[str, httpx.Response]:
    """Have the server meet what it does not expect, everywhere; return what it says of it."""

    def change(*statements: str) -> None:
        with closing(sqlite3.connect(household.data / "attune.db")) as connection, connection:
            connection.execute("PRAGMA busy_timeout=5000")
            for statement in statements:
                connection.execute(statement)

    def stored() -> bool:
        told = client.post("/graphql", json={"query": "{ me { name } }"})
        return told.headers.get("x-attune-answer") == "stored"

    eventually(stored, str)
    bugs: dict[str, httpx.Response] = {}
    change("UPDATE responses SET content_type = CAST('canaryDamage' AS BLOB)")
    bugs["door"] = client.post("/graphql", json={"query": "{ me { name } }"})
    change("DELETE FROM responses", "UPDATE answers SET computed_at = 'canaryDamage'")
    bugs["GraphQL"] = client.post(
        "/graphql",
        json={"query": f"{{ me {{ {alias}: insights {{ sleepSummary {{ standing }} }} }} }}"},
    )
    change("UPDATE people SET revision = revision + 1", "UPDATE cycles SET strain = 'canaryDamage'")
    bugs["the child"] = client.post("/graphql", json={"query": INSIGHT})
    change("ALTER TABLE imports RENAME TO canaryDamage")
    export = cycles_csv(cycle()).encode()

    def in_time() -> httpx.Response | None:
        told = client.post("/import", content=export)
        return told if told.status_code != 202 else None

    bugs["upload"] = eventually(in_time, str)
    change("ALTER TABLE cycles RENAME TO canaryDamageToo")
    bugs["page"] = client.get("/readyz")
    return bugs


def test_nothing_that_was_sent_is_in_the_log(run: Run) -> None:
    private = (*PASSING, *KEPT, *RECOVERIES, run.token, "{ me", "mutation")
    allowed = "no such table: "  # the database's own words, of a table that the test renamed
    log = "\n".join(line for line in run.log.splitlines() if allowed not in line)
    assert [word for word in private if word.lower() in log.lower()] == []
    assert not re.search(r"attune_\w{8}", run.log)


def test_nothing_but_what_is_kept_is_in_any_file(run: Run) -> None:
    assert any(name.endswith("attune.db") for name in run.files)
    found = {
        (word, file)
        for word in (*PASSING, note, run.token)
        for file, content in run.files.items()
        if word.encode() in content
    }
    assert found == set()
    assert not [file for file in run.files if "upload" in file]


def test_every_bug_is_masked_with_an_id_that_the_log_has(run: Run) -> None:
    logged = {line["error_id"] for line in run.lines if "error_id" in line}
    for place, told in run.bugs.items():
        assert "errors" in told.json(), (place, told.text)
        (error,) = told.json()["errors"]
        assert told.status_code == (200 if place in {"GraphQL", "the child"} else 500), place
        error_id = error["extensions"]["errorId"]
        assert error["message"] == (
            f"unexpected error {error_id}; the server's log has more under this id"
        )
        assert error_id in logged, place
        assert "canary" not in told.text.lower().replace(alias.lower(), ""), place


def test_the_log_names_the_request_and_the_operation(run: Run) -> None:
    answered = [line for line in run.lines if line["message"] == "answered"]
    assert len({line["request_id"] for line in answered}) == len(answered)
    assert [line for line in answered if line.get("operation") == OPERATION] != []
    assert {line.get("operation") for line in run.lines} == {None, OPERATION}
    masked = [line for line in run.lines if line["message"] == "unexpected error"]
    assert all(line["request_id"] for line in masked)
    in_the_answers = {told.headers["x-request-id"] for told in run.bugs.values()}
    assert {line["request_id"] for line in masked} >= in_the_answers
