"""The contest for recovery prediction: forests, boosting and series against the ridge stack."""

from collections.abc import Mapping
from typing import cast

from ml.contest import Judged
from ml.engines.candidates import candidates
from ml.engines.contest import STRIDE, Progress, advance, begin, finished, goes_on, judge, steps_of
from ml.engines.forecast import fit, learnable
from ml.engines.night_table import night_table
from ml.engines.walk_forward import FIRST_FIT
from ml.history import History


def go_on(
    history: History, progress: Mapping[str, object] | None
) -> tuple[Progress | None, Judged | None]:
    """Walk the candidates some refits further, and judge when they have come to the end.

    Parameters
    ----------
    history
        A person's history.
    progress
        What an earlier call returned; None, or of other nights, to begin.

    Returns
    -------
    tuple
        How far it has got, None with under 120 nights; and the verdict when it is over.
    """
    table = night_table(history)
    nights = learnable(table)
    values, outcome = nights.evening.values, nights.outcome
    if not steps_of(len(outcome)):
        return None, None
    known = cast("Progress | None", progress)
    if known is None or not goes_on(known, values, outcome):
        known = begin(values, outcome)
    among = candidates(nights.evening.names)
    further = advance(known, values, outcome, among)
    if not finished(further, among):
        return further, None
    errors = fit(table)["evening"]["record"]["errors"]
    contested = errors[: further["n_nights"] - FIRST_FIT][-further["steps"] * STRIDE :]
    verdict = judge(further, outcome, contested)
    return further, Judged(
        challenger=verdict.challenger,
        percent=round(100 * verdict.gain, 1),
        origins=verdict.n_nights,
        p_value=round(verdict.p_value, 4),
        won=verdict.won,
    )
