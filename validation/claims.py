"""Accounting of claims: which were made at which look, when first, and how many were false."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from ml.engines.arrays import Flags, Floats, Ordinals
from ml.engines.claim_gate import EMERGING_BUDGETS, PRE_REGISTERED_WEIGHT, verdicts
from ml.engines.looks import LOOKS
from schema.answer import Claim

NEVER = -1


@dataclass(frozen=True, eq=False)
class Claimed:
    """What was claimed at each look, shape (looks, hypotheses)."""

    established: Flags
    emerging: Flags

    @property
    def ever_established(self) -> Flags:
        """Which hypotheses were established at any look."""
        return np.asarray(self.established.any(axis=0))

    @property
    def early(self) -> Flags:
        """Whether something was said at all: an early signal, or more."""
        return self.established | self.emerging


def claims_at_looks(
    log_e: Floats, names: Collection[str], pre_registered: Collection[str], alpha: float
) -> Claimed:
    """Return what the gate claims at each look, from the fifteen looks up to it."""
    established, emerging = (np.zeros(log_e.shape, dtype=np.bool_) for _ in range(2))
    listed = np.array([name in pre_registered for name in names], dtype=np.bool_)
    # No weight exceeds 4, so that less evidence than this is claimed under no rule.
    least = -np.log(EMERGING_BUDGETS * alpha * PRE_REGISTERED_WEIGHT)
    for look in range(len(log_e)):
        window = log_e[max(0, look + 1 - LOOKS) : look + 1]
        if not (window >= least).any():
            continue
        told = [verdict.claim for verdict in verdicts(window, listed, alpha)]
        established[look] = [claim is Claim.ESTABLISHED for claim in told]
        emerging[look] = [claim is Claim.EMERGING for claim in told]
    return Claimed(established, emerging)


def first_look(claimed: Flags) -> Ordinals:
    """Return the look at which each hypothesis was first claimed, -1 for never."""
    if not len(claimed):
        return np.full(claimed.shape[1], NEVER)
    return np.where(claimed.any(axis=0), claimed.argmax(axis=0), NEVER)


def claimed_by(claimed: Flags, night: Ordinals, nights: int) -> Flags:
    """Return which hypotheses were claimed at any look within so many nights."""
    return np.asarray(claimed[night <= nights].any(axis=0))


def false_share(claimed: Flags, real: Flags) -> float:
    """Return the share of one person's claims that are false, 0 where nothing was claimed."""
    return float((claimed & ~real).sum() / max(1, claimed.sum()))
