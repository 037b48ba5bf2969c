"""What a computation stands on: one person's history at one revision, read once for all."""

import asyncio
from dataclasses import dataclass
from datetime import date

from ml.history import History, decode
from resolvers.offload import Offload
from storage.computed import histories, kept_history
from storage.databases.database import Database


@dataclass(frozen=True)
class Ground:
    """A person's data at one revision, as bytes for the child and as columns for rules."""

    person_id: int
    revision: int
    blob: bytes
    history: History

    def until(self, day: date | None) -> History:
        """Return the history up to a day, or all of it."""
        return self.history if day is None else self.history.until(day)


def load(database: Database, person_id: int) -> Ground:
    """Return the ground for computing anything about a person."""
    with database.look() as connection:
        kept = kept_history.find(connection, person_id)
    stored = kept or histories.current(database, person_id)
    return Ground(person_id, stored.revision, stored.blob, decode(stored.blob))


class Grounds:
    """What is being read: once for all who ask on the same revision."""

    def __init__(self, database: Database, offload: Offload) -> None:
        """Begin with nothing under way."""
        self._database = database
        self._offload = offload
        self._reading: dict[tuple[int, int], asyncio.Task[Ground]] = {}

    def read(self, person_id: int, revision: int) -> asyncio.Task[Ground]:
        """Return the reading of a person's data at a revision or a later one."""
        key = (person_id, revision)
        if key not in self._reading:
            reading = asyncio.create_task(
                self._offload.read_long(lambda: load(self._database, person_id))
            )
            reading.add_done_callback(lambda _: self._reading.pop(key))
            self._reading[key] = reading
        return self._reading[key]

    async def stop(self) -> None:
        """Give up everything under way."""
        reading = list(self._reading.values())
        for each in reading:
            each.cancel()
        await asyncio.gather(*reading, return_exceptions=True)
