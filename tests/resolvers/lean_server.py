"""A server in a process of its own, that tells what its process has come to hold.

Run by test_serving_process.py: `python -m tests.resolvers.lean_server DATA`.
"""

import asyncio
import json
import sys
from pathlib import Path

from benchmarks.event_loop import INSIGHTS, heartbeat
from schema.json_form import Json
from tests.resolvers.serving import Server, serving

HEAVY = ("dask", "distributed", "joblib", "numpy", "pandas", "scipy", "sklearn", "statsmodels")


async def computed(server: Server) -> Json:
    """Return the first answer without LEARNING; each waits 2 s, which a busy machine exceeds."""
    answer = (await server.ask(INSIGHTS)).whole().data
    for _ in range(20):
        if "LEARNING" not in json.dumps(answer):
            break
        answer = (await server.ask(INSIGHTS)).whole().data
    return answer


async def main(data: Path) -> None:
    async with heartbeat() as heart, serving(data) as server:
        first = (await server.ask(INSIGHTS)).whole()
        await server.child_ready()
        second = await computed(server)
    told = {
        "first": first.data,
        "second": second,
        "longest_pause_seconds": heart.longest_seconds,
        "heavy_modules": [name for name in HEAVY if name in sys.modules],
    }
    print(json.dumps(told))  # noqa: T201  the one way to tell


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
