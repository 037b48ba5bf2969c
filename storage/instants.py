"""Instants that read back as what was stored, on SQLite and PostgreSQL alike."""

from datetime import UTC, datetime

from sqlalchemy import BigInteger, Dialect
from sqlalchemy.types import TypeDecorator


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC instant, kept as whole seconds since 1970.

    SQLite has no instants: its own DATETIME reads back naive, and text does not compare across
    offsets. WHOOP's instants are whole seconds.
    """

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """Refuse a naive time, and drop the fraction of a second."""
        del dialect
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"naive time {value.isoformat()}: give it its UTC offset")
        return int(value.timestamp())

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        """Return an aware UTC time."""
        del dialect
        return None if value is None else datetime.fromtimestamp(value, UTC)
