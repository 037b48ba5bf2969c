"""People of whom nothing is true, who look at every gate every week for a year."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from statsmodels.stats.multitest import multipletests

from ml.engines.arrays import Flags
from ml.engines.prior_list import PRE_REGISTERED
from ml.history import History
from ml.insights import habit_impact
from schema.answer import Claim
from simulation.person import simulate
from simulation.planted import NOTHING
from validation.claims import claims_at_looks
from validation.gates import Gate, answer, gates
from validation.histories import history_of
from validation.year import Year, year_of_looks

YEAR_NIGHTS = 365
# A Monday, so that the last look has all nights.
LAST_ON = date(2026, 11, 2)
# Target 2 is about one look at these nights, with the false discovery rate held at this.
ONE_LOOK_NIGHTS = (60, 120, 365)
ONE_LOOK_Q = 0.05
# Day-to-day persistence that makes streaks of weeks.
STREAK_LAG1 = 0.97
SAID = (Claim.EMERGING, Claim.ESTABLISHED)


@dataclass(frozen=True)
class NothingTrue:
    """What one person was told, each time falsely: by gate, and by nights at one look."""

    established: dict[str, bool]
    early: dict[str, bool]
    rejected: dict[int, bool]


def live_with_nothing(seed: int, *, streaks: bool) -> NothingTrue:
    """Return what a person without any effect is told; `streaks` makes habits persist."""
    planted = replace(NOTHING, habit_lag1=STREAK_LAG1) if streaks else NOTHING
    person = simulate(YEAR_NIGHTS, seed, planted=planted, last_on=LAST_ON)
    history = history_of(person)
    told = {gate.name: told_in_a_year(gate, history) for gate in gates()}
    return NothingTrue(
        established={name: established for name, (established, _) in told.items()},
        early={name: early for name, (_, early) in told.items()},
        rejected={nights: _rejects(history, nights) for nights in ONE_LOOK_NIGHTS},
    )


def told_in_a_year(gate: Gate, history: History) -> tuple[bool, bool]:
    """Return whether a gate's answer was ever ESTABLISHED, and whether ever that or EMERGING."""
    year = year_of_looks(history, gate.ledger_of)
    claimed = claims_at_looks(year.log_e, year.names, PRE_REGISTERED, gate.error_budget)
    established = _stated(gate, history, year, claimed.established, (Claim.ESTABLISHED,))
    return established, established or _stated(gate, history, year, claimed.early, SAID)


def _stated(
    gate: Gate, history: History, year: Year, allowed: Flags, wanted: Collection[Claim]
) -> bool:
    """Return whether the answer itself, where the evidence allows it, makes a claim."""
    return any(
        gate.claim_of(history.until(year.on[look])) in wanted
        for look in np.flatnonzero(allowed.any(axis=1)).tolist()
    )


def after_nights(history: History, nights: int) -> History:
    """Return a history as it stood on the morning of the n-th day."""
    return history.until(date.fromordinal(history.nights.day[0] + nights - 1))


def _rejects(history: History, nights: int) -> bool:
    conclusion = answer(habit_impact.INSIGHT, after_nights(history, nights))
    if conclusion is None or conclusion.finding is None or not conclusion.finding.habits:
        return False
    p_values = [habit.effect.p_value for habit in conclusion.finding.habits]
    return bool(multipletests(p_values, ONE_LOOK_Q, "fdr_bh")[0].any())
