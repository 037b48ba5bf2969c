"""Traces: what they tell, what they never do, and that nobody pays for them who has none."""

import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

import settings
from resolvers.watching import spans
from resolvers.watching.spans import ExtraMissing, NoSpans, spans_of
from resolvers.watching.telemetry import Telemetry
from tests.commands.running import ROOT
from tests.processes.household import Household
from tests.processes.serving import eventually, serving

URL = "OTEL_EXPORTER_OTLP_ENDPOINT"
ALLOWED = {"attune.insight", "attune.fitted", "http.response.status_code", "graphql.operation.name"}
QUERY = "query Week($secret: String) { me { aliased: name ...@include(if: true) { id } } }"


@dataclass
class Collector:
    """Somebody who collects traces."""

    url: str
    bodies: list[bytes] = field(default_factory=list[bytes])

    def spans(self) -> list[tuple[str, dict[str, str]]]:
        found: list[tuple[str, dict[str, str]]] = []
        for body in list(self.bodies):
            for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
                for scope in resource.scope_spans:
                    for span in scope.spans:
                        told = {each.key: str(each.value) for each in span.attributes}
                        assert not span.events
                        found.append((span.name, told))
        return found


@contextmanager
def collector() -> Generator[Collector]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            collecting.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  likewise
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        collecting = Collector(f"http://127.0.0.1:{server.server_port}")
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield collecting
        server.shutdown()
        thread.join()


def test_a_trace_tells_what_took_how_long_and_nothing_of_anybody(
    tmp_path: Path, export: Path
) -> None:
    household = Household(tmp_path / "data")
    token = household.add("Ada Lovelace", export)
    insights = "query Evening { me { insights { sleepSummary { standing } } } }"
    with (
        collector() as collecting,
        serving(household.data, **{URL: collecting.url, "ATTUNE_DEADLINE": "60"}) as server,
    ):
        with server.client(token) as client:
            asked = {"query": QUERY, "variables": {"secret": "alcohol"}, "operationName": "Week"}
            client.post("/graphql", json=asked)
            for number in range(2):  # the child starts after the first, and computes the second
                named = {"query": f"{insights} # {number}", "operationName": "Evening"}
                assert client.post("/graphql", json=named).status_code == 200
            client.post("/graphql", json={"query": "{ me", "operationName": "my cancer"})
        eventually(
            lambda: any(name == "compute" for name, _ in collecting.spans()), lambda: server.text
        )
        server.process.terminate()
        server.ended()
        told = collecting.spans()
    assert {name for name, _ in told} == {"POST /graphql", "compute"}
    assert {key for _, attributes in told for key in attributes} <= ALLOWED
    names = [attributes.get("graphql.operation.name") for _, attributes in told]
    assert any(name and "Evening" in name for name in names)
    whole = b"".join(collecting.bodies)
    for private in (token, "Ada", "alcohol", "aliased", "cancer", "secret", "insights {"):
        assert private.encode() not in whole


def test_an_error_is_not_quoted() -> None:
    exporter = InMemorySpanExporter()
    telemetry = Telemetry(exporter)
    with pytest.raises(ValueError, match="recovery forty-one"), telemetry.span("compute"):
        raise ValueError("recovery forty-one")
    telemetry.stop()
    (span,) = exporter.get_finished_spans()
    assert "forty-one" not in span.to_json()


def test_who_sends_no_traces_imports_nothing_of_it() -> None:
    script = (
        "import sys, settings; from resolvers.application import Application; "
        "from resolvers.watching.spans import spans_of; spans_of(settings.read({})); "
        "print([name for name in sys.modules if name.partition('.')[0] in "
        "('opentelemetry', 'prometheus_client')])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"
    assert isinstance(spans_of(settings.read({})), NoSpans)


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere(name: str) -> None:
        assert name == "opentelemetry"

    monkeypatch.setattr(spans, "find_spec", nowhere)
    with pytest.raises(ExtraMissing, match=r"pip install '\.\[telemetry\]'"):
        spans_of(settings.read({URL: "http://127.0.0.1:9"}))
