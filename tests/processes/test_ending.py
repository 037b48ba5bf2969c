"""However a server ends, and whatever it is doing: nothing of its process tree is left."""

import signal
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from simulation.export import write_export
from simulation.person import simulate
from tests.processes.asking import ask, insights
from tests.processes.household import Household
from tests.processes.serving import Serving, eventually, serving

# Every insight as of each of these days is fitted anew, on a year: seconds of work.
PAST_DAYS = 25


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("year") / "my_whoop_data.zip"
    write_export(simulate(365, seed=3), path)
    return path


def loading(server: Serving, client: httpx.Client) -> None:
    """Wait until the process that loads the libraries is there."""
    insights(client)
    eventually(lambda: len(server.left()) > 1, lambda: server.text)


def fitting(server: Serving, client: httpx.Client) -> None:
    """Wait until the child computes, with much more to do."""
    days = ask(client, "query($n: Int!) { me { days(first: $n) { nodes { dayOn } } } }", n=30)
    past = [node["dayOn"] for node in days["me"]["days"]["nodes"][1 : 1 + PAST_DAYS]]
    fields = "{ habitImpact { standing } sleepWindow { standing } }"
    for day in past:  # all at once would be refused
        ask(client, f'{{ me {{ insights(asOf: "{day}") {fields} }} }}')
    eventually(lambda: computed(server), lambda: server.text)
    assert computed(server) < PAST_DAYS


def terminate(server: Serving) -> None:
    server.process.terminate()


def interrupt(server: Serving) -> None:
    server.signal_group(signal.SIGINT)


def kill(server: Serving) -> None:
    server.process.kill()


STOPPED = {0, -signal.SIGTERM}


@pytest.mark.parametrize(
    ("doing", "end", "codes"),
    [
        pytest.param(loading, terminate, STOPPED, id="loading-SIGTERM"),
        pytest.param(fitting, terminate, STOPPED, id="fitting-SIGTERM"),
        pytest.param(loading, interrupt, {0}, id="loading-Ctrl-C"),
        pytest.param(fitting, interrupt, {0}, id="fitting-Ctrl-C"),
        pytest.param(loading, kill, {-signal.SIGKILL}, id="loading-kill -9"),
        pytest.param(fitting, kill, {-signal.SIGKILL}, id="fitting-kill -9"),
    ],
)
def test_nothing_is_left(
    tmp_path: Path,
    year: Path,
    doing: Callable[[Serving, httpx.Client], None],
    end: Callable[[Serving], None],
    codes: set[int],
) -> None:
    token = Household(tmp_path).add("Ada", year)
    with serving(tmp_path, ATTUNE_DEADLINE="0.05") as server, server.client(token) as client:
        doing(server, client)
        end(server)
        assert server.ended() in codes
        assert '"ERROR"' not in server.text
        assert "Traceback" not in server.text, server.text
    # Who ends by itself leaves one file, with all that was written in it.
    assert end is kill or not list(tmp_path.glob("attune.db-*"))


def computed(server: Serving) -> int:
    return server.text.count('"computed"')
