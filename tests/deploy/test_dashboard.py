"""The dashboard shows what is measured, all of it, and nothing that is not."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
import yaml
from prometheus_client import Metric

import settings
from resolvers.application import Application
from resolvers.watching.metrics import Watched
from tests.commands.running import ROOT

DASHBOARD = ROOT / "deploy" / "dashboard.json"
DOCUMENT = ROOT / "docs" / "watching.md"
# Of Prometheus itself: every series has them.
SCRAPED = {"instance", "job"}
SUFFIXES = {"counter": ("_total",), "summary": ("_sum", "_count"), "gauge": ("",)}


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, frozenset[str]]:
    """Return every series, and its labels, of a server where each thing has happened once."""
    data = tmp_path_factory.mktemp("measured")
    application = Application(settings.read({"ATTUNE_DATA": str(data)}))
    counts = application.counts
    counts.responses["/graphql", 200] += 1
    counts.response_seconds["/graphql"] += 1
    counts.answered_by["stored"] += 1
    counts.insights["READY", False] += 1
    counts.imports["imported"] += 1
    counts.ended["sleep_window"] += 1
    counts.note_computation("sleep_window", "fit", 1.0)
    families = list(Watched(application).collect())
    application.resources.database.close()
    return {name: labels for family in families for name, labels in series(family)}


def series(family: Metric) -> Iterator[tuple[str, frozenset[str]]]:
    assert family.documentation
    assert family.samples, f"{family.name} has not happened"
    for suffix in SUFFIXES[family.type]:
        yield f"{family.name}{suffix}", frozenset(family.samples[0].labels)


def expressions() -> list[str]:
    board = json.loads(DASHBOARD.read_text("utf-8"))
    return [target["expr"] for panel in board["panels"] for target in panel["targets"]]


def test_every_series_that_is_shown_is_measured(measured: Mapping[str, frozenset[str]]) -> None:
    for expression in expressions():
        names = re.findall(r"\b(attune_\w+|process_\w+)\{", expression)
        assert names, expression
        ours = [name for name in names if name.startswith("attune_")]
        assert set(ours) <= set(measured), expression
        asked = set(re.findall(r"(\w+)=\"", expression))
        asked |= {
            label.strip()
            for grouped in re.findall(r"by \(([^)]*)\)", expression)
            for label in grouped.split(",")
        }
        for name in ours:
            assert asked <= measured[name] | SCRAPED, expression


def test_every_series_that_is_measured_is_shown(measured: Mapping[str, frozenset[str]]) -> None:
    text = DASHBOARD.read_text("utf-8")
    assert [name for name in measured if not re.search(rf"\b{name}\b", text)] == []


def test_every_series_is_documented(measured: Mapping[str, frozenset[str]]) -> None:
    rows = re.findall(r"^\| `(attune_\w+)` \| (.*?) \|", DOCUMENT.read_text("utf-8"), re.MULTILINE)
    documented = {name: frozenset(re.findall(r"`(\w+)`", labels)) for name, labels in rows}
    assert documented == {
        name.removesuffix("_sum").removesuffix("_count"): labels
        for name, labels in measured.items()
    }


def test_panels_stand_beside_each_other() -> None:
    panels = json.loads(DASHBOARD.read_text("utf-8"))["panels"]
    places = [(panel["gridPos"]["x"], panel["gridPos"]["y"]) for panel in panels]
    assert len(set(places)) == len({panel["id"] for panel in panels}) == len(panels)


def test_the_scraper_has_a_token() -> None:
    text = Path(ROOT / "deploy" / "prometheus.yml").read_text("utf-8")
    (job,) = yaml.safe_load(text)["scrape_configs"]
    assert job["authorization"]["credentials_file"]
    assert job.get("metrics_path", "/metrics") == "/metrics"
