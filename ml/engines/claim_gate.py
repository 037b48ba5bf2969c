"""Claim gate: which hypotheses may be stated, given their e-values at one look or at many.

The one rule for all of the application. Within an insight with error budget alpha the e-BH
procedure [1]_ picks the hypotheses to claim, at the e-values of the day: a running maximum would
lose the guarantee [2]_. So that a claim does not flicker, it is made on any of the last eight
Mondays and kept while twice the budget would still make it.

References
----------
.. [1] Wang, R. & Ramdas, A. (2022). False discovery rate control with e-values. Journal of the
   Royal Statistical Society B 84(3). https://doi.org/10.1111/rssb.12489
.. [2] Tavyrikov, Y., Goeman, J. J. & de Heide, R. (2025). Carefree multiple testing with
   e-processes. https://arxiv.org/abs/2501.19360
"""

from dataclasses import dataclass

import numpy as np

from ml.engines.arrays import Flags, Floats
from schema.answer import Claim

# What was written down beforehand gets four times the share of the budget (insights 2.1).
PRE_REGISTERED_WEIGHT = 4.0
# At six times the budget, up to 1 in 4 early signals are chance.
EMERGING_BUDGETS = 6.0
# A claim is kept while twice the budget would make it: flips per claim fall from .56 to .23.
KEEPING_BUDGETS = 2.0
# Two months of Mondays: long enough to keep, short enough to drop what has faded.
LOOKS_KEPT = 8


@dataclass(frozen=True)
class Verdict:
    """What may be said of one hypothesis at the newest look.

    Parameters
    ----------
    claim
        ESTABLISHED, EMERGING or NONE.
    withdrawn
        Whether it was ESTABLISHED at one of the last eight looks and is no longer.
    """

    claim: Claim
    withdrawn: bool


def e_bh(log_e: Floats, pre_registered: Flags, alpha: float) -> Flags:
    """Return which hypotheses the weighted e-BH procedure claims at one look, or at each of many.

    Parameters
    ----------
    log_e
        Natural logarithms of the e-values, shape (..., m); NaN is not tested and takes no budget.
    pre_registered
        Which hypotheses were written down beforehand, shape (m,).
    alpha
        Error budget, above 0.

    Returns
    -------
    Flags
        Of the same shape; the k largest weighted e-values with w E >= m / (alpha k), k largest
        possible.

    Notes
    -----
    Weights are m r / sum r with r = 4 for the pre-registered, else 1: they sum to m.

    Examples
    --------
    >>> import numpy as np
    >>> e_bh(np.log([300.0, 150.0, 1.0]), np.zeros(3, dtype=bool), 0.02)
    array([ True,  True, False])
    """
    tested = np.isfinite(log_e)
    n_tested = np.maximum(1, tested.sum(-1, keepdims=True))
    share = np.where(pre_registered, PRE_REGISTERED_WEIGHT, 1.0)
    shares = np.maximum(1.0, (tested * share).sum(-1, keepdims=True))
    weighted = np.where(tested, log_e + np.log(n_tested * share / shares), -np.inf)
    order = np.argsort(-weighted, axis=-1, kind="stable")
    hurdle = np.log(n_tested / (alpha * np.arange(1, log_e.shape[-1] + 1)))
    # Rounding of a logarithm must not refuse what lies exactly on the hurdle.
    over = np.take_along_axis(weighted, order, -1) >= hurdle - 1e-12
    # What comes before the last one over its hurdle is claimed with it.
    before_last = np.logical_or.accumulate(over[..., ::-1], axis=-1)[..., ::-1]
    claimed = np.empty_like(tested)
    np.put_along_axis(claimed, order, before_last, -1)
    return claimed


def claims(log_e: Floats, pre_registered: Flags, alpha: float) -> tuple[Claim, ...]:
    """Return what may be claimed of each hypothesis at one look.

    Examples
    --------
    >>> import numpy as np
    >>> [c.name for c in claims(np.log([500.0, 25.0, 2.0]), np.zeros(3, dtype=bool), 0.05)]
    ['ESTABLISHED', 'EMERGING', 'NONE']
    """
    established = e_bh(log_e, pre_registered, alpha)
    return tuple(_claims(established, e_bh(log_e, pre_registered, EMERGING_BUDGETS * alpha)))


def verdicts(looks: Floats, pre_registered: Flags, alpha: float) -> tuple[Verdict, ...]:
    """Return what may be said of each hypothesis at the newest of many looks.

    Parameters
    ----------
    looks
        Natural logarithms of the e-values, one row a Monday, oldest first, shape (looks, m); NaN
        where a hypothesis was not tested at that look. Fifteen rows decide everything: eight
        that count, and the seven before the first of them.
    pre_registered
        Which hypotheses were written down beforehand, shape (m,).
    alpha
        Error budget of the insight.

    Returns
    -------
    tuple of Verdict
        One a hypothesis.

    Notes
    -----
    ESTABLISHED: claimed at alpha on any of the last eight Mondays and at 2 alpha on each Monday
    since. EMERGING: claimed at 6 alpha at the newest look, and not established.

    Examples
    --------
    >>> import numpy as np
    >>> faded = np.log([[400.0], [15.0], [15.0]])
    >>> verdicts(faded, np.zeros(1, dtype=bool), 0.05)[0].claim.name
    'ESTABLISHED'
    """
    if not len(looks):
        return tuple(Verdict(Claim.NONE, withdrawn=False) for _ in pre_registered)
    made = e_bh(looks, pre_registered, alpha)
    kept = e_bh(looks, pre_registered, KEEPING_BUDGETS * alpha)
    counting = range(max(0, len(looks) - LOOKS_KEPT), len(looks))
    standing = np.array([_standing(made[: i + 1], kept[: i + 1]) for i in counting])
    earlier = np.any(standing[:-1], axis=0)
    emerging = e_bh(looks[-1], pre_registered, EMERGING_BUDGETS * alpha)
    return tuple(
        Verdict(claim, withdrawn=bool(was and claim is not Claim.ESTABLISHED))
        for claim, was in zip(_claims(standing[-1], emerging), earlier.tolist(), strict=True)
    )


def _standing(made: Flags, kept: Flags) -> Flags:
    """Return which hypotheses were made within the last eight looks and kept ever since."""
    # The look that makes a claim need not keep it: row i says kept at every look after i.
    kept_since = np.ones_like(kept[-LOOKS_KEPT:])
    kept_since[:-1] = np.logical_and.accumulate(kept[-LOOKS_KEPT:][:0:-1])[::-1]
    return np.asarray(np.any(made[-LOOKS_KEPT:] & kept_since, axis=0))


def _claims(established: Flags, emerging: Flags) -> list[Claim]:
    return [
        Claim.ESTABLISHED if sure else Claim.EMERGING if early else Claim.NONE
        for sure, early in zip(established, emerging, strict=True)
    ]
