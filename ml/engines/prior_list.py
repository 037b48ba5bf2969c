"""Prior list: what is expected of an exposure before the person's own data are seen.

Written down beforehand and not learned from anybody's data here. An informative prior can make
an effect show sooner; it cannot make false claims more frequent, since the e-value is a Bayes
factor against no effect whatever the prior.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class Prior:
    """A normal prior of an effect, in SDs of the outcome per unit of the exposure.

    Parameters
    ----------
    mean
        Expected effect; a habit's unit is one yes, a linear exposure's one SD of its own.
    scale
        SD of the effect between people.
    """

    mean: float
    scale: float


# Half an SD of recovery is 11 points: large for a habit, and either sign is possible.
EXPLORATORY = Prior(0.0, 0.5)
# Alcohol: 11 to 42 points lower in 7 of 7 people. Strain: slope negative in 14 of 14.
PRE_REGISTERED: Mapping[str, Prior] = MappingProxyType(
    {"alcohol": Prior(-0.6, 0.35), "strain[t-1]": Prior(-0.27, 0.16)}
)


def prior_of(name: str) -> Prior:
    """Return the prior of an exposure, by its name in the design.

    Examples
    --------
    >>> prior_of("alcohol").mean, prior_of("reading_in_bed").mean
    (-0.6, 0.0)
    """
    return PRE_REGISTERED.get(name, EXPLORATORY)
