"""Local times of an export, as UTC instants: ISO, and what spreadsheets make of it."""

import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum
from functools import lru_cache

from storage.importers.report import UnreadableExport
from storage.importers.values import CACHED_VALUES, absurd, unreadable

# WHOOP was founded in 2012: no export is older.
EARLIEST = datetime(2012, 1, 1, tzinfo=UTC)
# A clock a few hours wrong, here or there, is no reason to refuse last night.
FUTURE_TOLERANCE = timedelta(days=1)

# 8/28/22 22:03 · 28.08.2022 22:03:15 · 8/28/2022 10:03 PM
_SPREADSHEET = re.compile(
    r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2}),?[ T]+"
    r"(\d{1,2}):(\d{2})(?::(\d{2}))?\s*([AP]M)?",
    re.ASCII | re.IGNORECASE,
)


class DateOrder(StrEnum):
    MONTH_FIRST = "month/day/year"
    DAY_FIRST = "day/month/year"


class Clock:
    """Reads the times of one file, whose order of day and month is asked for when it matters.

    `to_the_minute` tells whether any of them had lost its seconds.
    """

    def __init__(self, order: Callable[[], DateOrder], now: datetime) -> None:
        self._order = order
        self._latest = now + FUTURE_TOLERANCE
        self.to_the_minute = False
        self.utc = lru_cache(CACHED_VALUES)(self._utc)

    def _utc(self, header: str, cell: str, offset_minutes: int) -> datetime | None:
        text = cell.strip()
        if not text:
            return None
        zone = timezone(timedelta(minutes=offset_minutes))
        expected = "a time such as 2024-03-15 02:51:22"
        match = _SPREADSHEET.fullmatch(text)
        day_first = match is not None and self._day_first(match)
        try:
            local = _spreadsheet(match, zone, day_first=day_first) if match else _iso(text, zone)
        except ValueError as error:
            raise unreadable(header, text, expected) from error
        self.to_the_minute |= text.count(":") == 1
        instant = local.astimezone(UTC)
        if not EARLIEST <= instant <= self._latest:
            until = self._latest.date().isoformat()
            raise absurd(header, text, f"a time from {EARLIEST.year} to {until}")
        return instant

    def _day_first(self, match: re.Match[str]) -> bool:
        return match[2] == "." or self._order() is DateOrder.DAY_FIRST


def _spreadsheet(match: re.Match[str], zone: timezone, *, day_first: bool) -> datetime:
    first, _, second, year, hour, minute, seconds, half = match.groups()
    day, month = (first, second) if day_first else (second, first)
    return datetime(
        int(year) + (2000 if len(year) == 2 else 0),
        int(month),
        int(day),
        _hour(int(hour), half),
        int(minute),
        int(seconds or 0),
        tzinfo=zone,
    )


def _iso(text: str, zone: timezone) -> datetime:
    if text[10:11] not in {" ", "T"}:
        raise ValueError("a day without its time")
    time = datetime.fromisoformat(text)
    return time.replace(microsecond=0, tzinfo=time.tzinfo or zone)


def _hour(hour: int, half: str | None) -> int:
    if half is None:
        return hour
    if not 1 <= hour <= 12:
        raise ValueError("no hour of a twelve-hour clock")
    return hour % 12 + (12 if half.lower() == "pm" else 0)


def date_order(file: str, cells: Iterable[tuple[int, str]]) -> DateOrder | None:
    """Return the order that the dates of a file settle, None where none has a day over 12.

    Raises
    ------
    UnreadableExport
        If one date can only be day first and another only month first.
    """
    seen: dict[DateOrder, tuple[int, str]] = {}
    for row, cell in cells:
        match = _SPREADSHEET.fullmatch(cell.strip())
        if match is None or match[2] == ".":
            continue
        if int(match[1]) > 12:
            seen.setdefault(DateOrder.DAY_FIRST, (row, cell.strip()))
        elif int(match[3]) > 12:
            seen.setdefault(DateOrder.MONTH_FIRST, (row, cell.strip()))
        if len(seen) == 2:
            raise _contradiction(file, seen)
    return next(iter(seen), None)


def _contradiction(file: str, seen: dict[DateOrder, tuple[int, str]]) -> UnreadableExport:
    found = " and ".join(
        f"row {row} says {text} ({order.value})" for order, (row, text) in seen.items()
    )
    return UnreadableExport(
        f"{file}: {found}; expected one order of day and month in the whole file. "
        "Import the file as WHOOP sent it, not as a spreadsheet saved it."
    )
