"""A cluster's scheduler that comes and goes, as the server sees it."""

import pytest
from anyio import fail_after, sleep
from distributed import Scheduler, Worker

from resolvers.computing.cluster import Cluster
from resolvers.computing.compute import resource
from resolvers.front.counts import Counts
from tests.commands.running import PATIENCE_SECONDS

# To import Dask alone takes two seconds of processor.
pytestmark = [pytest.mark.anyio, pytest.mark.audit]


async def test_a_scheduler_that_was_away_for_long_is_found_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("resolvers.computing.cluster.RETRY_SECONDS", 0.2)
    async with _scheduler(0) as scheduler:
        cluster = Cluster(scheduler.address, Counts())
        with fail_after(PATIENCE_SECONDS):
            async with _worker(scheduler):
                await cluster.ready()
    client = cluster._client  # pyright: ignore[reportPrivateUsage]  it alone knows that it gave up
    assert client is not None
    with fail_after(PATIENCE_SECONDS):
        while client.status != "closed":  # noqa: ASYNC110  nothing announces it
            await sleep(0.02)
        async with _scheduler(scheduler.port) as scheduler, _worker(scheduler):
            await cluster.ready()
            await cluster.stop()


def _scheduler(port: int) -> Scheduler:
    return Scheduler(host="127.0.0.1", port=port, dashboard=False)


def _worker(scheduler: Scheduler) -> Worker:
    return Worker(scheduler.address, nthreads=1, resources={resource(): 1}, dashboard=False)
