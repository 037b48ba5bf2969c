"""The chances of colours that were told, beside how often those colours came."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from validation.forecast_life import COLOURS, Told, came
from validation.measured import Measured, share

# Of fewer mornings a share is mostly chance.
FEWEST_IN_A_BIN = 100
BINS = np.linspace(0, 1, 11)


@dataclass(frozen=True)
class Bin:
    """Mornings that were given about the same chance of a colour: its mean, and how many came."""

    colour: str
    given: float
    came: Measured

    @property
    def error(self) -> float:
        """By how much the chance was told too large, 0 to 1."""
        return self.given - self.came.value


def bins(told: Sequence[Told]) -> Iterator[Bin]:
    """Yield the bins of a tenth with enough mornings, of everybody together."""
    outcome = np.concatenate([each.outcome for each in told])
    for name in COLOURS:
        true = came(name, outcome) > 0
        given = np.concatenate([each.probability[name] for each in told])
        place = np.digitize(given, BINS)
        for each in np.unique(place):
            within = place == each
            if within.sum() >= FEWEST_IN_A_BIN:
                colour = name.removesuffix("_probability")
                yield Bin(colour, float(given[within].mean()), share(true[within].tolist()))
