"""A child process that is slow, frozen, too long at work or dead: no request fails by it."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncGenerator
from concurrent.futures import BrokenExecutor
from multiprocessing import forkserver
from pathlib import Path

import anyio
import pytest

from resolvers.lazy_path import LazyPath
from tests.commands.running import PATIENCE_SECONDS
from tests.databases import database_of
from tests.owners import add_owner
from tests.people import give, write_person
from tests.resolvers.conftest import PATIENT_SECONDS
from tests.resolvers.serving import (
    ADA,
    BOB,
    Owner,
    Server,
    Told,
    computed,
    copied,
    fork_server,
    frozen,
    items,
    send_at_work,
    serving,
    until,
)

pytestmark = pytest.mark.anyio


# Within it the data are read on a busy machine too, which a rule needs.
SOON_SECONDS = "4"


@pytest.fixture
async def hasty(data: Path, caplog: pytest.LogCaptureFixture) -> AsyncGenerator[Server]:
    """Return a server whose child process is ready, and that soon answers with what it has."""
    caplog.set_level("INFO", "attune")
    async with serving(data, ATTUNE_DEADLINE=SOON_SECONDS) as server:
        await server.child_ready()
        yield server


# A fit on eight years takes some tenths of a second: time to be stopped in the middle of it.
LONG_DAYS = 3000
RECORD = (
    'mutation { journalRecord(input: {question: "tea", behaviourOn: "2026-01-20", '
    "answeredYes: true}) { userErrors { message } } }"
)
PREDICTION = "recoveryPrediction { standing caveats { code } finding { recoveryPercent } }"
ANY = "standing basis stale headline model { number }"
SHOWN = f"{ANY} finding {{ usualBedtime }}"


@pytest.fixture(scope="module")
def long_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a data folder with Ada, of eight years, and Bob, of two months."""
    folder = tmp_path_factory.mktemp("long")
    database = database_of(folder / "data")
    for owner, days in ((ADA, LONG_DAYS), (BOB, 60)):
        assert add_owner(database, owner.name) == owner
        give(database, owner.person_id, write_person(folder / "export.zip", days, 7))
    database.close()
    return folder / "data"


@pytest.fixture
def fit_limit() -> str:
    """Return the seconds after which a computation is given up: more than one takes under load."""
    return "60"


@pytest.fixture
async def busy(
    long_data: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture, fit_limit: str
) -> AsyncGenerator[Server]:
    """Return a server on them, which answers when a computation is done or given up."""
    caplog.set_level("INFO", "attune")
    data = copied(long_data, tmp_path / "data")
    limits = {"ATTUNE_FIT_LIMIT": fit_limit, "ATTUNE_DEADLINE": PATIENT_SECONDS}
    async with serving(data, **limits) as server:
        await server.child_ready()
        yield server


async def test_a_frozen_child_leaves_the_rule_and_the_next_query_has_the_finding(
    hasty: Server,
) -> None:
    with frozen(hasty.worker()):
        meanwhile = await hasty.insights(f"sleepWindow {{ {SHOWN} caveats {{ code }} }}")
    landed = await until_ready(hasty, "sleepWindow", ADA)

    # It was answered while the child could not, and so by the deadline: nothing was given up.
    assert {"code": "COMPUTATION_ENDED"} not in items(meanwhile.at("sleepWindow.caveats"))
    assert meanwhile.at("sleepWindow.standing") == "LEARNING"
    assert meanwhile.at("sleepWindow.basis") == "RULE"
    assert meanwhile.at("sleepWindow.stale") is False
    assert meanwhile.at("sleepWindow.finding") is not None
    assert landed.at("sleepWindow.standing") == "READY"
    assert landed.at("sleepWindow.basis") == "OWN_DATA"


async def test_an_earlier_answer_stands_in_as_stale(hasty: Server) -> None:
    before = await until_ready(hasty, "sleepWindow", ADA)
    (await hasty.ask(RECORD)).whole()
    with frozen(hasty.worker()):
        meanwhile = await hasty.insights(f"sleepWindow {{ {SHOWN} }}")
    after = await until_ready(hasty, "sleepWindow", ADA)

    assert meanwhile.at("sleepWindow.stale") is True
    assert meanwhile.at("sleepWindow.standing") == "READY"
    assert meanwhile.at("sleepWindow.headline") == before.at("sleepWindow.headline")
    assert after.at("sleepWindow.stale") is False
    assert after.at("sleepWindow.model.number") == 2


async def test_a_child_killed_in_the_middle_of_a_fit_costs_only_that_fit(
    busy: Server, caplog: pytest.LogCaptureFixture
) -> None:
    killed = busy.worker()
    during = await stopped_at_work(busy, signal.SIGKILL, caplog)
    await until(lambda: causes(caplog) == ["recovery_prediction: ProcessExpired"])
    pausing = await busy.insights(PREDICTION)
    other = await until_ready(busy, "sleepWindow", BOB)

    for told in (during, pausing):
        assert told.at("recoveryPrediction.standing") == "LEARNING"
        assert told.at("recoveryPrediction.finding") is not None
    assert pausing.at("recoveryPrediction.caveats.0.code") == "COMPUTATION_ENDED"
    assert other.at("sleepWindow.model.number") == 1
    assert busy.worker() != killed
    assert [each.insight for each in computed(caplog)] == ["sleep_window"]
    # Another path remembers no failure, as this one does not after the pause.
    busy.application.path = LazyPath(busy.application.resources, busy.application.usage)
    await until_ready(busy, "recoveryPrediction", ADA)


async def test_an_idle_child_killed_is_replaced_before_anybody_notices(server: Server) -> None:
    await server.insights("habitImpact { standing }")
    killed = server.worker()
    os.kill(killed, signal.SIGKILL)
    told = await server.insights("sleepWindow { standing }")

    assert told.at("sleepWindow.standing") == "READY"
    assert server.worker() != killed


@pytest.mark.parametrize("fit_limit", ["2"])
@pytest.mark.parametrize("taken_up", [True, False])
async def test_a_fit_over_the_limit_is_killed_and_the_next_works(
    busy: Server,
    caplog: pytest.LogCaptureFixture,
    taken_up: bool,  # noqa: FBT001
) -> None:
    stopped = busy.worker()
    if taken_up:
        during = await stopped_at_work(busy, signal.SIGSTOP, caplog)
    else:
        os.kill(stopped, signal.SIGSTOP)
        during = await busy.insights(PREDICTION)
    await until(lambda: causes(caplog) == ["recovery_prediction: TimeoutError"])
    after = await busy.insights(PREDICTION)
    await until_ready(busy, "sleepWindow", BOB)

    assert during.at("recoveryPrediction.standing") == "LEARNING"
    assert after.at("recoveryPrediction.caveats.0.code") == "COMPUTATION_ENDED"
    assert [each.insight for each in computed(caplog)] == ["sleep_window"]
    assert busy.worker() != stopped


async def test_two_simultaneous_queries_are_one_computation(
    server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    first, second = await asyncio.gather(
        *(server.insights("sleepWindow { headline model { number } }") for _ in range(2))
    )

    assert first == second
    assert first.at("sleepWindow.model.number") == 1
    assert [each.tasks_of_this_child for each in computed(caplog)] == [1]
    assert server.rows("SELECT number FROM model_versions") == [(1,)]


async def test_two_questions_to_one_new_model_fit_it_once(
    server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    told = await server.insights(
        "plain: recoveryPrediction { standing model { number } } "
        'early: recoveryPrediction(bedtime: "21:30") { standing model { number } }'
    )

    assert told.at("plain") == told.at("early") == {"standing": "READY", "model": {"number": 1}}
    assert [each.fitted for each in computed(caplog)] == [True, False]
    assert server.rows("SELECT number FROM model_versions") == [(1,)]


async def test_the_first_query_is_answered_before_the_child_starts(
    data: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "attune")
    async with serving(data, ATTUNE_DEADLINE=PATIENT_SECONDS) as server:
        child = server.application.resources.child
        assert not child.started.is_set()
        told = await server.insights("sleepWindow { standing finding { usualBedtime } }")
        assert told.at("sleepWindow.standing") == "LEARNING"
        assert told.at("sleepWindow.finding") is not None
        assert not computed(caplog)
        assert child.started.is_set()
        await child.ready()
        again = await server.insights("sleepWindow { standing }")
        assert again.at("sleepWindow.standing") == "READY"


async def test_a_child_that_did_not_start_is_started_by_the_next_task(data: Path) -> None:
    async with serving(data) as server:
        await server.child_ready()  # so that there is a fork server
    async with serving(data) as server:
        child = server.application.resources.child
        with frozen(fork_server()):
            child.start()
            await until(forking)
            os.kill(fork_server(), signal.SIGKILL)
        with pytest.raises(BrokenExecutor):
            await child.ready()
        await until_ready(server, "sleepWindow", ADA)


async def stopped_at_work(
    server: Server, number: signal.Signals, caplog: pytest.LogCaptureFixture
) -> Told:
    """Ask for a prediction, and send the worker a signal in the middle of its fit."""
    worker = server.worker()
    with frozen(worker):
        asking = asyncio.create_task(server.insights(PREDICTION))
        await until(lambda: "computing" in caplog.messages)
    await anyio.to_thread.run_sync(send_at_work, worker, number)
    return await asking


def causes(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return why computations were ended, as the log says."""
    return [
        f"{vars(record)['insight']}: {vars(record)['cause']}"
        for record in caplog.records
        if record.message == "computation ended"
    ]


def forking() -> bool:
    """Tell whether a thread waits for the fork server to say which process it has made."""
    asked = forkserver.read_signed.__code__
    return any(frame.f_code is asked for frame in sys._current_frames().values())  # pyright: ignore[reportPrivateUsage]  the one way to see it


async def until_ready(server: Server, field: str, owner: Owner) -> Told:
    """Ask until the answer is there, of the last data, as a client does."""
    with anyio.fail_after(PATIENCE_SECONDS):
        while True:
            told = await server.insights(f"{field} {{ {ANY} }}", owner)
            if told.at(f"{field}.standing") == "READY" and not told.at(f"{field}.stale"):
                return told
            await anyio.sleep(0.02)
