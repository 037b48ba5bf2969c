"""The longest time that the event loop stood still while the server was at its heaviest work.

Run `python -m benchmarks.event_loop`. The server, its client and a heartbeat share one loop, so
that the client's own work counts as well. Bar: 50 ms, on a processor that is not shared.
"""

import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import AsyncGenerator, Awaitable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx

import settings
from resolvers.application import Application
from resolvers.http.routes import create_app
from settings import Settings

DAYS, MORE_DAYS = 700, 720
BEAT_SECONDS = 0.001
INSIGHTS = "{ me { insights { %s } } }" % " ".join(  # noqa: UP031  braces are GraphQL's
    f"{name} {{ standing headline finding {{ __typename }} }}"
    for name in ("recoveryPrediction", "sleepWindow", "habitImpact", "recommendations")
)


@dataclass
class Heartbeat:
    """Beats as often as the loop lets it, and remembers the longest pause."""

    longest_seconds: float = 0.0

    async def beat(self) -> None:
        """Beat until cancelled."""
        before = time.perf_counter()
        while True:
            await asyncio.sleep(BEAT_SECONDS)
            now = time.perf_counter()
            self.longest_seconds = max(self.longest_seconds, now - before - BEAT_SECONDS)
            before = now


@asynccontextmanager
async def heartbeat() -> AsyncGenerator[Heartbeat]:
    """Yield a heartbeat for the length of the block."""
    heart = Heartbeat()
    beating = asyncio.create_task(heart.beat())
    await asyncio.sleep(BEAT_SECONDS)
    try:
        yield heart
    finally:
        beating.cancel()
        await asyncio.gather(beating, return_exceptions=True)


def main() -> None:
    with TemporaryDirectory() as folder:
        exports = [Path(folder) / f"{days}.zip" for days in (DAYS, MORE_DAYS)]
        for days, export in zip((DAYS, MORE_DAYS), exports, strict=True):
            _run(folder, "simulate", str(export), "--days", str(days), "--seed", "7")
        token = _run(folder, "person", "add", "benchmark", "--json")
        _run(folder, "import", str(exports[0]), "--person", "benchmark")
        print(f"{DAYS} days; the longest pause of the event loop")
        data = settings.read({"ATTUNE_DATA": folder})
        asyncio.run(_measure(data, json.loads(token)["token"], exports[1].read_bytes()))


async def _measure(data: Settings, token: str, export: bytes) -> None:
    # All that the child has to do is waited for.
    application = Application(replace(data, deadline=data.fit_limit))
    app, child = create_app(application), application.resources.child
    async with (
        application.running(),
        httpx.AsyncClient(
            transport=httpx.ASGITransport(app),
            base_url="http://attune",
            headers={"Authorization": f"Bearer {token}"},
        ) as client,
    ):
        query = {"query": INSIGHTS}
        await _timed("first answer", client.post("/graphql", json=query))
        await _timed("start of the child", child.ready())
        await _timed("fit of four models", client.post("/graphql", json=query))
        await _timed("stored answers", client.post("/graphql", json=query))
        await _timed("import and refresh", _imported(client, export))


async def _imported(client: httpx.AsyncClient, export: bytes) -> None:
    response = await client.post("/import", content=export)
    response.raise_for_status()
    await client.post("/graphql", json={"query": INSIGHTS})


async def _timed(what: str, work: Awaitable[object]) -> None:
    started = time.perf_counter()
    async with heartbeat() as heart:
        await work
    seconds = time.perf_counter() - started
    print(f"{what:>20}: {1000 * heart.longest_seconds:5.1f} ms of {seconds:.2f} s", flush=True)


def _run(data: str, *words: str) -> str:
    """Return what a command prints; in a process of its own, whose memory is not the server's."""
    environment = {**os.environ, "ATTUNE_DATA": data}
    command = [sys.executable, "main.py", *words]
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    return done.stdout


if __name__ == "__main__":
    main()
