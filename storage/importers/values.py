"""What a cell says: numbers, yes and no, offsets from UTC. A blank cell is missing, never 0."""

import re
from collections.abc import Callable
from functools import lru_cache

from storage.importers.kinds import Range
from storage.importers.languages import NO, YES

# Enough for the distinct values of any one column; a file of nonsense must not fill the memory.
CACHED_VALUES = 8192
SHOWN_CHARACTERS = 40

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)", re.ASCII)
_OFFSET = re.compile(r"(?:UTC|GMT)?(?:Z|([+-])(\d{1,2})(?::?([0-5]\d))?)|UTC|GMT", re.ASCII)


class UnreadableRow(ValueError):
    """A row that is set aside: the reason, and the rule it falls under whatever its value."""

    def __init__(self, reason: str, rule: str | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.rule = rule or reason


class AbsurdValue(UnreadableRow):
    """A value that reads well and cannot be: set aside alone where its row means enough without.

    `column` is the header above it.
    """

    def __init__(self, column: str, reason: str, rule: str) -> None:
        super().__init__(reason, rule)
        self.column = column


def unreadable(header: str, text: str, expected: str) -> UnreadableRow:
    """Return the error of a cell that says nothing: its row may have slipped a column."""
    return UnreadableRow(*_quoted(header, text, expected))


def absurd(header: str, text: str, expected: str) -> AbsurdValue:
    """Return the error of a cell that says what cannot be."""
    return AbsurdValue(header, *_quoted(header, text, expected))


def _quoted(header: str, text: str, expected: str) -> tuple[str, str]:
    shown = text if len(text) <= SHOWN_CHARACTERS else f"{text[:SHOWN_CHARACTERS]}…"
    return f"{header} is {shown!r}: expected {expected}", f"{header}: expected {expected}"


def number_reader(
    header: str, within: Range, *, decimal_comma: bool
) -> Callable[[str], float | None]:
    """Return what reads one column of numbers; values repeat, so that each is parsed once."""
    expected = f"a number from {within}"

    @lru_cache(CACHED_VALUES)
    def read(cell: str) -> float | None:
        text = cell.strip()
        if not text:
            return None
        plain = text.replace(",", ".") if decimal_comma else text
        if not _NUMBER.fullmatch(plain):
            raise unreadable(header, text, expected)
        number = float(plain)
        if not within.low <= number <= within.high:
            raise absurd(header, text, expected)
        return number

    return read


def truth(header: str, cell: str) -> bool | None:
    """Return yes or no in any language known here, None for a blank."""
    text = cell.strip()
    word = text.casefold()
    if not word:
        return None
    if word not in YES and word not in NO:
        raise unreadable(header, text, "true or false")
    return word in YES


def utc_offset_minutes(header: str, cell: str) -> int:
    """Return the offset from UTC that a cell such as UTC-05:00, UTC+05:30 or UTCZ names."""
    text = cell.strip()
    match = _OFFSET.fullmatch(text.upper())
    expected = "an offset such as UTC-05:00 or UTCZ"
    if match is None:
        raise unreadable(header, text, expected)
    sign, hours, minutes = match.groups()
    offset = (int(hours or 0) * 60 + int(minutes or 0)) * (-1 if sign == "-" else 1)
    # From Baker Island to the Line Islands.
    if not -12 * 60 <= offset <= 14 * 60:
        raise unreadable(header, text, expected)
    return offset
