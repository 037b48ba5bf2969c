"""Removing what is older than the settings keep, at the start and once a day."""

import asyncio
import logging
from collections.abc import Callable
from datetime import date, datetime

from resolvers.resources import Resources
from storage.faults import StorageFault
from storage.retention import first_day, prune_all

log = logging.getLogger("attune.retention")

# Days are what is counted; a server that sleeps does it as it starts.
EVERY_SECONDS = 24 * 60 * 60


async def keep_pruning(
    resources: Resources, keep_days: int, refresh_later: Callable[[int], None]
) -> None:
    """Prune now and daily until cancelled; what was asked for lately is then computed anew."""
    while True:
        now = resources.clock()
        first_on = first_day(keep_days, now)
        if first_on:
            for person_id in await _pruned(resources, first_on, now):
                refresh_later(person_id)
        await asyncio.sleep(EVERY_SECONDS)


async def _pruned(resources: Resources, first_on: date, now: datetime) -> list[int]:
    try:
        return await resources.offload.write(lambda: prune_all(resources.database, first_on, now))
    except StorageFault as fault:
        log.warning("older rows were not removed", extra={"fault": fault.code.name})
        return []
