"""A child process that is slow, frozen, too long at work or dead: no request fails by it."""

import asyncio
import os
import signal
import time
from collections.abc import AsyncGenerator
from concurrent.futures import BrokenExecutor
from pathlib import Path

import anyio
import pytest

from resolvers.lazy_path import LazyPath
from tests.databases import database_of
from tests.owners import add_owner
from tests.people import give, write_person
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
    send_at_work,
    serving,
    until,
)

pytestmark = pytest.mark.anyio


@pytest.fixture
async def server(data: Path, caplog: pytest.LogCaptureFixture) -> AsyncGenerator[Server]:
    """Return a server whose child process is ready, with the deadline that people have."""
    caplog.set_level("INFO", "attune")
    async with serving(data) as server:
        await server.child_ready()
        yield server


# A fit on eight years takes some tenths of a second: time to be stopped in the middle of it.
LONG_DAYS = 3000
RECORD = (
    'mutation { journalRecord(input: {question: "tea", behaviourOn: "2026-01-20", '
    "answeredYes: true}) { userErrors { message } } }"
)
PREDICTION = "recoveryPrediction { standing caveats { code } finding { recoveryPercent } }"
SHOWN = "standing basis stale headline finding { usualBedtime } model { number }"


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
async def busy(
    long_data: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> AsyncGenerator[Server]:
    """Return a server on them, which soon answers and soon gives up on a computation."""
    caplog.set_level("INFO", "attune")
    data = copied(long_data, tmp_path / "data")
    async with serving(data, ATTUNE_FIT_LIMIT="2", ATTUNE_DEADLINE="2") as server:
        await server.child_ready()
        yield server


async def test_a_frozen_child_leaves_the_rule_and_the_next_query_has_the_finding(
    server: Server,
) -> None:
    with frozen(server.worker()):
        asked_at = time.monotonic()
        meanwhile = await server.insights(f"sleepWindow {{ {SHOWN} }}")
        assert time.monotonic() - asked_at < 3
    landed = await server.insights(f"sleepWindow {{ {SHOWN} }}")

    assert meanwhile.at("sleepWindow.standing") == "LEARNING"
    assert meanwhile.at("sleepWindow.basis") == "RULE"
    assert meanwhile.at("sleepWindow.stale") is False
    assert meanwhile.at("sleepWindow.finding") is not None
    assert landed.at("sleepWindow.standing") == "READY"
    assert landed.at("sleepWindow.basis") == "OWN_DATA"


async def test_an_earlier_answer_stands_in_as_stale(server: Server) -> None:
    before = await server.insights(f"sleepWindow {{ {SHOWN} }}")
    (await server.ask(RECORD)).whole()
    with frozen(server.worker()):
        meanwhile = await server.insights(f"sleepWindow {{ {SHOWN} }}")
    after = await server.insights(f"sleepWindow {{ {SHOWN} }}")

    assert meanwhile.at("sleepWindow.stale") is True
    assert meanwhile.at("sleepWindow.standing") == "READY"
    assert meanwhile.at("sleepWindow.headline") == before.at("sleepWindow.headline")
    assert after.at("sleepWindow.stale") is False
    assert after.at("sleepWindow.model.number") == 2


async def test_a_child_killed_in_the_middle_of_a_fit_costs_only_that_fit(
    busy: Server, caplog: pytest.LogCaptureFixture
) -> None:
    killed = busy.worker()
    during = await stopped_at_work(busy, signal.SIGKILL)
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


@pytest.mark.parametrize("taken_up", [True, False])
async def test_a_fit_over_the_limit_is_killed_and_the_next_works(
    busy: Server,
    caplog: pytest.LogCaptureFixture,
    taken_up: bool,  # noqa: FBT001
) -> None:
    stopped = busy.worker()
    if taken_up:
        during = await stopped_at_work(busy, signal.SIGSTOP)
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
    async with serving(data) as server:
        child = server.application.resources.child
        assert not child.started
        told = await server.insights("sleepWindow { standing finding { usualBedtime } }")
        assert told.at("sleepWindow.standing") == "LEARNING"
        assert told.at("sleepWindow.finding") is not None
        assert not computed(caplog)
        assert child.started
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
            await anyio.sleep(0.2)
            os.kill(fork_server(), signal.SIGKILL)
        with pytest.raises(BrokenExecutor):
            await child.ready()
        await until_ready(server, "sleepWindow", ADA)


async def stopped_at_work(server: Server, number: signal.Signals) -> Told:
    """Ask for a prediction, and send the worker a signal in the middle of its fit."""
    worker = server.worker()
    with frozen(worker):
        asking = asyncio.create_task(server.insights(PREDICTION))
        await anyio.sleep(0.2)  # what is heavy in this process is over by then
    await anyio.to_thread.run_sync(send_at_work, worker, number)
    return await asking


def causes(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return why computations were ended, as the log says."""
    return [
        f"{vars(record)['insight']}: {vars(record)['cause']}"
        for record in caplog.records
        if record.message == "computation ended"
    ]


async def until_ready(server: Server, field: str, owner: Owner) -> Told:
    """Ask until the answer is there, as a client does."""
    with anyio.fail_after(20):
        while True:
            told = await server.insights(f"{field} {{ standing model {{ number }} }}", owner)
            if told.at(f"{field}.standing") == "READY":
                return told
            await anyio.sleep(0.02)
