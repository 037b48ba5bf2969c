"""One row by its number, of its owner alone."""

from typing import TypeVar

from sqlmodel import Session, col, select

from storage import choice_tables, tables

Row = TypeVar(
    "Row",
    tables.Import,
    tables.JournalAnswer,
    tables.ModelVersion,
    tables.Workout,
    choice_tables.Experiment,
    choice_tables.Goal,
    choice_tables.Plan,
)


def find(session: Session, table: type[Row], person_id: int, number: int) -> Row | None:
    """Return a row of the person; one of another is not read, and so takes no longer than none."""
    mine = (col(table.id) == number) & (col(table.person_id) == person_id)
    return session.exec(select(table).where(mine)).first()
