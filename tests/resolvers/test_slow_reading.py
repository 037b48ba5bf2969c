"""A history that takes long to read anew: nobody waits for it past the deadline."""

from collections.abc import AsyncGenerator, Callable, Coroutine
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from threading import Event, Semaphore

import anyio
import pytest

from ml.catalogue import CATALOGUE
from resolvers.answer_types import camel
from resolvers.lazy_path import UNREAD
from storage.databases.database import READERS
from tests.databases import ON_POSTGRESQL
from tests.people import LAST_ON
from tests.resolvers.serving import Server, Told, computed, items, serving, until

pytestmark = pytest.mark.anyio

SHORT = "0.5"
WINDOW = "sleepWindow { standing stale headline }"
NOT_READ = "standing stale headline caveats { code } evidence { have lastOn }"
NAMES = [camel(insight.stem) for insight in CATALOGUE]
RECORD = (
    'mutation { journalRecord(input: {question: "tea", behaviourOn: "2026-01-20", '
    "answeredYes: true}) { userErrors { message } } }"
)


async def test_the_last_finding_stands_in_and_the_work_goes_on(
    data: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "attune")
    async with serving(data, ATTUNE_DEADLINE=SHORT) as server:
        await server.child_ready()
        before = await until_fresh(server)
        (await server.ask(RECORD)).whole()
        async with histories_held(server):
            meanwhile = [await server.insights(WINDOW) for _ in range(2)]
            n_before = len(computed(caplog))
        # Nobody asks, and it is computed, once for both who did.
        await until(lambda: len(computed(caplog)) == n_before + 1)
        await until_fresh(server)

    for told in meanwhile:
        assert told.at("sleepWindow.stale") is True
        assert told.at("sleepWindow.standing") == "READY"
        assert told.at("sleepWindow.headline") == before.at("sleepWindow.headline")
    assert len(computed(caplog)) == n_before + 1


async def test_what_was_never_asked_says_that_the_data_are_being_read(
    data: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "attune")
    everything = " ".join(f"{name} {{ {NOT_READ} }}" for name in NAMES)
    async with serving(data, ATTUNE_DEADLINE=SHORT) as server:
        await server.child_ready()
        async with histories_held(server):
            for _ in range(2):  # what was told of no data is not kept
                told = await server.insights(everything)
                for name in NAMES:
                    assert told.at(f"{name}.standing") == "LEARNING"
                    assert told.at(f"{name}.stale") is False
                    assert told.at(f"{name}.headline") == UNREAD
                    assert told.at(f"{name}.caveats.0.code") == "NOT_READ"
                    assert told.at(f"{name}.evidence") == {"have": 0, "lastOn": None}
            assert not computed(caplog)
        await until(lambda: any(each.insight == "sleep_window" for each in computed(caplog)))
        await until_fresh(server)


async def test_what_nobody_waits_for_is_not_computed_beyond_the_budget(data: Path) -> None:
    shown = "sleepWindow { standing caveats { code } }"
    async with serving(data, ATTUNE_DEADLINE=SHORT, ATTUNE_FIT_BUDGET="0.00001") as server:
        await server.child_ready()
        await server.insights("sleepSummary { standing }")  # is all that may be computed
        (await server.ask(RECORD)).whole()
        async with histories_held(server):
            told = await server.insights(shown)
            assert told.at("sleepWindow.caveats.0.code") == "NOT_READ"
        while told.at("sleepWindow.caveats.0.code") == "NOT_READ":
            told = await server.insights(shown)

    assert told.at("sleepWindow.standing") == "LEARNING"
    assert told.at("sleepWindow.caveats.0.code") == "COMPUTING_SPENT"


async def test_the_last_day_is_known_without_reading_the_history(data: Path) -> None:
    async with serving(data, ATTUNE_DEADLINE=SHORT) as server, histories_held(server):
        last = await server.insights("asOf")
        later = await server.insights("asOf", as_of="2031-05-05")
        past = await server.insights("asOf sleepWindow { standing }", as_of="2026-01-05")

    assert last.at("asOf") == later.at("asOf") == LAST_ON.isoformat()
    assert past.at("asOf") == "2026-01-05"
    assert past.at("sleepWindow.standing") == "LEARNING"


async def test_where_no_turn_comes_to_read_anything_it_says_so(data: Path) -> None:
    async with serving(data, ATTUNE_DEADLINE=SHORT) as server:
        read = server.application.resources.offload.read
        async with held(read, READERS):
            refused = await server.post("{ me { plans { id } } }")
        told = await server.insights("asOf")

    # Whose the token is, SQLite tells without a turn.
    assert refused.status_code == (503 if ON_POSTGRESQL else 200)
    (error,) = items(refused.json()["errors"])
    assert isinstance(error, dict)
    assert error["extensions"] == {"code": "BUSY"}
    assert told.at("asOf") == LAST_ON.isoformat()


async def until_fresh(server: Server) -> Told:
    while True:
        told = await server.insights(WINDOW)
        if told.at("sleepWindow.standing") == "READY" and told.at("sleepWindow.stale") is False:
            return told


def histories_held(server: Server) -> AbstractAsyncContextManager[None]:
    """Let the histories of other people take all the places where histories are read."""
    return held(server.application.resources.offload.read_long, READERS // 2)


@asynccontextmanager
async def held(
    read: Callable[[Callable[[], object]], Coroutine[None, None, object]], n: int
) -> AsyncGenerator[None]:
    """Have so many readings take as long as the block."""
    begun, at_last = Semaphore(0), Event()

    def reading() -> None:
        begun.release()
        at_last.wait()

    async with anyio.create_task_group() as tasks:
        for _ in range(n):
            tasks.start_soon(read, reading)
        try:
            for _ in range(n):
                await anyio.to_thread.run_sync(begun.acquire)
            yield
        finally:
            at_last.set()
