import numpy as np
import pytest

from ml.engines.claim_gate import verdicts
from ml.engines.looks import LOOKS
from schema.answer import Claim
from validation.claims import NEVER, claimed_by, claims_at_looks, false_share, first_look

ALPHA = 0.05
NIGHT = np.array([7, 14, 21])


def flags(*rows: str) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
    return np.array([[mark == "x" for mark in row] for row in rows])


def test_claims_what_the_gate_says_of_the_fifteen_looks_up_to_each() -> None:
    rng = np.random.default_rng(1)
    # Evidence that comes and goes, so that claims are made, kept and withdrawn.
    log_e = 1.5 + 2 * rng.standard_normal((40, 4))
    log_e[:5, 0] = np.nan
    names = ("alcohol", "nap", "reading", "sauna")
    told = claims_at_looks(log_e, names, {"alcohol"}, ALPHA)
    listed = np.array([True, False, False, False])
    for look in range(40):
        window = log_e[max(0, look + 1 - LOOKS) : look + 1]
        expected = [verdict.claim for verdict in verdicts(window, listed, ALPHA)]
        assert told.established[look].tolist() == [claim is Claim.ESTABLISHED for claim in expected]
        assert told.emerging[look].tolist() == [claim is Claim.EMERGING for claim in expected]
    assert 0 < told.established.sum() < told.established.size
    assert told.emerging.any()


def test_one_hypothesis_by_hand() -> None:
    # 1 / .05 = 20 establishes, 1 / .30 = 3.3 signals early, 1 / .10 = 10 keeps.
    told = claims_at_looks(np.log([[2.0], [4.0], [25.0], [12.0], [9.0]]), ["nap"], (), ALPHA)
    assert told.established[:, 0].tolist() == [False, False, True, True, False]
    assert told.emerging[:, 0].tolist() == [False, True, False, False, True]
    assert told.early[:, 0].tolist() == [False, True, True, True, True]
    assert told.ever_established.tolist() == [True]


def test_first_look_is_the_earliest_or_never() -> None:
    assert first_look(flags("..x", "x.x", "x..")).tolist() == [1, NEVER, 0]
    assert first_look(np.zeros((0, 2), dtype=np.bool_)).tolist() == [NEVER, NEVER]


@pytest.mark.parametrize(
    ("nights", "found"), [(6, [False, False]), (14, [True, False]), (365, [True, True])]
)
def test_counts_a_claim_from_its_look_on_though_withdrawn(nights: int, found: list[bool]) -> None:
    claimed = flags("..", "x.", ".x")
    assert claimed_by(claimed, NIGHT, nights).tolist() == found


def test_false_share_is_of_one_persons_claims() -> None:
    real = np.array([True, True, False, False])
    assert false_share(np.array([True, False, True, False]), real) == 0.5
    assert false_share(np.zeros(4, dtype=np.bool_), real) == 0.0
