"""Curve power: how many more nights would show that an outcome bends with an exposure.

A person who is told that nothing can be seen yet is owed the answer to "when, then?". It is the
number of nights at which the gate of dose and response (E2) would, 4 times in 5, claim a best
window of a given gain.
"""

import numpy as np

from ml.engines.bend_gate import LINE_PRIOR_SD, BendGate
from ml.engines.effect import POWER_Z, YEAR_NIGHTS


def nights_to_show(gain: float, tested: BendGate, alpha: float) -> int | None:
    """Return how many more nights would show a best window of a given gain.

    Parameters
    ----------
    gain
        Of the best window over the usual mixture, in the outcome's unit; above zero.
    tested
        The gate on the nights there are.
    alpha
        Error budget of the insight, which tests this one curve.

    Returns
    -------
    int or None
        0 if the nights there are suffice; None for more than a year.

    Notes
    -----
    A hill in the middle of what was lived gains what the bent part z^2 - 1 has as coefficient,
    whose error is s / sqrt(n) with s the noise. With r_i = n tau_i^2 / s^2 for the straight and
    the bent part, the e-value reaches 1 / alpha at
    z_gate = sqrt(2 (1 + 1 / r_2) (ln(1 / alpha) + ln(1 + r_1) / 2 + ln(1 + r_2) / 2)),
    and is passed 4 times in 5 where gain sqrt(n) / s >= z_gate + .84. A slope needs about as many.
    """
    n_now = len(tested.outcome)
    n_nights = n_now + np.arange(YEAR_NIGHTS + 1)
    precision = n_nights / tested.noise_variance
    straight, bent = ((prior * tested.outcome.std()) ** 2 * precision for prior in LINE_PRIOR_SD)
    hurdle = np.log(1 / alpha) + 0.5 * np.log((1 + straight) * (1 + bent))
    z_gate = np.sqrt(2 * (1 + 1 / bent) * hurdle)
    shown = np.flatnonzero(gain * np.sqrt(precision) >= z_gate + POWER_Z)
    return int(shown[0]) if len(shown) else None
