"""Computing on other machines, by Dask: tasks go to a scheduler, and outcomes come back.

`distributed` is imported when a cluster is started, and never otherwise.
"""

import asyncio
import logging
import time
from collections.abc import Mapping
from concurrent.futures import CancelledError
from importlib import import_module
from typing import TYPE_CHECKING, Literal, TypedDict

import anyio.to_thread

from ml.contest_task import ContestOutcome, ContestTask
from ml.task import Outcome, Task
from resolvers.computing.compute import ComputationEnded, NotBegun, resource
from resolvers.front.counts import Counts

if TYPE_CHECKING:
    from distributed import Client

log = logging.getLogger("attune.cluster")

# A scheduler that is being deployed is back within a minute; asked every few seconds, it is
# found soon, and one that is gone costs next to nothing.
RETRY_SECONDS = 3


class _Worker(TypedDict):
    """What the scheduler knows of a worker; it knows more."""

    resources: Mapping[str, float]


class _Identity(TypedDict):
    """What the scheduler says of itself; it says more."""

    workers: Mapping[str, _Worker]


class OtherCode(NotBegun):
    """The workers that there are run other code, or other libraries."""


class NoCertificates(NotBegun):
    """TLS was asked for, and Dask knows no certificates to show."""


def make_sure_of_certificates(address: str, role: Literal["client", "worker"]) -> None:
    """Refuse an address of TLS where Dask has nothing to show there.

    Raises
    ------
    NoCertificates
        If so; it names the settings.
    """
    from distributed.security import Security  # noqa: PLC0415

    known = Security().get_tls_config_for_role(role)
    if address.startswith("tls://") and not (known["ca_file"] and known["cert"]):
        raise NoCertificates(
            f"{address} takes certificates: set DASK_DISTRIBUTED__COMM__TLS__CA_FILE, and "
            f"DASK_DISTRIBUTED__COMM__TLS__{role.upper()}__CERT and __KEY; see docs/cluster.md"
        )


class Cluster:
    """Computes on the workers of a scheduler that run the code of this process."""

    def __init__(self, address: str, counts: Counts) -> None:
        """Take the scheduler's address, such as tcp://10.0.0.5:8786; nothing is connected yet."""
        self._address = address
        self._counts = counts
        self._client: Client | None = None
        self._starting: asyncio.Task[None] | None = None
        self.started = asyncio.Event()
        self._seen_until = 0.0  # an instant of `time.monotonic`
        self.waiting = 0

    def start(self) -> None:
        """Start looking for the scheduler; tasks wait until it is there."""
        if self._starting is None:
            self.started.set()
            self._starting = asyncio.create_task(self._connect())

    async def ready(self) -> None:
        """Wait until a worker can take tasks up.

        Raises
        ------
        OtherCode
            If those that there are cannot.
        """
        client = await self._connected()
        while not await self._has_worker(client):  # noqa: ASYNC110  nothing announces it
            await asyncio.sleep(RETRY_SECONDS)

    async def compute(self, task: Task, cost_ms: int) -> Outcome:
        """Return the outcome of a task.

        Raises
        ------
        ComputationEnded
            If it took too long, or its workers ended; OtherCode if there are others alone.
        """
        outcome = await self._run(task, cost_ms)
        if not isinstance(outcome, Outcome):
            raise TypeError(f"a task has the outcome of a contest: {task.stem}")
        kind = "inference" if outcome.model is None else "fit"
        self._counts.note_computation(task.stem, kind, outcome.cpu_seconds)
        log.info("computed", extra={"insight": task.stem, "fitted": outcome.model is not None})
        return outcome

    async def contest(self, task: ContestTask, cost_ms: int) -> ContestOutcome:
        """Return the outcome of a step of a contest.

        Raises
        ------
        ComputationEnded
            As above.
        """
        outcome = await self._run(task, cost_ms)
        if not isinstance(outcome, ContestOutcome):
            raise TypeError(f"a contest has the outcome of a task: {task.stem}")
        self._counts.note_computation(task.stem, "contest", outcome.cpu_seconds)
        return outcome

    async def stop(self) -> None:
        """Leave the scheduler; what it was given is given up."""
        if self._starting is not None:
            self._starting.cancel()
            await asyncio.gather(self._starting, return_exceptions=True)
        if self._client is not None:
            await self._client.close()  # pyright: ignore[reportGeneralTypeIssues] asynchronous, as it was made

    async def _connect(self) -> None:
        # A third of a second of processor, in which nobody else would be answered.
        await anyio.to_thread.run_sync(import_module, "distributed")
        from distributed import Client  # noqa: PLC0415

        try:
            make_sure_of_certificates(self._address, "client")
        except NoCertificates as none:
            log.error("the scheduler cannot be reached", extra={"cause": str(none)})  # noqa: TRY400
            raise
        while self._client is None:
            try:
                self._client = await Client(
                    self._address, asynchronous=True, set_as_default=False, timeout=RETRY_SECONDS
                )
            except OSError:  # a timeout is one too
                log.warning("the scheduler cannot be reached", extra={"address": self._address})
                await asyncio.sleep(RETRY_SECONDS)

    async def _connected(self) -> "Client":
        if self._client is not None and self._client.status == "closed":
            # The scheduler was away for longer than its client tries again.
            self._client, self._starting = None, None
        self.start()
        if self._starting is not None:
            await asyncio.shield(self._starting)
        if self._client is None:
            raise NotBegun("the scheduler was not reached")
        return self._client

    async def _has_worker(self, client: "Client") -> bool:
        """Tell whether a worker runs the code of this process, as of some seconds ago at most."""
        if time.monotonic() < self._seen_until:
            return True
        if client.scheduler is None:
            raise NotBegun("the scheduler has just gone")
        identity: _Identity = await client.scheduler.identity(n_workers=-1)  # pyright: ignore[reportAssignmentType] what it names at run time
        workers = identity["workers"]
        if any(resource() in worker["resources"] for worker in workers.values()):
            self._seen_until = time.monotonic() + RETRY_SECONDS
            return True
        if workers:
            theirs = sorted({name for each in workers.values() for name in each["resources"]})
            told = ", ".join(theirs) or "nothing of Attune's"
            raise OtherCode(
                f"the {len(workers)} worker(s) at {self._address} run {told}, and this process "
                f"{resource()}; start workers from the same image"
            )
        return False

    async def _run(self, task: Task | ContestTask, cost_ms: int) -> Outcome | ContestOutcome:
        from distributed import KilledWorker  # noqa: PLC0415
        from distributed.protocol.pickle import dumps  # noqa: PLC0415

        # The scheduler reads what it is sent, and knows nothing of this code: so the function goes
        # by value, which one that has no name of its own does, and the task as bytes.
        async def there(sent: "bytes", cost_ms: "int") -> "Outcome | ContestOutcome":
            from resolvers.computing.cluster_worker import compute  # noqa: PLC0415

            return await compute(sent, cost_ms)

        client = await self._connected()
        self.waiting += 1
        try:
            await self._has_worker(client)
            return await client.submit(
                there,
                dumps(task),
                cost_ms,
                pure=False,  # the same task may be given again, and is then computed again
                priority=-cost_ms,  # cheapest first
                resources={resource(): 1},
            )
        except (KilledWorker, CancelledError, OSError) as error:
            log.warning(
                "computation ended", extra={"insight": task.stem, "cause": type(error).__name__}
            )
            self._counts.ended[task.stem] += 1
            raise ComputationEnded(task.stem) from error
        except OtherCode as other:
            log.error("no worker can compute", extra={"insight": task.stem, "cause": str(other)})  # noqa: TRY400
            raise
        finally:
            self.waiting -= 1
