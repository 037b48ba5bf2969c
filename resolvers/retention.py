"""Removing what is older than the settings keep, at the start and once a day."""

import asyncio
import logging
from collections.abc import Callable
from datetime import date, datetime
from functools import partial

from resolvers.resources import Resources
from storage import retention
from storage.databases.faults import StorageFault
from storage.kept_days import first_day

log = logging.getLogger("attune.retention")

# Days are what is counted; a server that sleeps does it as it starts.
EVERY_SECONDS = 24 * 60 * 60
# A disk is soon freed, and a lock even sooner; nothing is to be kept a day longer for them.
AGAIN_SECONDS = 10 * 60


async def keep_pruning(
    resources: Resources, keep_days: int, refresh_later: Callable[[int], None]
) -> None:
    """Prune now and daily until cancelled; what was asked for lately is then computed anew."""
    while True:
        now = resources.clock()
        first_on = first_day(keep_days, now)
        pause_seconds = EVERY_SECONDS
        try:
            if first_on:
                await _prune(resources, first_on, now, refresh_later)
        except StorageFault as fault:
            log.warning("older rows were not removed", extra={"fault": fault.code.name})
            pause_seconds = AGAIN_SECONDS
        await asyncio.sleep(pause_seconds)


async def _prune(
    resources: Resources, first_on: date, now: datetime, refresh_later: Callable[[int], None]
) -> None:
    """Prune one after the other, so that what others write has its turn in between."""
    database, offload = resources.database, resources.offload
    for person_id in await offload.read(lambda: retention.everybody(database)):
        prune_one = partial(retention.prune_one, database, person_id, first_on, now)
        if await offload.write(person_id, prune_one):
            refresh_later(person_id)
