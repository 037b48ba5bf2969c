"""Contests of algorithms under way: for who has switched them on, once a month, behind all else."""

from __future__ import annotations

import logging
from contextlib import suppress
from typing import TYPE_CHECKING

from ml.contest import CONTESTED, due
from ml.contest_task import ContestOutcome, ContestTask
from resolvers.background import Background
from resolvers.computing.compute import ComputationEnded
from resolvers.computing.ground import Ground, load
from resolvers.resources import Resources
from storage import people
from storage.computed import contests, leases, model_versions

if TYPE_CHECKING:
    from storage.computed.leases import Lease

log = logging.getLogger("attune.contests")

# Behind every insight: the child takes what costs least first, and a step is soon over.
COST_MS = 1_000_000


class Contests:
    """Goes on with contests step by step, one a person and insight at a time."""

    def __init__(self, resources: Resources) -> None:
        """Begin with none under way."""
        self._resources = resources
        self._background = Background("a contest failed")
        self._going_on: set[tuple[int, str]] = set()

    def consider(self, ground: Ground, stem: str) -> None:
        """Begin a contest in the background if it is wanted and due; costs nothing where not."""
        key = (ground.person_id, stem)
        today = self._resources.clock().date()
        if stem not in CONTESTED or key in self._going_on or not due(ground.history, stem, today):
            return
        self._going_on.add(key)
        # The next look takes up again what it has kept.
        going_on = self._background.begin(self._go_on(*key), insight=stem)
        going_on.add_done_callback(lambda _: self._going_on.discard(key))

    async def stop(self) -> None:
        """Leave every contest where it is."""
        await self._background.finish(0)

    async def _go_on(self, person_id: int, stem: str) -> None:
        # A step that is ended would mostly be ended again; the next look begins another.
        with suppress(ComputationEnded):
            while await self._step(person_id, stem):
                pass

    async def _step(self, person_id: int, stem: str) -> bool:
        """Go one step on; tell whether there is another."""
        offload = self._resources.offload
        ground = await offload.read_long(lambda: load(self._resources.database, person_id))
        held = self._resources.leases
        lease = await held.take(person_id, f"contest:{stem}")
        if lease is None:  # another process goes on with it
            return False
        try:
            progress = await offload.read(lambda: self._progress(person_id, stem))
            outcome = await self._resources.child.contest(
                ContestTask(stem, ground.blob, progress), COST_MS
            )
            if outcome.progress is None:
                return False
            if not await offload.write(
                person_id, lambda: self._keep(person_id, stem, outcome, lease)
            ):
                return False
            held.published(lease)
            return outcome.judged is None
        finally:
            await held.leave(lease)

    def _progress(self, person_id: int, stem: str) -> str | None:
        with self._resources.database.read() as session:
            return contests.progress(session, person_id, stem)

    def _keep(self, person_id: int, stem: str, outcome: ContestOutcome, lease: Lease) -> bool:
        now, judged = self._resources.clock(), outcome.judged
        with self._resources.database.write(person_id) as session:
            if not leases.end(session, lease):  # it ran out, and another goes on
                return False
            contests.keep(session, person_id, stem, outcome.progress, now)
            if judged is not None:
                contests.close(session, person_id, stem, vars(judged), now)
                model_versions.outdate(session, person_id, stem)
                people.move_revision(session, person_id, None)
                log.info("contest judged", extra={"insight": stem, "won": judged.won})
        return True
