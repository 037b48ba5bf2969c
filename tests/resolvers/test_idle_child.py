"""A child process with nothing to do ends, and the one that holds the libraries stays."""

import asyncio
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import anyio
import pytest

from ml.task import Task
from resolvers.computing import child
from resolvers.front.counts import Counts
from tests.commands.running import PATIENCE_SECONDS
from tests.resolvers.serving import computed, fork_server, serving, until

pytestmark = pytest.mark.anyio

UNKNOWN = Task("unknown", b"", None, "{}", {}, None)


async def test_an_idle_child_ends_and_the_next_task_has_another(
    data: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level("INFO", "attune")
    monkeypatch.setattr(child, "IDLE_SECONDS", 0.5)
    async with serving(data, ATTUNE_DEADLINE="60") as server:
        await server.child_ready()
        forked_from = fork_server()
        await server.insights("sleepWindow { standing }")
        await until(lambda: not server.workers())
        told = await server.insights("habitImpact { standing }")

        assert told.at("habitImpact.standing") == "READY"
        assert fork_server() == forked_from
        await until(lambda: not server.workers())

    assert [each.tasks_of_this_child for each in computed(caplog)] == [1, 1]


async def test_who_gives_up_in_the_instant_of_their_turn_leaves_it_to_the_next() -> None:
    computes = child.Child(timedelta(seconds=PATIENCE_SECONDS), Counts())
    computes.start()

    async def first() -> None:
        with suppress(KeyError):
            await computes.compute(UNKNOWN, 0)
        giving_up.cancel()

    ahead = asyncio.create_task(first())
    giving_up = asyncio.create_task(computes.compute(UNKNOWN, 1))
    with pytest.raises(asyncio.CancelledError):
        await giving_up
    await ahead
    with anyio.fail_after(PATIENCE_SECONDS), pytest.raises(KeyError):
        await computes.compute(UNKNOWN, 0)
    await computes.stop()


async def test_a_child_at_work_is_not_idle(
    data: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level("INFO", "attune")
    monkeypatch.setattr(child, "IDLE_SECONDS", 0)
    async with serving(data, ATTUNE_DEADLINE="60") as server:
        await server.child_ready()
        told = await server.insights("sleepWindow { standing } habitImpact { standing }")

    assert told.at("sleepWindow.standing") == told.at("habitImpact.standing") == "READY"
