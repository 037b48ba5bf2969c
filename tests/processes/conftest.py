import signal
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from simulation.export import write_export
from simulation.person import simulate
from tests.processes.household import Household
from tests.processes.serving import Serving, serving

UPLOAD_MB = "1"

# A shell without job control starts what runs in the background deaf to Ctrl-C, and children
# inherit that; the processes under test must hear it wherever the tests were started.
signal.signal(signal.SIGINT, signal.default_int_handler)


@dataclass(frozen=True)
class Home:
    """A server, and the people it serves."""

    server: Serving
    people: Household


@pytest.fixture(scope="session")
def export(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sixty days: enough for every insight, and quickly computed."""
    path = tmp_path_factory.mktemp("export") / "my_whoop_data.zip"
    write_export(simulate(60, seed=3), path)
    return path


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """One server for a module; each test adds people of its own."""
    data = tmp_path_factory.mktemp("home") / "data"
    with serving(data, ATTUNE_UPLOAD_MB=UPLOAD_MB) as server:
        yield Home(server, Household(data))
