"""The array types of the engines."""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
# Half the bytes, where seven digits are enough of what is kept.
Singles: TypeAlias = NDArray[np.float32]
Flags: TypeAlias = NDArray[np.bool_]
Ordinals: TypeAlias = NDArray[np.int64]
