"""The serving process: light, whatever it answers, and never standing still."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from resolvers.code_version import ROOT
from schema.json_form import Json
from tests.resolvers.serving import at, copied

# 50 ms is measured where nothing else runs (benchmarks/event_loop.py); tests share their processor.
LONGEST_PAUSE_SECONDS = 0.5
pytestmark = pytest.mark.sqlite("the process would start another server, which is empty")
ALL_FOUR = ("recoveryPrediction", "sleepWindow", "habitImpact", "recommendations")


@pytest.fixture(scope="module")
def told(furnished: Path, tmp_path_factory: pytest.TempPathFactory) -> Json:
    """Return what a server of its own has to tell, after a first answer and a computed one."""
    data = copied(furnished, tmp_path_factory.mktemp("lean") / "data")
    command = [sys.executable, "-m", "tests.resolvers.lean_server", str(data)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT)
    return json.loads(done.stdout)


def test_it_has_answered_with_rules_and_then_with_findings(told: Json) -> None:
    for name in ALL_FOUR:
        assert at(told, f"first.me.insights.{name}.standing") == "LEARNING"
        assert at(told, f"second.me.insights.{name}.standing") == "READY"


def test_it_has_imported_none_of_the_libraries_that_compute(told: Json) -> None:
    assert at(told, "heavy_modules") == []


def test_its_event_loop_went_on_while_the_child_started_and_computed(told: Json) -> None:
    pause = at(told, "longest_pause_seconds")
    assert isinstance(pause, float)
    assert pause < LONGEST_PAUSE_SECONDS
