"""Simulated people on the whole path: written as an export, imported, built into a history."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from zipfile import ZipFile

from ml.history import History
from simulation.export import write_export
from simulation.person import SimulatedPerson, simulate
from simulation.planted import NOTHING, USUAL, BedtimeCurve, Planted
from storage import people
from storage.computed import histories
from storage.importers.whoop import import_export
from tests.databases import database_of

NOW = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)
UNPACKED_LIMIT_BYTES = 100_000_000
JOURNAL = "journal_entries.csv"

# Half an hour before the usual bedtime, so that the best hour is not the usual one.
HILL = replace(NOTHING, bedtime=BedtimeCurve("inverted_u", 0.33, centre_hours=-0.5))
PLANTED: Mapping[str, Planted] = {
    "usual": USUAL,
    "nothing": NOTHING,
    "hill": HILL,
    "strain": replace(NOTHING, strain=-0.4),
    "alcohol": replace(NOTHING, habits={"alcohol": -0.8}),
}


class Town:
    """People in a database of their own; each is simulated and imported once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.database = database_of(folder / "data")
        self._known: dict[tuple[str, int, int], tuple[SimulatedPerson, History]] = {}

    def life(self, planted: str, days: int, seed: int) -> tuple[SimulatedPerson, History]:
        """Return a simulated person and the history that came out of their export."""
        key = (planted, days, seed)
        if key not in self._known:
            person = simulate(days, seed, planted=PLANTED[planted])
            self._known[key] = person, self.imported(person)
        return self._known[key]

    def imported(
        self, person: SimulatedPerson, journal: Callable[[list[str]], list[str]] | None = None
    ) -> History:
        """Return the history of an export, the lines of its journal changed before."""
        _, history = self.settled(person, journal)
        return history

    def settled(
        self, person: SimulatedPerson, journal: Callable[[list[str]], list[str]] | None = None
    ) -> tuple[int, History]:
        """Import an export for somebody new; return their id and history."""
        number = len(list(self.folder.glob("*.zip")))
        path = self.folder / f"{number}.zip"
        write_export(person, path)
        if journal is not None:
            _rewrite(path, journal)
        with self.database.write() as session:
            person_id = people.add(session, f"person {number}", now=NOW)
        import_export(
            self.database,
            person_id,
            path,
            now=NOW,
            unpacked_limit_bytes=UNPACKED_LIMIT_BYTES,
            keep_notes=False,
        )
        return person_id, self.history(person_id)

    def history(self, person_id: int) -> History:
        with self.database.read() as session:
            return histories.build(session, person_id)


def _rewrite(path: Path, journal: Callable[[list[str]], list[str]]) -> None:
    with ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    header, *lines = members[JOURNAL].decode().splitlines()
    members[JOURNAL] = "\n".join([header, *journal(lines), ""]).encode()
    with ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
