"""A value of a table as the text of a cell, and back: exact, and harmless in a spreadsheet."""

import math
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import TypeAlias

from sqlalchemy import Boolean, Column, Date, Float, Integer
from sqlalchemy.types import TypeEngine

from storage.importers.values import UnreadableRow, absurd, unreadable
from storage.instants import UtcDateTime

Value: TypeAlias = float | int | str | bool | datetime | date | None

# What a spreadsheet takes for a formula when a cell begins with it. The apostrophe is how one says
# there that it is text; it stands before another apostrophe as well, so that it can be taken away.
FORMULA = tuple("=+-@\t\r\n'")
TEXT = "'"
# Before any wearable, and after everybody's plans.
EARLIEST, LATEST = date(2010, 1, 1), date(2199, 12, 31)
# What a database keeps as an integer.
LARGEST = 2**31 - 1

_WHOLE = re.compile(r"-?\d{1,10}", re.ASCII)


def cell(value: Value) -> str:
    """Return a value as a cell; nothing is an empty one.

    >>> cell("=1+1"), cell(""), cell(None), cell(-3.5), cell(True)
    ("'=1+1", "'", '', '-3.5', 'true')
    """
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case datetime():
            return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        case date():
            return value.isoformat()
        case str():
            # A zero byte is no text in any file, and a picture of it says as much.
            plain = value.replace("\0", "\u2400")
            return TEXT + plain if not plain or plain.startswith(FORMULA) else plain
        case _:
            return repr(value)


def reader(column: Column[object]) -> Callable[[str], Value]:
    """Return what reads the cells of a column, raising `UnreadableRow` for what it cannot hold."""
    read = _reader(column.type)
    name = column.name

    def value(text: str) -> Value:
        if text:
            return read(name, text)
        if not column.nullable:
            raise UnreadableRow(f"{name} is empty: every row has one")
        return None

    return value


def _reader(kind: TypeEngine[object]) -> Callable[[str, str], Value]:
    if isinstance(kind, UtcDateTime):
        return _instant
    known = ((Date, _day), (Boolean, _truth), (Integer, _whole), (Float, _number))
    return next((read for each, read in known if isinstance(kind, each)), _text)


def _text(name: str, cell: str) -> str:
    del name
    return cell.removeprefix(TEXT)


def _instant(name: str, cell: str) -> datetime:
    expected = "a time such as 2024-03-15T02:51:22Z"
    try:
        moment = datetime.fromisoformat(cell)
    except ValueError as error:
        raise unreadable(name, cell, expected) from error
    offset = moment.utcoffset()
    if offset is None:
        raise unreadable(name, cell, expected)
    # Not yet in UTC, into which the first and the last year cannot be brought.
    if not EARLIEST <= moment.date() <= LATEST:
        raise absurd(name, cell, f"a time from {EARLIEST} to {LATEST}")
    return (moment.replace(microsecond=0) - (offset - timedelta())).replace(tzinfo=UTC)


def _day(name: str, cell: str) -> date:
    try:
        day = date.fromisoformat(cell)
    except ValueError as error:
        raise unreadable(name, cell, "a day such as 2024-03-15") from error
    if not EARLIEST <= day <= LATEST:
        raise absurd(name, cell, f"a day from {EARLIEST} to {LATEST}")
    return day


def _truth(name: str, cell: str) -> bool:
    known = {"true": True, "false": False}
    if cell.lower() not in known:
        raise unreadable(name, cell, "true or false")
    return known[cell.lower()]


def _whole(name: str, cell: str) -> int:
    if not _WHOLE.fullmatch(cell):
        raise unreadable(name, cell, "a whole number")
    if abs(int(cell)) > LARGEST:
        raise absurd(name, cell, f"a number up to {LARGEST}")
    return int(cell)


def _number(name: str, cell: str) -> float:
    try:
        number = float(cell)
    except ValueError as error:
        raise unreadable(name, cell, "a number") from error
    if not math.isfinite(number):
        raise unreadable(name, cell, "a number")
    return number
