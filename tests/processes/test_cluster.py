"""Computing on other machines: a scheduler and workers as processes, one of which is killed."""

import shutil
import signal
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from threading import Thread

import httpx
import psutil
import pytest

from resolvers.answer_types import ANSWER_TYPES
from resolvers.computing.fitting import FITTED
from schema.answer import Answer
from schema.packed import unpack
from simulation.export import write_export
from simulation.person import simulate
from tests.commands.running import PATIENCE_SECONDS, run
from tests.owners import NOW
from tests.processes.asking import ask
from tests.processes.clustering import Cluster, clustered, other_code
from tests.processes.household import Household
from tests.processes.serving import Serving, eventually, serving, started

# A cluster of processes takes half a minute of processor to start.
pytestmark = pytest.mark.audit

DAYS = 60
TODAY = "{ me { insights { recoveryPrediction { standing headline } } } }"


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with clustered(tmp_path_factory.mktemp("cluster") / "scheduler") as cluster:
        yield cluster


def household(folder: Path, size: int) -> Path:
    """Return the data folder of so many people of whom nothing was ever computed."""
    people = Household(folder / "data")
    for number in range(size):
        export = folder / "export.zip"
        write_export(simulate(DAYS, seed=number), export)
        people.add(f"person {number}", export)
    return people.data


def findings(data: Path) -> dict[tuple[str, str], Answer]:
    """Return what is told of everybody, without when it was."""
    with closing(sqlite3.connect(data / "attune.db")) as connection:
        rows = connection.execute(
            "SELECT name, insight, packed FROM answers JOIN people ON people.id = person_id"
        ).fetchall()
    return {
        (name, insight): _timeless(unpack(ANSWER_TYPES[insight], packed))
        for name, insight, packed in rows
    }


def _timeless(answer: Answer) -> Answer:
    model = answer.model and replace(answer.model, fitted_at=NOW)
    return replace(answer, computed_at=NOW, expires_at=None, model=model)


def people_told_of(data: Path) -> int:
    """Return of how many people everything that is fitted has an answer."""
    with closing(sqlite3.connect(data / "attune.db")) as connection:
        rows = connection.execute(
            f"SELECT person_id FROM answers WHERE insight IN ({','.join('?' * len(FITTED))}) "  # noqa: S608
            "GROUP BY person_id HAVING count(*) = ?",
            [*(insight.stem for insight in FITTED), len(FITTED)],
        ).fetchall()
    return len(rows)


@pytest.fixture(scope="module")
def worker(cluster: Cluster) -> Serving:
    """A worker that stays."""
    return cluster.worker()


def fitted(data: Path, size: int, *words: str) -> float:
    """Fit everybody, and return how many seconds that took."""
    began = time.monotonic()
    with started(data, "fit", "--all", *words) as fitting:
        assert fitting.process.wait(PATIENCE_SECONDS * size) == 0, fitting.text
    assert f"{size} people were due, {size} are done" in fitting.text
    return time.monotonic() - began


@pytest.mark.parametrize("size", [3, 200])
def test_with_a_worker_killed_nobody_is_lost_and_all_is_as_computed_here(
    cluster: Cluster,
    worker: Serving,
    tmp_path: Path,
    size: int,
    capsys: pytest.CaptureFixture[str],
) -> None:
    data = household(tmp_path, size)
    here = shutil.copytree(data, tmp_path / "here")
    victim = cluster.worker()
    killed_at: list[int] = []

    def kill_half_way() -> None:
        eventually(lambda: people_told_of(data) >= size // 2, lambda: "", PATIENCE_SECONDS * size)
        victim.signal_group(signal.SIGKILL)
        killed_at.append(people_told_of(data))

    killing = Thread(target=kill_half_way)
    killing.start()
    seconds = fitted(data, size, "--dask", cluster.address)
    killing.join()

    here_seconds = fitted(here, size, "--jobs", "2")
    assert people_told_of(data) == people_told_of(here) == size
    assert findings(data) == findings(here)
    assert victim.left() == []
    assert worker.process.poll() is None
    with capsys.disabled():
        if size > 100:
            print(  # noqa: T201
                f"\n{size} people: {seconds:.0f} s on two workers, of which one was killed when "
                f"{killed_at[0]} people were done; {here_seconds:.0f} s in two processes here"
            )


def test_a_worker_is_reached_from_where_its_scheduler_is_alone(worker: Serving) -> None:
    sockets = psutil.Process(worker.process.pid).net_connections("inet")
    listening = {each.laddr.ip for each in sockets if each.status == psutil.CONN_LISTEN}
    assert listening == {"127.0.0.1"}


def test_a_server_has_a_cluster_compute(cluster: Cluster, worker: Serving, tmp_path: Path) -> None:
    people = Household(household(tmp_path, 1))
    token = people.add("Ada", tmp_path / "export.zip")
    with (
        serving(people.data, COMPUTE=cluster.address) as server,
        server.client(token) as client,
    ):
        eventually(lambda: standing(client) == "READY", lambda: server.text)
        assert '"attune.child"' not in server.text
    assert worker.process.poll() is None


def standing(client: httpx.Client) -> str:
    return ask(client, TODAY)["me"]["insights"]["recoveryPrediction"]["standing"]


def test_workers_of_other_code_are_refused(tmp_path: Path) -> None:
    data = household(tmp_path, 1)
    with clustered(tmp_path / "scheduler") as cluster:
        cluster.plain_worker("code-of-yesterday")
        assert "code-of-yesterday" in refused(data, cluster)


def test_a_worker_whose_code_was_changed_is_refused(tmp_path: Path) -> None:
    data = household(tmp_path, 1)
    with clustered(tmp_path / "scheduler") as cluster:
        cluster.worker(other_code(tmp_path / "other"))
        assert "attune: code " in refused(data, cluster)


def refused(data: Path, cluster: Cluster) -> str:
    ran = run(data, "fit", "--all", "--dask", cluster.address)
    assert ran.returncode == 1
    assert people_told_of(data) == 0
    (said,) = [line for line in ran.stderr.splitlines() if line.startswith("fit: the ")]
    assert said.endswith("start workers from the same image")
    return said


@pytest.mark.parametrize("words", [("worker",), ("fit", "--all", "--dask")], ids=" ".join)
def test_tls_without_certificates_is_refused_in_words(tmp_path: Path, words: Sequence[str]) -> None:
    ran = run(household(tmp_path, 1), *words, "dask+tls://127.0.0.1:9")
    assert ran.returncode == 1
    said = ran.stderr.splitlines()[-1]
    assert said.startswith(f"{words[0]}: tls://127.0.0.1:9 takes certificates")


def test_without_a_scheduler_a_server_answers_by_rules(tmp_path: Path) -> None:
    people = Household(tmp_path / "data")
    export = tmp_path / "export.zip"
    write_export(simulate(DAYS, seed=1), export)
    token = people.add("Ada", export)
    with (
        serving(people.data, COMPUTE="dask://127.0.0.1:9") as server,
        server.client(token) as client,
    ):
        told = ask(client, TODAY)["me"]["insights"]["recoveryPrediction"]
    assert told["standing"] == "LEARNING"
    assert told["headline"]


def test_after_a_kill_what_was_done_is_not_done_again(tmp_path: Path) -> None:
    size = 8
    data = household(tmp_path, size)
    with started(data, "fit", "--all", "--jobs", "2") as killed:
        eventually(lambda: people_told_of(data) >= size // 2, lambda: killed.text)
        killed.signal_group(signal.SIGKILL)
        killed.process.wait()
    done = people_told_of(data)
    fitted_by_then = models(data)
    assert size // 2 <= done < size

    fitted(data, size - done, "--jobs", "2")
    assert people_told_of(data) == size
    assert fitted_by_then <= models(data)
    assert {number for *_, number, _ in models(data)} == {1}
    assert "0 people were due" in run(data, "fit", "--all").stdout


def models(data: Path) -> set[tuple[int, str, int, str]]:
    """Return every model: whose, of what, its number, and when it was fitted."""
    with closing(sqlite3.connect(data / "attune.db")) as connection:
        rows = connection.execute(
            "SELECT person_id, insight, number, fitted_at FROM model_versions"
        ).fetchall()
    return set(rows)


def test_two_at_once_fit_each_model_once(tmp_path: Path) -> None:
    data = household(tmp_path, 3)
    with started(data, "fit", "--all") as one, started(data, "fit", "--all") as other:
        for each in (one, other):
            assert each.process.wait(PATIENCE_SECONDS) == 0, each.text
    assert people_told_of(data) == 3
    with closing(sqlite3.connect(data / "attune.db")) as connection:
        numbers = connection.execute("SELECT DISTINCT number FROM model_versions").fetchall()
    assert numbers == [(1,)]
