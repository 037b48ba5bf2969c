from itertools import pairwise

import numpy as np
import pytest

from ml.engines.arrays import Flags, Floats
from ml.engines.claim_gate import claims, e_bh, verdicts
from schema.answer import Claim

ALPHA = 0.05
NOBODY = np.zeros(3, dtype=np.bool_)


def one(looks: list[float]) -> Floats:
    """Looks of a single hypothesis, as e-values."""
    return np.log(np.array(looks))[:, None]


def verdict(looks: list[float]) -> tuple[Claim, bool]:
    (found,) = verdicts(one(looks), np.zeros(1, dtype=np.bool_), ALPHA)
    return found.claim, found.withdrawn


@pytest.mark.parametrize(
    ("e_values", "claimed"),
    [
        ((60.0, 1.0, 1.0), (True, False, False)),
        ((59.9, 1.0, 1.0), (False, False, False)),
        ((30.0, 30.0, 1.0), (True, True, False)),
        ((20.0, 20.0, 20.0), (True, True, True)),
        ((100.0, 29.0, 20.0), (True, True, True)),
        ((100.0, 29.0, 19.0), (True, False, False)),
    ],
)
def test_e_bh_by_hand(e_values: tuple[float, ...], claimed: tuple[bool, ...]) -> None:
    assert tuple(e_bh(np.log(e_values), NOBODY, ALPHA).tolist()) == claimed


def test_order_does_not_matter() -> None:
    e_values = np.log([1.0, 100.0, 29.0, 35.0])
    flags = np.array([False, False, True, False])
    order = np.array([2, 0, 3, 1])
    plain = e_bh(e_values, flags, ALPHA)
    assert np.array_equal(e_bh(e_values[order], flags[order], ALPHA), plain[order])


def test_the_pre_registered_weigh_four_times_as_much() -> None:
    # Weights 2, .5, .5: the first needs half of 60, the others twice as much.
    listed: Flags = np.array([True, False, False])
    assert e_bh(np.log([30.0, 1.0, 1.0]), listed, ALPHA)[0]
    assert not e_bh(np.log([29.0, 1.0, 1.0]), listed, ALPHA)[0]
    assert not e_bh(np.log([1.0, 119.0, 1.0]), listed, ALPHA)[1]


def test_a_single_hypothesis_has_no_weight() -> None:
    assert e_bh(np.log([20.0]), np.array([True]), ALPHA)[0]
    assert not e_bh(np.log([19.9]), np.array([True]), ALPHA)[0]


def test_what_is_not_tested_takes_no_budget() -> None:
    assert e_bh(np.array([np.log(30.0), np.nan, 0.0]), NOBODY, ALPHA).tolist() == [
        False,
        False,
        False,
    ]
    assert e_bh(np.array([np.log(40.0), np.nan, 0.0]), NOBODY, ALPHA)[0]
    assert e_bh(np.zeros(0), np.zeros(0, dtype=np.bool_), ALPHA).tolist() == []


def test_claims_at_one_look() -> None:
    # Of three hypotheses ESTABLISHED needs 60, 30, 20 and EMERGING 10, 5, 3.3.
    found = claims(np.log([61.0, 6.0, 3.0]), NOBODY, ALPHA)
    assert found == (Claim.ESTABLISHED, Claim.EMERGING, Claim.NONE)


@pytest.mark.parametrize(
    ("looks", "claim", "withdrawn"),
    [
        ([20.0], Claim.ESTABLISHED, False),
        ([19.0], Claim.EMERGING, False),
        ([3.0], Claim.NONE, False),
        ([20.0, 10.0, 10.0], Claim.ESTABLISHED, False),
        ([20.0, 9.0], Claim.EMERGING, True),
        ([20.0, 3.0], Claim.NONE, True),
        ([20.0, 9.0, 10.0], Claim.EMERGING, True),
        ([20.0, 9.0, 20.0], Claim.ESTABLISHED, False),
        ([20.0] + [10.0] * 7, Claim.ESTABLISHED, False),
        ([20.0] + [10.0] * 8, Claim.EMERGING, True),
        ([20.0] + [9.0] * 7, Claim.EMERGING, True),
        ([20.0] + [9.0] * 8, Claim.EMERGING, False),
    ],
)
def test_claims_are_kept_at_twice_the_budget_for_eight_looks(
    looks: list[float],
    claim: Claim,
    withdrawn: bool,  # noqa: FBT001
) -> None:
    assert verdict(looks) == (claim, withdrawn)


def test_a_hypothesis_not_tested_at_a_look_is_not_kept() -> None:
    assert verdict([20.0, np.nan]) == (Claim.NONE, True)


def test_without_looks_nothing_is_claimed() -> None:
    found = verdicts(np.zeros((0, 2)), np.zeros(2, dtype=np.bool_), ALPHA)
    assert [v.claim for v in found] == [Claim.NONE, Claim.NONE]


def test_fifteen_looks_decide_everything() -> None:
    rng = np.random.default_rng(0)
    looks = np.log(20.0) + np.cumsum(rng.normal(0, 0.5, (40, 5)), axis=0)
    listed = np.array([True, False, False, False, False])
    for end in range(15, 41):
        assert verdicts(looks[:end], listed, ALPHA) == verdicts(
            looks[end - 15 : end], listed, ALPHA
        )


def test_keeping_flips_less_than_looking_anew() -> None:
    rng = np.random.default_rng(1)
    looks = np.log(20.0) + rng.normal(0, 0.3, (52, 1))
    flags = np.zeros(1, dtype=np.bool_)
    kept = [verdicts(looks[: i + 1], flags, ALPHA)[0].claim for i in range(52)]
    anew = [claims(look, flags, ALPHA)[0] for look in looks]
    assert flips(kept) < flips(anew) / 3


def flips(claimed: list[Claim]) -> int:
    return sum(before is not after for before, after in pairwise(claimed))


def test_without_effects_claims_stay_within_the_budget_at_every_look() -> None:
    """Ville: P(ever claimed) <= .05 for martingales of mean 1; 3 errors of 2,000 are .015.

    Likelihood ratios of a normal walk, one hypothesis, 100 looks.
    """
    rng = np.random.default_rng(2)
    ever = 0
    for _ in range(2000):
        walk = np.cumsum(rng.standard_normal(100))
        log_e = 0.3 * walk - 0.5 * 0.3**2 * np.arange(1, 101)
        ever += bool((log_e >= np.log(1 / ALPHA)).any())
    assert ever / 2000 <= ALPHA + 0.015
