"""Effects laid on top of a life, in SDs of recovery (22 points), and what is then true.

The simulator keeps a person's spread of recovery at 22 points: of three large effects it makes a
person with little noise beside them. Here the noise of a person without the effects stays, and
the effects come on top, as the validation design has it; claims are then harder to reach.
"""

from collections.abc import Mapping

import numpy as np

from simulation.person import SimulatedPerson
from simulation.recovery import points
from simulation.series import Flags, Floats


def planted_on_top(
    person: SimulatedPerson, exposed: Flags, effects: Floats
) -> tuple[Floats, Floats]:
    """Return the recoveries as recorded, and the true effect of each exposure in points.

    Parameters
    ----------
    person
        A person in whose life the exposures had no effect.
    exposed
        Shape (days, exposures): which preceded each night.
    effects
        Of each exposure, SDs, shape (exposures,).
    """
    # Counted from the person's own share of days, so that the mean stays where it was.
    latent = person.truth.latent + (exposed - exposed.mean(axis=0)) @ effects
    without = latent[:, None] - exposed * effects
    true_points = (points(without + effects) - points(without)).mean(axis=0)
    missing = np.isnan(person.vitals.recovery_percent)
    return np.where(missing, np.nan, np.rint(points(latent))), true_points


def habit_effects(person: SimulatedPerson, effects: Mapping[str, float]) -> Floats:
    """Return the effect of each asked habit, shape (habits,)."""
    return np.array([effects.get(habit.name, 0.0) for habit in person.habits])
