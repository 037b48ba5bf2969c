"""What a server shows to whoever watches it, and to whom it shows it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from storage.tokens import Grant
from tests.processes.asking import ask
from tests.processes.household import Household
from tests.processes.serving import Serving, eventually, serving

WATCHER = "attune_watcher-of-thirty-two-letters"
DAYS = "{ me { days { nodes { id } } } }"
LEARNED = "{ me { insights { recoveryPrediction { standing } } } }"
SECRET_PATH = "/of-ada-and-her-alcohol"

Labels = frozenset[tuple[str, str]]


@dataclass(frozen=True)
class Watched:
    server: Serving
    token: str

    def metrics(self) -> Mapping[tuple[str, Labels], float]:
        with self.server.client(WATCHER) as client:
            response = client.get("/metrics")
        assert response.status_code == 200, response.text
        return {
            (sample.name, frozenset(sample.labels.items())): sample.value
            for family in text_string_to_metric_families(response.text)
            for sample in family.samples
        }

    def value(self, name: str, **labels: str) -> float:
        return self.metrics().get((name, frozenset(labels.items())), 0)


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory, export: Path) -> Iterator[Watched]:
    data = tmp_path_factory.mktemp("watched") / "data"
    token = Household(data).add("Ada Lovelace")
    settings = {"ATTUNE_METRICS_TOKEN": WATCHER, "ATTUNE_DEADLINE": "60"}
    with serving(data, **settings) as server, server.client(token) as client:
        assert client.post("/import", content=export.read_bytes()).status_code in {200, 202}
        assert client.post("/import", content=b"no export").status_code == 422
        watched = Watched(server, token)
        eventually(
            lambda: watched.value("attune_imports_total", result="imported"), lambda: server.text
        )
        ask(client, LEARNED)
        eventually(lambda: _is_ready(client), lambda: server.text)
        client.get(SECRET_PATH)
        yield watched


def _is_ready(client: httpx.Client) -> bool:
    insight = ask(client, LEARNED)["me"]["insights"]["recoveryPrediction"]
    return insight["standing"] == "READY"


def test_what_happened_is_counted(watched: Watched) -> None:
    value = watched.value
    assert value("attune_imports_total", result="imported") == 1
    assert value("attune_imports_total", result="unreadable") == 1
    kinds = {"insight": "recovery_prediction", "kind": "fit"}
    assert value("attune_computation_cpu_seconds_count", **kinds) >= 1
    assert value("attune_computation_cpu_seconds_sum", **kinds) > 0
    assert value("attune_insight_answers_total", standing="READY", stale="false") >= 1
    assert value("attune_responses_total", path="/graphql", status="200") >= 2
    assert value("attune_response_seconds_count", path="/graphql") >= 2
    assert value("attune_queue_tasks") == 0


def test_what_the_front_door_sends_again_is_counted(watched: Watched) -> None:
    before = watched.value("attune_graphql_answers_total", by="stored")

    def stored() -> float:
        with watched.server.client(watched.token) as client:
            ask(client, DAYS)
        return watched.value("attune_graphql_answers_total", by="stored") - before

    eventually(stored, lambda: watched.server.text)
    assert watched.value("attune_graphql_answers_total", by="computed") >= 1


def test_the_memory_of_both_processes_is_told(watched: Watched) -> None:
    server = watched.value("attune_memory_bytes", process="server")
    child = watched.value("attune_memory_bytes", process="child")
    assert 20e6 < server < 500e6
    assert 20e6 < child < 500e6
    assert watched.value("process_cpu_seconds_total") > 0


def test_nobody_is_told_of(watched: Watched) -> None:
    with watched.server.client(WATCHER) as client:
        text = client.get("/metrics").text
    for private in ("Ada", "alcohol", watched.token, WATCHER, SECRET_PATH):
        assert private not in text
    assert watched.value("attune_responses_total", path="other", status="404") >= 1


def test_memory_is_logged_around_each_computation(watched: Watched) -> None:
    lines = [line for line in watched.server.log if line["message"] in {"computing", "computed"}]
    assert {line["message"] for line in lines} == {"computing", "computed"}
    for line in lines:
        assert {"insight", "server_kilobytes", "child_kilobytes"} <= line.keys()


def test_only_who_watches_is_shown_it(watched: Watched) -> None:
    household = Household(watched.server.printed.parent)
    tokens = {
        "": 401,
        "unknown": 401,
        watched.token: 403,
        household.add("Grace", grant=Grant(("read", "write", "admin"))): 200,
        household.add("Root", grant=Grant(("admin",))): 200,
        WATCHER: 200,
    }
    for token, status in tokens.items():
        with watched.server.client(token) as client:
            assert client.get("/metrics").status_code == status, token
    with watched.server.client(WATCHER) as client:
        assert client.post("/graphql", json={"query": DAYS}).status_code == 401
