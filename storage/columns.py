"""What tables have in common, and their columns."""

from datetime import datetime

from sqlalchemy import Column, ColumnElement, LargeBinary, case, cast, func, literal
from sqlalchemy.types import TypeDecorator
from sqlmodel import SQLModel

from storage.instants import UtcDateTime

# An id of a row that is gone is never given to another: ids reach clients and signatures.
NEVER_REUSED = {"sqlite_autoincrement": True}


class Table(SQLModel):
    """What every table is."""

    # SQLModel never validates the rows of tables, so that nothing waits for validators to be built.
    model_config = {"defer_build": True}


class BytesUpTo(TypeDecorator[bytes]):
    """Bytes of a bounded length; what is longer was not written here, and reads back as none.

    The database looks at the length, and sends nothing. SQLite keeps texts in any column; they read
    back as bytes too.
    """

    impl = LargeBinary
    cache_ok = True

    def __init__(self, most: int) -> None:
        """Read so many bytes at most."""
        super().__init__()
        self.most = most

    def column_expression(self, column: ColumnElement[bytes]) -> ColumnElement[bytes]:
        """Return what is selected in the column's place."""
        fits = func.length(column) <= self.most
        return case((fits, cast(column, LargeBinary)), else_=literal(b"", LargeBinary))


def instant(*, nullable: bool = False) -> Column[datetime]:
    """Return a column for an aware UTC instant."""
    return Column(UtcDateTime, nullable=nullable)


def bytes_up_to(most: int) -> Column[bytes]:
    """Return a column of so many bytes at most."""
    return Column(BytesUpTo(most), nullable=False)
