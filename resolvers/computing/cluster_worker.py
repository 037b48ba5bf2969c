"""A worker of a cluster: a scheduler's tasks, computed in a child process of this machine.

The child is the one that a server has, with the same limit on a task's time. No database is
opened here: histories come in, models and conclusions go out.
"""

import logging
from datetime import timedelta
from tempfile import TemporaryDirectory

from distributed import Worker, get_worker
from distributed.comm.addressing import get_local_address_for
from distributed.diagnostics.plugin import WorkerPlugin
from distributed.protocol.pickle import loads

from ml.contest_task import ContestOutcome, ContestTask
from ml.task import Outcome, Task
from resolvers.computing.child import Child
from resolvers.computing.compute import resource
from resolvers.front.counts import Counts

log = logging.getLogger("attune.worker")

PLUGIN = "attune"


class Computes(WorkerPlugin):
    """Keeps the child of a worker."""

    name = PLUGIN

    def __init__(self, child: Child) -> None:
        """Have a child that was started."""
        self.child = child


async def compute(sent: bytes, cost_ms: int) -> Outcome | ContestOutcome:
    """Compute a task, on the worker that it was sent to."""
    task: Task | ContestTask = loads(sent)
    computes = get_worker().plugins[PLUGIN]
    if not isinstance(computes, Computes):
        raise TypeError(f"the plugin {PLUGIN} of this worker is another one")
    if isinstance(task, ContestTask):
        return await computes.child.contest(task, cost_ms)
    return await computes.child.compute(task, cost_ms)


async def work(address: str, limit: timedelta) -> None:
    """Compute what a scheduler sends, until it or this process is told to end."""
    # Of a task that fails it quotes what the task was given, which are health data.
    logging.getLogger("distributed.worker").setLevel(logging.CRITICAL)
    child = Child(limit, Counts())
    child.start()
    await child.ready()
    try:
        with TemporaryDirectory() as folder:
            worker = Worker(
                address,
                # Whoever reaches it can run code here: the scheduler's network, and no other.
                host=get_local_address_for(address),
                dashboard_address="127.0.0.1:0",  # pages of Dask's own, which it cannot be without
                nthreads=1,  # there is one child, which takes one task at a time
                resources={resource(): 1},
                plugins=(Computes(child),),
                local_directory=folder,
                memory_limit=0,  # the child's memory is what counts, and its own
            )
            async with worker:
                log.info("computing for a scheduler", extra={"scheduler": address})
                await worker.finished()
    finally:
        await child.stop()
