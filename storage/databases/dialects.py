"""What SQLite and PostgreSQL say in different words."""

from sqlalchemy import Float, Integer, Table
from sqlalchemy.dialects import sqlite
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlmodel import Session


class ClockSeconds(FunctionElement[float]):
    """The database's own time, in seconds since 1970: one clock for all who share it."""

    type = Float()
    inherit_cache = True


@compiles(ClockSeconds, "sqlite")
def _on_sqlite(element: ClockSeconds, compiler: SQLCompiler, **_: object) -> str:
    del element, compiler
    return "((julianday('now') - 2440587.5) * 86400.0)"  # of 1970; precise to a millisecond


@compiles(ClockSeconds, "postgresql")
def _on_postgresql(element: ClockSeconds, compiler: SQLCompiler, **_: object) -> str:
    del element, compiler
    # As `now()` it would stand still in a transaction that has waited for a lock.
    return "extract(epoch from clock_timestamp())::float8"


class DaysBetween(FunctionElement[int]):
    """How many days the first date is after the second."""

    type = Integer()
    inherit_cache = True


@compiles(DaysBetween, "sqlite")
def _days_on_sqlite(element: DaysBetween, compiler: SQLCompiler, **_: object) -> str:
    later, earlier = (compiler.process(clause) for clause in element.clauses)
    return f"CAST(julianday({later}) - julianday({earlier}) AS INTEGER)"


@compiles(DaysBetween, "postgresql")
def _days_on_postgresql(element: DaysBetween, compiler: SQLCompiler, **_: object) -> str:
    later, earlier = (compiler.process(clause) for clause in element.clauses)
    return f"({later} - {earlier})"


def insert(session: Session, table: Table) -> sqlite.Insert:
    """Return an INSERT that knows what to do on a conflict; both databases spell it alike."""
    if session.get_bind().dialect.name == "postgresql":
        # Imported where it is used: it takes a tenth of a second on a tenth of a processor.
        from sqlalchemy.dialects import postgresql  # noqa: PLC0415

        return postgresql.insert(table)  # pyright: ignore[reportReturnType]
    return sqlite.insert(table)
