"""Which days the settings keep."""

from datetime import date, datetime, timedelta


def first_day(keep_days: int | None, now: datetime) -> date | None:
    """Return the first day that is kept, by the date in UTC; None where every day is.

    >>> first_day(30, datetime.fromisoformat("2026-01-31T12:00Z"))
    datetime.date(2026, 1, 1)
    """
    return None if keep_days is None else now.date() - timedelta(days=keep_days)
