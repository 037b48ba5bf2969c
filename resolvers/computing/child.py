"""The child process: computes one insight at a time, cheapest first, beside the event loop.

Pebble's pool on a forkserver: the libraries are imported once, a timeout or a killed child costs
only its own task, and a child is replaced from the preloaded process in milliseconds. So it also
ends when there is nothing to do, and gives back what it has come to hold.

Pebble and what it needs are imported when a child starts: the first answer does not wait for them.
"""

import asyncio
import heapq
import logging
import signal
from collections.abc import Callable
from concurrent.futures import BrokenExecutor
from datetime import timedelta
from functools import partial
from itertools import count
from typing import TYPE_CHECKING, TypeVar

import anyio.to_thread

from ml import contest_task
from ml import task as work
from ml.contest_task import ContestOutcome, ContestTask
from ml.task import Outcome, Task
from resolvers.computing.compute import ComputationEnded
from resolvers.computing.descendants import kill_fork_servers
from resolvers.computing.settling_in import settle_in
from resolvers.front.counts import Counts
from resolvers.watching import memory

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from pebble import ProcessPool

log = logging.getLogger("attune.child")

_Outcome = TypeVar("_Outcome")

# SIGTERM to the server has ten seconds in all; Pebble gives a busy child three to end.
STOP_SECONDS = 5
GIVING_BACK_SECONDS = 2
# Pebble's limit counts from when the child takes a task up, which a frozen one never does. Ending
# a child takes Pebble three seconds at most, and the next one starts within one.
TAKE_UP_SECONDS = 5
# Somebody who looks around asks again within it; the next child is there in 50 ms, or half a
# second on a tenth of a processor.
IDLE_SECONDS = 60


class Child:
    """Owns the pool and the queue before it; start it once, and stop it."""

    def __init__(self, limit: timedelta, counts: Counts) -> None:
        """Take the longest time that a task may run; nothing is started yet."""
        self._limit = limit
        self._counts = counts
        self._idle: asyncio.TimerHandle | None = None
        self._resting: asyncio.Task[None] | None = None
        self._waiting: list[tuple[int, int, asyncio.Future[None]]] = []
        self._order = count()
        self._busy = True  # until the libraries are loaded
        self._pool: ProcessPool | None = None
        self._lifelines: list[Connection] = []
        self._starting: asyncio.Task[None] | None = None
        self.started = asyncio.Event()

    @property
    def waiting(self) -> int:
        """How many tasks wait for their turn."""
        return len(self._waiting)

    def start(self) -> None:
        """Start loading the libraries; tasks wait until they are there."""
        if self._starting is None:
            self.started.set()
            self._starting = asyncio.create_task(self._start())

    async def ready(self) -> None:
        """Wait until the libraries are loaded.

        Raises
        ------
        BrokenExecutor
            If they could not be.
        """
        if self._starting is not None:
            await asyncio.shield(self._starting)

    async def compute(self, task: Task, cost_ms: int) -> Outcome:
        """Return the outcome of a task when its turn has come.

        Raises
        ------
        ComputationEnded
            If it took too long or its process ended.
        """
        outcome = await self._in_turn(partial(work.run, task), task.stem, cost_ms)
        kind = "inference" if outcome.model is None else "fit"
        self._counts.note_computation(task.stem, kind, outcome.cpu_seconds)
        extra = {
            "insight": task.stem,
            "fitted": outcome.model is not None,
            "tasks_of_this_child": outcome.tasks_of_this_child,
        }
        log.info("computed", extra=extra | _spent(outcome) | memory.kilobytes())
        return outcome

    async def contest(self, task: ContestTask, cost_ms: int) -> ContestOutcome:
        """Return the outcome of a step of a contest when its turn has come.

        Raises
        ------
        ComputationEnded
            If it took too long or its process ended.
        """
        outcome = await self._in_turn(partial(contest_task.run, task), task.stem, cost_ms)
        self._counts.note_computation(task.stem, "contest", outcome.cpu_seconds)
        log.info("contested", extra={"insight": task.stem} | _spent(outcome))
        return outcome

    async def stop(self) -> None:
        """End the child and every task."""
        if self._starting is not None:
            # Loading goes on in its thread whatever is cancelled here, so it is waited for.
            _, loading = await asyncio.wait({self._starting}, timeout=STOP_SECONDS)
            if loading:
                # On a tenth of a processor it would go on for 20 seconds after the server.
                kill_fork_servers()
                # It gives back what it holds of the system, which else is complained of.
                await asyncio.wait(loading, timeout=GIVING_BACK_SECONDS)
            self._starting.cancel()
            await asyncio.gather(self._starting, return_exceptions=True)
        if self._idle is not None:
            self._idle.cancel()
        if self._resting is not None:
            await self._resting
        await self._close()

    async def _start(self) -> None:
        # Forking blocks for as long as the libraries load, so it is done in a thread.
        try:
            await anyio.to_thread.run_sync(self._open)
        except BrokenExecutor as error:
            # The next task tries again.
            log.warning("the child process did not start", extra={"cause": str(error)})
            raise
        finally:
            self._be_free()

    def _open(self) -> "ProcessPool":
        from multiprocessing import get_context, resource_tracker  # noqa: PLC0415  see the top

        from pebble import ProcessPool  # noqa: PLC0415  likewise

        context = get_context("forkserver")
        context.set_forkserver_preload(list(work.PRELOADED))
        lifeline, held_here = context.Pipe(duplex=False)
        self._lifelines = [lifeline, held_here]
        pool = ProcessPool(
            max_workers=1, context=context, initializer=settle_in, initargs=(lifeline,)
        )
        # Ctrl-C on a terminal reaches every process; the one that loads the libraries hears of it
        # from the server, and otherwise inherits that it does not. The tracker's own start would
        # let the signal through again, so that comes first.
        resource_tracker.ensure_running()
        heard = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            pool.schedule(work.warm).result()
        except (BrokenExecutor, EOFError, OSError, ImportError, MemoryError) as ended:
            _end(pool)
            raise BrokenExecutor(f"it ended while it loaded: {type(ended).__name__}") from ended
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, heard)
        # Only now: to ask a pool that did not start whether it is active starts it, in the event
        # loop, which then waits for as long as the libraries load.
        self._pool = pool
        return pool

    def _be_free(self) -> None:
        self._busy = False
        self._call_next()
        if self._idle is not None:
            self._idle.cancel()
        self._idle = asyncio.get_running_loop().call_later(IDLE_SECONDS, self._rest)

    def _rest(self) -> None:
        """End the child, as there was nothing to do; the process that it is forked from stays."""
        if not self._busy and self._pool is not None:
            self._busy = True
            self._resting = asyncio.create_task(self._close_idle())

    async def _close_idle(self) -> None:
        try:
            await self._close()
            log.info("the idle child ended")
        finally:
            self._busy = False
            self._call_next()

    def _call_next(self) -> None:
        while self._waiting and not self._busy:
            _, _, turn = heapq.heappop(self._waiting)
            if not turn.cancelled():
                self._busy = True
                turn.set_result(None)

    async def _in_turn(
        self, computation: Callable[[], _Outcome], stem: str, cost_ms: int
    ) -> _Outcome:
        await self._turn(cost_ms)
        from pebble import ProcessExpired  # noqa: PLC0415  see the top

        log.info("computing", extra={"insight": stem} | memory.kilobytes())
        try:
            return await self._run(computation)
        except (TimeoutError, ProcessExpired, BrokenExecutor, MemoryError) as error:
            self._counts.ended[stem] += 1
            log.warning("computation ended", extra={"insight": stem, "cause": type(error).__name__})
            raise ComputationEnded(stem) from error
        finally:
            self._be_free()

    async def _turn(self, cost_ms: int) -> None:
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (cost_ms, next(self._order), turn))
        self._call_next()
        try:
            await turn
        except asyncio.CancelledError:
            if not turn.cancelled():  # given in the same instant
                self._be_free()
            raise

    async def _run(self, computation: Callable[[], _Outcome]) -> _Outcome:
        pool = self._pool if self._pool and self._pool.active else await self._reopen()
        try:
            return await self._run_in(pool, computation)
        except BrokenExecutor:
            # The child was killed while idle, which Pebble takes for the end of the pool; this
            # task had not begun, and so it is not the one to pay.
            return await self._run_in(await self._reopen(), computation)

    async def _run_in(self, pool: "ProcessPool", computation: Callable[[], _Outcome]) -> _Outcome:
        seconds = self._limit.total_seconds()
        running = pool.schedule(computation, timeout=seconds)
        patience = asyncio.timeout(seconds + TAKE_UP_SECONDS)
        try:
            async with patience:
                return await asyncio.wrap_future(running)
        except TimeoutError:
            if patience.expired():
                await self._reopen()
            raise

    async def _reopen(self) -> "ProcessPool":
        await self._close()
        return await anyio.to_thread.run_sync(self._open)

    async def _close(self) -> None:
        for lifeline in self._lifelines:
            lifeline.close()
        pool, self._pool = self._pool, None
        if pool is not None:
            await anyio.to_thread.run_sync(_end, pool)


def _spent(outcome: Outcome | ContestOutcome) -> dict[str, float]:
    return {
        "cpu_seconds": round(outcome.cpu_seconds, 3),
        "peak_memory_kilobytes": outcome.peak_memory_kilobytes,
    }


def _end(pool: "ProcessPool") -> None:
    pool.stop()
    pool.join(timeout=STOP_SECONDS)
