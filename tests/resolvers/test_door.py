"""The front door by itself: an application that takes long to open, or never does."""

import asyncio
import threading
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import anyio
import httpx
import pytest
from starlette.types import Message

import settings
from resolvers.front import door as front
from resolvers.front.counts import Counts
from resolvers.front.door import Door, Inside
from resolvers.opening import opened
from storage.door.response_lookup import Asked, Found, SqliteLookup
from tests.databases import environment_of

pytestmark = pytest.mark.anyio


class CannotOpenError(RuntimeError):
    """Why an application did not open."""


@asynccontextmanager
async def living(door: Door) -> AsyncGenerator[httpx.AsyncClient]:
    """Begin and end the lifespan of a door, as an ASGI server does."""
    wanted: asyncio.Queue[Message] = asyncio.Queue()
    said: asyncio.Queue[Message] = asyncio.Queue()
    living = asyncio.create_task(door({"type": "lifespan"}, wanted.get, said.put))
    await wanted.put({"type": "lifespan.startup"})
    assert (await said.get())["type"] == "lifespan.startup.complete"
    transport = httpx.ASGITransport(door)
    async with httpx.AsyncClient(transport=transport, base_url="http://attune") as client:
        yield client
    await wanted.put({"type": "lifespan.shutdown"})
    assert (await said.get())["type"] == "lifespan.shutdown.complete"
    await living


async def test_one_that_opens_slowly_is_not_waited_for_in_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(front, "OPENING_SECONDS", 0.2)
    given_up = threading.Event()

    def load() -> Inside:
        given_up.wait(60)
        raise CannotOpenError

    door = Door(SqliteLookup(tmp_path / "attune.db"), load, lambda: None)
    with anyio.fail_after(10):
        async with living(door) as client:
            assert (await client.get("/healthz")).text == "ok"
    given_up.set()


async def test_everybody_who_waits_hears_that_it_did_not_open(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    left: list[bool] = []

    def load() -> Inside:
        raise CannotOpenError("no reason to show to others")

    door = Door(SqliteLookup(tmp_path / "attune.db"), load, lambda: left.append(True))
    async with living(door) as client:
        headers = {"Authorization": "Bearer any"}
        waiting = [client.get("/readyz"), client.post("/graphql", headers=headers)]
        for response in await asyncio.gather(*waiting):
            assert response.status_code == 503
            assert response.headers["content-type"] == "application/json"
            assert "no reason" not in response.text

    assert left == [True]
    assert isinstance(door.failure, CannotOpenError)
    assert [record.message for record in caplog.records] == ["the application failed"]


@pytest.mark.sqlite("looks into its file")
async def test_it_answers_health_and_refuses_before_anything_is_open(data: Path) -> None:
    free = threading.Event()
    chosen = settings.read(environment_of(data))

    def load() -> Inside:
        free.wait(60)
        return opened(chosen, Counts())

    door = Door(SqliteLookup(chosen.database_file), load, lambda: None)
    async with living(door) as client:
        assert (await client.get("/healthz")).status_code == 200
        assert (await client.post("/graphql", json={})).status_code == 401
        wrong = {"Authorization": "Bearer wrong"}
        assert (await client.post("/import", headers=wrong)).status_code == 401
        waiting = asyncio.create_task(client.get("/readyz"))
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(asyncio.shield(waiting), 0.1)
        free.set()
        assert (await waiting).json() == {"ready": True, "durability": "DURABLE"}


class Asks:
    """A look-up that finds nothing, and remembers what it was asked."""

    def __init__(self) -> None:
        self.requests: list[bytes] = []

    async def find(self, asked: Asked) -> Found | None:
        self.requests.append(asked.request)
        return None

    async def knows(self, sha256: bytes) -> bool:
        return bool(sha256)

    async def aclose(self) -> None:
        pass


async def test_what_was_answered_under_another_edition_of_documents_is_not_found() -> None:
    def load() -> Inside:
        raise CannotOpenError

    asks = Asks()
    for edition in (b"", b"", b"one", b"two"):
        door = Door(asks, load, lambda: None, edition=edition)
        async with living(door) as client:
            headers = {"Authorization": "Bearer any"}
            await client.post("/graphql", headers=headers, json={"query": "{ me { name } }"})

    open_door, again, one, two = asks.requests
    assert open_door == again
    assert len({open_door, one, two}) == 3
