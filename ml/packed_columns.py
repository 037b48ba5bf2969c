"""Columns as they are stored: numbers of few digits as small whole ones, exactly.

What a wearable tells is whole, in tenths or in hundredths, clock times come from whole seconds,
and what a model keeps is rounded. A column of nothing but such steps takes one or two bytes a
value where a float takes eight, and every value comes back equal; any other column stays as it
lies. NaN is 0, the lowest 1.
"""

from array import array
from collections.abc import Iterable, Sequence
from itertools import accumulate, islice, pairwise
from math import isfinite, nan
from typing import NamedTuple, TypeAlias

Column: TypeAlias = "array[float] | array[int]"

# Steps to one: whole, tenths and so on, and the seconds of an hour.
SCALES = (1, 10, 100, 1000, 3600)
# Of unsigned whole numbers, the narrowest first.
WIDTHS = (("B", 2**8), ("H", 2**16))
# Whole numbers that never fall, such as days, are kept as how much each rises.
RISING = 0
AS_IT_LIES = -1


class Packed(NamedTuple):
    """A column in bytes, with what it takes to read them."""

    kind: str
    width: str
    scale: int
    lowest: int
    values: bytes


def pack(column: Column) -> Packed:
    r"""Return a column in as few bytes a value as hold it exactly.

    Examples
    --------
    >>> pack(array("d", [36.5, nan, 36.7]))
    Packed(kind='d', width='B', scale=10, lowest=365, values=b'\x01\x00\x03')
    >>> pack(array("q", [739000, 739000, 739001]))
    Packed(kind='q', width='B', scale=0, lowest=739000, values=b'\x00\x00\x01')
    """
    kind = column.typecode
    if kind == "q":
        rises = [int(later - earlier) for earlier, later in pairwise(column)]
        if column and min(rises, default=0) >= 0:
            return _narrow(Packed(kind, kind, RISING, int(column[0]), b""), [0, *rises], column)
        return _narrow(Packed(kind, kind, 1, 0, b""), [int(each) for each in column], column)
    for scale in SCALES:
        steps = _steps(column, scale)
        if steps is not None:
            lowest = min((each for each in steps if each is not None), default=0)
            above = [0 if each is None else each - lowest + 1 for each in steps]
            return _narrow(Packed(kind, kind, scale, lowest, b""), above, column)
    return _as_it_lies(column)


def unpack(packed: Packed) -> Column:
    """Return the column, with every value as it was.

    Examples
    --------
    >>> unpack(pack(array("d", [36.5, 36.7])))
    array('d', [36.5, 36.7])
    """
    kind, width, scale, lowest, values = packed
    if scale == AS_IT_LIES:
        return array(kind, values)
    # Bytes are read as they are, twice as fast as from an array of them.
    stored: Sequence[int] = values if width == "B" else array(width, values)
    if kind == "q":
        # The first rise, of nothing, leads to the first value.
        risen = islice(accumulate(stored, initial=lowest), 1, None)
        return array("q", list(risen if scale == RISING else stored))
    if width == "B":  # few values, each many times: looked up rather than worked out
        told = [nan, *((lowest + step) / scale for step in range(max(stored, default=0)))]
        return array("d", [told[each] for each in stored])
    return array("d", [(lowest + each - 1) / scale if each else nan for each in stored])


def _steps(column: Iterable[float], scale: int) -> list[int | None] | None:
    """Return a column in steps, None for NaN; None altogether where it is not exactly that."""
    steps: list[int | None] = []
    for value in column:
        if value != value:  # noqa: PLR0124 NaN
            steps.append(None)
            continue
        step = round(value * scale) if isfinite(value * scale) else 0
        if step / scale != value:
            return None
        steps.append(step)
    return steps


def _narrow(packed: Packed, values: Sequence[int], column: Column) -> Packed:
    """Return a column packed into whole numbers from 0 on, or as it lies where they are wider."""
    for width, end in WIDTHS:
        if min(values, default=0) >= 0 and max(values, default=0) < end:
            return packed._replace(width=width, values=array(width, values).tobytes())
    return _as_it_lies(column)


def _as_it_lies(column: Column) -> Packed:
    return Packed(column.typecode, column.typecode, AS_IT_LIES, 0, column.tobytes())
