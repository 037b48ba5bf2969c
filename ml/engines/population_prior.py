"""Population prior: one estimate of a person, drawn towards what is usual among people.

The fewer nights a person has, the more others count; after a year they hardly do.
"""

from dataclasses import dataclass

from ml.engines.effect import INTERVAL_WIDENING, NORMAL_90


@dataclass(frozen=True)
class Drawn:
    """An estimate drawn towards others', and half its 90 % interval."""

    mean: float
    half_width: float

    def times(self, units: float) -> tuple[float, float, float]:
        """Return the mean for so many units, and the lower and upper end of its interval.

        Examples
        --------
        >>> Drawn(-2.0, 0.5).times(-3)
        (6.0, 4.5, 7.5)
        """
        half = abs(units) * self.half_width
        return self.mean * units, self.mean * units - half, self.mean * units + half


def drawn_towards(mean: float, sd: float, own: tuple[float, float] | None) -> Drawn:
    """Return the posterior of an effect that spreads normally between people.

    Parameters
    ----------
    mean, sd
        Of the effect between people, in the effect's unit; sd above 0.
    own
        The person's estimate and its standard error, in the same unit; None without one.

    Returns
    -------
    Drawn
        The prior itself where there is no own estimate.

    Notes
    -----
    Precisions 1 / sd^2 and 1 / se^2 add up, and weigh the two means; the interval is
    +-1.645 * 1.05 posterior SDs, as wide as that of every effect shown.

    Examples
    --------
    >>> drawn_towards(-1.7, 1.0, (-2.7, 1.0)).mean
    -2.2
    """
    precision, pulled = 1 / sd**2, mean / sd**2
    if own is not None:
        estimate, error = own
        precision += 1 / error**2
        pulled += estimate / error**2
    return Drawn(pulled / precision, NORMAL_90 * INTERVAL_WIDENING / precision**0.5)
