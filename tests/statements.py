"""What a database is asked."""

from collections.abc import Generator
from contextlib import contextmanager

from sqlalchemy import Connection, event

from storage.databases.database import Database


@contextmanager
def statements(database: Database) -> Generator[list[str]]:
    """Yield a list that fills with the SQL statements of every connection."""
    seen: list[str] = []

    def note(_connection: Connection, _cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    engines = [database.reading, database.writing, *filter(None, [database.glancing])]
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    yield seen
    for engine in engines:
        event.remove(engine, "before_cursor_execute", note)
