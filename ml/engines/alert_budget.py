"""Alert budget: how rarely a person's nights score so high, and whether alerts keep to 1 in 30.

The scores from which a night is unusual are those of people in general. Once a month they are
held against the person's own past: who is alerted more often than 1 night in 30, by more than
chance, is then alerted from the score of 1 night in 60 on. A person's own quantile is no
threshold: of somebody often ill it would lie beyond any illness.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
from scipy.special import bdtrc

from ml.engines.arrays import Flags, Floats, Ordinals
from ml.engines.runs import run_lengths
from ml.engines.surveillance import alert_scores, strong_scores

BUDGET = 1 / 30
# Three alerts are then due; of fewer scores a share or a check is mostly noise.
FEWEST_SCORES = 90
VERIFIED_NIGHTS = 365
# Of a person who keeps to the budget, one check in 20 raises the score needlessly.
CHANCE = 0.05


@dataclass(frozen=True, eq=False)
class Alerts:
    """Which nights were unusual, at the score that holds now.

    Parameters
    ----------
    threshold
        Score from which a night is unusual, one a night.
    unusual
        Which nights were.
    running
        How many unusual nights in a row end with each night.
    raised
        Whether the own past raised the score.
    """

    threshold: Floats
    unusual: Flags
    running: Ordinals
    raised: bool


def alerts(day: Ordinals, score: Floats, n_before: Ordinals) -> Alerts:
    """Return which nights are unusual under the budget.

    Parameters
    ----------
    day
        Ordinals of consecutive nights, one at least.
    score
        NaN where a night was not compared.
    n_before
        Nights that each was compared with.

    Notes
    -----
    Runs of alerts count once: the check compares their number with what 1 in 30 of the scored
    nights of the last 365 up to the end of last month gives by chance (binomial).
    """
    usual = alert_scores(n_before)
    month_begins = date.fromordinal(int(day[-1])).replace(day=1).toordinal()
    past = (day < month_begins) & (day >= month_begins - VERIFIED_NIGHTS)
    raised = _too_often(score[past], usual[past])
    threshold = strong_scores(n_before) if raised else usual
    unusual = score >= threshold
    return Alerts(threshold, unusual, run_lengths(unusual), raised)


def rarity_nights(past: Floats, score: float) -> int | None:
    """Return that about one night in so many scores like this or higher.

    Parameters
    ----------
    past
        The person's earlier scores; NaN is missing.
    score
        Tonight's.

    Returns
    -------
    int or None
        (n + 1) / (1 + how many of n were as high); None of fewer than 90 scores.

    Examples
    --------
    >>> rarity_nights(np.arange(179.0), 176.0)
    45
    """
    known = past[np.isfinite(past)]
    if len(known) < FEWEST_SCORES:
        return None
    return round((len(known) + 1) / (1 + int((known >= score).sum())))


def _too_often(score: Floats, usual: Floats) -> bool:
    n_scored = int(np.isfinite(score).sum())
    n_begun = int((run_lengths(score >= usual) == 1).sum())
    if n_scored < FEWEST_SCORES or not n_begun:
        return False
    return float(bdtrc(n_begun - 1, n_scored, BUDGET)) < CHANCE
