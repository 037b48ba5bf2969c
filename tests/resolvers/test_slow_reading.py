"""A history that takes long to read anew: who has had an answer does not wait for it."""

from pathlib import Path
from threading import Event

import pytest

from resolvers import ground
from resolvers.ground import Ground
from storage.database import Database
from tests.resolvers.serving import Server, Told, computed, serving, until

pytestmark = pytest.mark.anyio

WINDOW = "sleepWindow { standing stale headline }"
RECORD = (
    'mutation { journalRecord(input: {question: "tea", behaviourOn: "2026-01-20", '
    "answeredYes: true}) { userErrors { message } } }"
)


async def test_the_last_finding_stands_in_and_the_work_goes_on(
    data: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "attune")
    at_last, read = Event(), ground.load

    def late(database: Database, person_id: int) -> Ground:
        assert at_last.wait(60)
        return read(database, person_id)

    async with serving(data, ATTUNE_DEADLINE="0.5") as server:
        await server.child_ready()
        before = await until_fresh(server)
        (await server.ask(RECORD)).whole()
        monkeypatch.setattr(ground, "load", late)
        meanwhile = [await server.insights(WINDOW) for _ in range(2)]
        n_before = len(computed(caplog))
        at_last.set()
        # Nobody asks, and it is computed, once for both who did.
        await until(lambda: len(computed(caplog)) == n_before + 1)
        await until_fresh(server)

    for told in meanwhile:
        assert told.at("sleepWindow.stale") is True
        assert told.at("sleepWindow.standing") == "READY"
        assert told.at("sleepWindow.headline") == before.at("sleepWindow.headline")
    assert len(computed(caplog)) == n_before + 1


async def until_fresh(server: Server) -> Told:
    while True:
        told = await server.insights(WINDOW)
        if told.at("sleepWindow.standing") == "READY" and told.at("sleepWindow.stale") is False:
            return told
