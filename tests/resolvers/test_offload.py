"""What runs in threads beside the event loop, and what comes after all of it."""

import asyncio
from threading import Event

import pytest

from resolvers.offload import Offload

pytestmark = pytest.mark.anyio

PATIENCE_SECONDS = 60


async def test_the_end_comes_after_what_nobody_waits_for_any_more() -> None:
    offload, begun, free = Offload(1), Event(), Event()
    order: list[str] = []

    def write() -> None:
        begun.set()
        free.wait(PATIENCE_SECONDS)
        order.append("written")

    writing = asyncio.create_task(offload.write(1, write))
    await asyncio.to_thread(begun.wait, PATIENCE_SECONDS)
    writing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await writing
    ending = asyncio.create_task(offload.end(lambda: order.append("closed")))
    await asyncio.sleep(0.05)
    assert order == []
    free.set()
    await ending
    assert order == ["written", "closed"]


async def test_the_end_waits_for_a_while_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("resolvers.offload.LAST_SECONDS", 0.05)
    offload, begun, free = Offload(1), Event(), Event()

    def read() -> None:
        begun.set()
        free.wait(PATIENCE_SECONDS)

    reading = asyncio.create_task(offload.read(read))
    await asyncio.to_thread(begun.wait, PATIENCE_SECONDS)
    assert await offload.end(lambda: "closed") == "closed"
    free.set()
    await reading
