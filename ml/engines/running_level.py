"""Running level: a person's usual value up to each night, never across a change of strap.

Another strap is another sensor, whose values are another quantity. Strap 3.0 has no skin
temperature; where it is missing for a fortnight and appears, or vanishes for a fortnight, the
level begins anew. Told at each night from those before it alone.
"""

import numpy as np

from ml.engines.arrays import Floats, Ordinals
from ml.engines.night_table import running_average

# A strap that measures skin temperature leaves it out for some days at most.
OTHER_STRAP_NIGHTS = 14


def restarts(worn: Floats, skin_temperature_celsius: Floats) -> Ordinals:
    """Return the nights at which another strap shows.

    Parameters
    ----------
    worn
        Shape (nights,): NaN where the strap was not worn.
    skin_temperature_celsius
        Shape (nights,): NaN where it was not measured.

    Examples
    --------
    >>> import numpy as np
    >>> restarts(np.full(30, 55.0), np.where(np.arange(30) < 20, np.nan, 33.0)).tolist()
    [20]
    """
    found: list[int] = []
    bare, sensing = 0, False
    measured = np.isfinite(skin_temperature_celsius)
    for night in np.flatnonzero(np.isfinite(worn) | measured).tolist():
        if measured[night]:
            if bare >= OTHER_STRAP_NIGHTS:
                found.append(night)
            bare, sensing = 0, True
        else:
            bare += 1
            if sensing and bare == OTHER_STRAP_NIGHTS:
                found.append(night)
                sensing = False
    return np.array(found, dtype=np.int64)


def running_level(values: Floats, weight: float, anew: Ordinals) -> Floats:
    """Return the exponentially weighted mean up to each night since the last restart.

    Parameters
    ----------
    values
        Oldest first; NaN is missing.
    weight
        Weight of the newest value, 0 to 1.
    anew
        Nights at which it begins anew, ascending.

    Examples
    --------
    >>> import numpy as np
    >>> running_level(np.array([40.0, 60.0, 10.0]), 0.5, np.array([2])).tolist()
    [40.0, 50.0, 10.0]
    """
    parts = np.split(values, anew)
    return np.concatenate([running_average(part, weight) for part in parts])
