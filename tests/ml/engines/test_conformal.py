import numpy as np
import pytest

from ml.engines.arrays import Floats
from ml.engines.conformal import adapted_aim, half_width


def coverage(errors: Floats, miss_share: float) -> float:
    """Share of errors within the interval made from those before them, from the 30th on."""
    hits = [
        abs(error) <= half_width(errors[:t], miss_share, adapted_aim(errors[:t], miss_share))
        for t, error in enumerate(errors.tolist())
        if t >= 30
    ]
    return float(np.mean(hits))


@pytest.mark.parametrize("miss_share", [0.5, 0.2, 0.1])
def test_intervals_keep_their_promise(miss_share: float) -> None:
    """270 outcomes put 3 errors at 9 points for 50 %, less for others."""
    errors = np.random.default_rng(0).normal(0, 20, 300)
    assert coverage(errors, miss_share) == pytest.approx(1 - miss_share, abs=0.09)


def test_intervals_follow_a_person_who_changes() -> None:
    rng = np.random.default_rng(1)
    errors = np.concatenate([rng.normal(0, 8, 150), rng.normal(0, 20, 300)])
    adapted = coverage(errors, 0.1)
    fixed = np.mean(
        [abs(e) <= half_width(errors[:t], 0.1, 0.1) for t, e in enumerate(errors) if t >= 30]
    )
    assert adapted >= 0.86
    assert adapted > fixed


def test_too_few_errors_promise_nothing() -> None:
    assert half_width(np.ones(9), 0.1, 0.1) == np.inf
    assert half_width(np.ones(10), 0.1, 0.1) == 1.0


def test_the_rank_by_hand() -> None:
    errors = np.array([5.0, -1.0, 3.0, -4.0, 2.0, 6.0, -7.0, 8.0, 9.0])
    # ceil(10 * .8) = 8 and ceil(10 * .5) = 5, of 1 to 9.
    assert half_width(errors, 0.2, 0.2) == 8.0
    assert half_width(errors, 0.5, 0.5) == 5.0


def test_the_aim_moves_up_after_hits_and_down_after_misses() -> None:
    assert adapted_aim(np.array([9.0] * 10 + [1.0]), 0.1) == pytest.approx(0.1 + 0.01 * 0.1)
    assert adapted_aim(np.array([1.0] * 10 + [9.0]), 0.1) == pytest.approx(0.1 - 0.01 * 0.9)


@pytest.mark.parametrize("n_before", [0, 5, 10, 99])
def test_an_aim_goes_on_from_where_it_stood(n_before: int) -> None:
    errors = np.random.default_rng(2).normal(0, 20, 100)
    before = adapted_aim(errors[:n_before], 0.1)
    assert adapted_aim(errors, 0.1, before, n_before) == adapted_aim(errors, 0.1)
