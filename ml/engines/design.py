"""Model matrices that carry their columns' names, and the guard against leaked outcomes.

WHOOP computes recovery from the HRV, resting heart rate, respiratory rate, temperature, blood
oxygen and sleep of the same night. A model that sees one of them rebuilds the vendor's formula
and learns nothing about the person. Names therefore say the night of what a column holds,
counted from the night t of the outcome: `strain[t-1]`, `bedtime[t]`; journal questions, which
are asked about the time before night t, stand without.
"""

from dataclasses import dataclass

import numpy as np

from ml.engines.arrays import Floats

INGREDIENTS = (
    "recovery",
    "hrv",
    "ln_hrv",
    "resting_heart_rate",
    "respiratory_rate",
    "skin_temperature",
    "blood_oxygen",
    "sleep_performance",
)


class LeakedOutcome(ValueError):
    """A model matrix holds something of the outcome's own night that recovery is made of."""


@dataclass(frozen=True, eq=False)
class Design:
    """Named columns of a model matrix.

    Parameters
    ----------
    names
        One name a column, with the night it belongs to, such as `strain[t-1]`.
    values
        Shape (nights, columns); NaN is missing.
    """

    names: tuple[str, ...]
    values: Floats

    def __post_init__(self) -> None:
        if self.values.ndim != 2 or self.values.shape[1] != len(self.names):
            raise ValueError(
                f"columns {self.names!r} and values of shape {self.values.shape}: "
                "expected one name a column"
            )

    def column(self, name: str) -> Floats:
        """Return the values of one column."""
        return self.values[:, self.names.index(name)]


def design_of(named: tuple[tuple[str, Floats], ...]) -> Design:
    """Return a design of (name, values) pairs, which must not be empty.

    Examples
    --------
    >>> import numpy as np
    >>> design_of((("strain[t-1]", np.array([10.0, 14.0])),)).column("strain[t-1]").tolist()
    [10.0, 14.0]
    """
    return Design(tuple(name for name, _ in named), np.column_stack([v for _, v in named]))


def refuse_leakage(*designs: Design) -> None:
    """Refuse model matrices with a column that the outcome is made of, or of a later night.

    Raises
    ------
    LeakedOutcome
        If a column's name begins with an ingredient of recovery and ends with `[t]`, or with any
        night after t.

    Examples
    --------
    >>> import numpy as np
    >>> refuse_leakage(Design(("ln_hrv[t-1]",), np.zeros((3, 1))))
    >>> refuse_leakage(Design(("ln_hrv[t]",), np.zeros((3, 1))))
    Traceback (most recent call last):
    ...
    ml.engines.design.LeakedOutcome: column 'ln_hrv[t]': not known before the outcome ...
    """
    for design in designs:
        for name in design.names:
            if _leaks(name):
                raise LeakedOutcome(
                    f"column {name!r}: not known before the outcome of night t, or one of its "
                    "ingredients; expected a column of night t-1 or before, or a behaviour"
                )


def _leaks(name: str) -> bool:
    return "[t+" in name or (name.endswith("[t]") and name.startswith(INGREDIENTS))
