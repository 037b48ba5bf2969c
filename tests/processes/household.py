"""People in a data folder, added from here beside whatever process serves them."""

from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import text

from storage import people, tokens
from storage.databases.database import Database
from storage.door.bearer import digest
from storage.importers.report import ImportReport
from storage.importers.whoop import import_export
from storage.tokens import Grant
from tests.databases import database_of


@dataclass(frozen=True)
class Household:
    """The people of one data folder."""

    data: Path

    def add(self, name: str, *exports: Path, grant: Grant | None = None) -> str:
        """Add a person with these exports, and return a token."""
        token, now = tokens.new_token(), datetime.now(UTC)
        with closing(self.database()) as database, database.write() as session:
            person_id = people.add(session, name, now=now)
            tokens.add(session, person_id, token, grant or Grant(), now=now)
        for export in exports:
            self.imports(name, export)
        return token

    def imports(self, name: str, export: Path) -> ImportReport:
        with closing(self.database()) as database:
            with database.read() as session:
                person_id = people.named(session, name)
            return import_export(
                database,
                person_id,
                export,
                now=datetime.now(UTC),
                unpacked_limit_bytes=100_000_000,
                keep_notes=False,
            )

    def revoke(self, name: str, token: str) -> None:
        now = datetime.now(UTC)
        with closing(self.database()) as database, database.write() as session:
            person_id = people.named(session, name)
            (row,) = (
                row for row in tokens.of_person(session, person_id) if row.sha256 == digest(token)
            )
            assert tokens.revoke(session, person_id, row.id or 0, now)

    def change(self, *statements: str) -> int:
        """Change rows behind the server's back; return how many the last statement did."""
        changed = 0
        with closing(self.database()) as database, database.write() as session:
            for statement in statements:
                changed = session.connection().execute(text(statement)).rowcount
        return changed

    def rows(self, query: str) -> list[tuple[object, ...]]:
        """Return what is kept, as it is kept."""
        with closing(self.database()) as database, database.look() as connection:
            return [tuple(row) for row in connection.execute(text(query))]

    def database(self) -> Database:
        return database_of(self.data)
