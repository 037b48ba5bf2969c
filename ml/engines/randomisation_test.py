"""Randomisation test (E9): how often the lot alone would have made such a difference.

The plan was drawn by lot, so under "it makes no difference on any day" every other plan that might
have been drawn would have met the very same outcomes. The share of those plans with a difference
at least as large is an exact p-value, whatever the outcomes' distribution and however alike
neighbouring days are [1]_.

References
----------
.. [1] Edgington, E. S. & Onghena, P. (2007). Randomization Tests, 4th ed.
   https://doi.org/10.1201/9781420011814
.. [2] Phipson, B. & Smyth, G. K. (2010). Permutation p-values should never be zero. Statistical
   Applications in Genetics and Molecular Biology 9(1). https://doi.org/10.2202/1544-6115.1585
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ml.engines.arrays import Floats
from ml.experiment_plan import Schedule

# A p of .05 is then known to within a hundredth.
REDRAWS = 2000
LEVEL = 0.05

Arms = NDArray[np.int64]


@dataclass(frozen=True)
class Difference:
    """A difference of means by arm, and its p-value.

    Parameters
    ----------
    mean_done, mean_left
        Mean outcome of the days drawn to do it, and to leave it.
    n_done, n_left
        Days with an outcome.
    p_value
        Two-sided.
    """

    mean_done: float
    mean_left: float
    n_done: int
    n_left: int
    p_value: float

    @property
    def points(self) -> float:
        """Mean of done less mean of left."""
        return self.mean_done - self.mean_left


def other_plans(schedule: Schedule, days: int) -> Arms:
    """Return plans as the lot might have drawn them, shape (2000, days).

    Parameters
    ----------
    schedule
        How days were drawn.
    days
        In all, whole blocks.

    Notes
    -----
    Drawn with a fixed seed, so that the same history is judged alike each time.
    """
    rng = np.random.default_rng(0)
    half, n_blocks = schedule.value // 2, days // schedule.value
    if schedule is Schedule.WEEKS:
        first = rng.integers(2, size=(REDRAWS, n_blocks))
        pairs = np.stack([first, 1 - first], axis=2)
        return np.repeat(pairs.reshape(REDRAWS, -1), half, axis=1)
    blocks = np.tile(np.repeat([1, 0], half), (REDRAWS * n_blocks, 1))
    return rng.permuted(blocks, axis=1).reshape(REDRAWS, days)


def randomisation_test(outcome: Floats, arms: Arms, plans: Arms) -> Difference:
    """Compare the arms of a drawn plan, as they were drawn and whether or not they were followed.

    Parameters
    ----------
    outcome
        One a day of the plan, shape (days,); NaN is missing, and missing under every plan.
    arms
        1 or 0 a day, as drawn.
    plans
        Others by the same lot, shape (plans, days), such as `other_plans`.

    Returns
    -------
    Difference
        p = (1 + #{|T*| >= |T|}) / (1 + plans) [2]_, T the difference of means.

    Raises
    ------
    ValueError
        If an arm has no outcome.
    """
    known = np.isfinite(outcome)
    values = outcome[known]
    done = arms[known] == 1
    if not done.any() or done.all():
        raise ValueError("both arms need an outcome")
    observed = abs(_difference(values, done))
    would_be = plans[:, known] == 1
    n_done = would_be.sum(1)
    both = (n_done > 0) & (n_done < len(values))
    sums = would_be[both] @ values
    others = sums / n_done[both] - (values.sum() - sums) / (len(values) - n_done[both])
    # Less a hair: a plan with the same difference is no smaller one by rounding.
    as_large = int((np.abs(others) >= observed - 1e-9).sum())
    return Difference(
        mean_done=float(values[done].mean()),
        mean_left=float(values[~done].mean()),
        n_done=int(done.sum()),
        n_left=int((~done).sum()),
        p_value=(1 + as_large) / (1 + len(others)),
    )


def _difference(values: Floats, done: NDArray[np.bool_]) -> float:
    return float(values[done].mean() - values[~done].mean())
