"""What a computation stands on: one person's history at one revision, read once for all."""

from dataclasses import dataclass
from datetime import date

from ml.history import History, decode
from storage import histories
from storage.database import Database


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
    stored = histories.current(database, person_id)
    return Ground(person_id, stored.revision, stored.blob, decode(stored.blob))
