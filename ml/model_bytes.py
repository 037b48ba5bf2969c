"""Models as bytes, their rounded columns in one or two bytes a value.

A model is a pickle. What of it is a row of floats that come back equal from fewer bytes leaves the
pickle by its door for what is kept elsewhere (`persistent_id`), as plain values; so a blob names
nothing of ours.
"""

import io
import pickle
import zlib
from array import array
from collections.abc import Mapping
from typing import TypeAlias

import joblib
import numpy as np

from ml.packed_arrays import unpack
from ml.packed_columns import AS_IT_LIES, Packed, pack

PROTOCOL = 5  # the one that writes arrays as they lie
COMPRESSION_LEVEL = 6  # of 9, of joblib's default, zlib; 9 takes 1 % less at twice the time
# Under this many values what it takes to read a column outweighs it.
FEWEST_VALUES = 16

_Place: TypeAlias = tuple[bool, tuple[str, str, int, int, bytes]]


class _Pickler(pickle.Pickler):
    def persistent_id(self, obj: object) -> _Place | None:
        if isinstance(obj, np.ndarray) and obj.ndim == 1 and obj.dtype == np.float64:
            column = array("d", obj.tobytes())
        elif type(obj) is list and all(type(each) is float for each in obj):
            column = array("d", obj)
        else:
            return None
        if len(column) < FEWEST_VALUES:
            return None
        packed = pack(column)
        if packed.scale == AS_IT_LIES:
            return None
        kind, width, scale, lowest, values = packed
        return type(obj) is list, (kind, width, scale, lowest, values)  # no class of ours


class _Unpickler(pickle.Unpickler):
    def persistent_load(self, pid: _Place) -> object:
        is_list, packed = pid
        column = unpack(Packed(*packed))
        return column.tolist() if is_list else np.array(column)


def dump(model: Mapping[str, object]) -> bytes:
    """Return a model as bytes.

    Examples
    --------
    >>> walked = np.random.default_rng(1).normal(60, 15, 1000)
    >>> 3 * len(dump({"walked": walked.round(2)})) < len(dump({"walked": walked}))
    True
    """
    pickled = io.BytesIO()
    _Pickler(pickled, PROTOCOL).dump(dict(model))
    file = io.BytesIO()
    # joblib reads what it wrote in Python, ten times as slowly as C does; so it compresses bytes.
    joblib.dump(pickled.getvalue(), file, compress=COMPRESSION_LEVEL)
    return file.getvalue()


def load(blob: bytes) -> Mapping[str, object]:
    """Return the model of a blob that was found genuine: to read one runs what it says.

    Examples
    --------
    >>> load(dump({"walked": np.arange(20.0) / 10}))["walked"][:3].tolist()
    [0.0, 0.1, 0.2]
    """
    # What joblib wrote is zlib over one pickle; to have it look for more takes twice the time.
    pickled: bytes = pickle.loads(zlib.decompress(blob))  # noqa: S301  as said above
    return _Unpickler(io.BytesIO(pickled)).load()
