"""A child process with nothing to do ends, and the one that holds the libraries stays."""

from pathlib import Path

import pytest

from resolvers.computing import child
from tests.resolvers.serving import computed, fork_server, serving, until

pytestmark = pytest.mark.anyio


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


async def test_a_child_at_work_is_not_idle(
    data: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level("INFO", "attune")
    monkeypatch.setattr(child, "IDLE_SECONDS", 0)
    async with serving(data, ATTUNE_DEADLINE="60") as server:
        await server.child_ready()
        told = await server.insights("sleepWindow { standing } habitImpact { standing }")

    assert told.at("sleepWindow.standing") == told.at("habitImpact.standing") == "READY"
