"""Sessions, made where every table is known: a foreign key may name one of another module."""

from sqlmodel import Session

from storage.choice_tables import Plan
from storage.tables import Person

__all__ = ["METADATA", "Session"]

METADATA = Person.metadata
if METADATA is not Plan.metadata:  # both modules register their tables in one place
    raise TypeError("two sets of tables")
