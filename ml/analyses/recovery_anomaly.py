"""Recovery anomaly: each night beside the nights before it, four signals together (E6).

The model is the score of every night, each known from the nights before it alone. So a new day
adds one score, and the person's own past says how rare tonight's is and how often they are
alerted. Nothing is tested and nothing is claimed.
"""

from collections.abc import Mapping
from datetime import date
from typing import TypedDict

import numpy as np

from ml import contest
from ml.conclusion import AnyConclusion, Conclusion
from ml.engines.alert_budget import Alerts, alerts, rarity_nights
from ml.engines.arrays import Floats, Ordinals
from ml.engines.isolation import calibrated, isolation_scores
from ml.engines.night_table import night_table
from ml.engines.planted_illness import contested
from ml.engines.surveillance import HRV, SIGNALS, Signals, Watch, signals, strong_scores, watch
from ml.engines.workout_table import workout_table
from ml.history import History
from ml.insight import Fitted, Kept, TooLittleData
from ml.insights.recovery_anomaly import CAVEATS, FEWEST_NIGHTS, deviation, have
from schema.answer import Basis
from schema.arguments import NoArguments
from schema.recovery_anomaly import (
    AlertRate,
    LoggedCause,
    NightDirection,
    NightScores,
    NightState,
    RecoveryAnomaly,
    SignalDeviation,
)

SHOWN_NIGHTS = 90
ROBUST = "robust deviations"
# A score is told to a tenth.
SCORE_DECIMALS = 3
# Strenuous exercise that ends within 4 h of bedtime went with higher heart rate and lower HRV in
# 14,689 WHOOP users (Leota 2025, https://doi.org/10.1038/s41467-025-58271-x); WHOOP calls a
# strain of 10 or more moderate and up.
LATE_HOURS, LATE_STRAIN = 4.0, 10.0
LUTEAL = "luteal"


class Model(TypedDict):
    """The score of each night since the present strap, and how many nights it stands on."""

    first_day: int
    scored_by: str
    score: Floats
    n_before: Ordinals


def fit(history: History, kept: Kept | None = None) -> Fitted:
    """Score every night from the nights before it.

    Parameters
    ----------
    history
        A person's history.
    kept
        The last fit; the scores of nights up to its day hold, those after it are added.

    Returns
    -------
    Fitted
        Arrays; `rows` are the nights scored.

    Raises
    ------
    TooLittleData
        Under 21 nights to compare the last with.
    """
    if have(history) < FEWEST_NIGHTS:
        raise TooLittleData(f"{have(history)} nights to compare with")
    table = signals(history)
    won = contest.champion(history, "recovery_anomaly")
    by = won.challenger if won else ROBUST
    model = _scored(table, _known(table, kept, by), by)
    return Fitted(dict(model), by, int((model["n_before"] > 0).sum()))


def infer(
    model: Model,
    history: History,
    used: Mapping[str, AnyConclusion],
    arguments: NoArguments,
) -> Conclusion[RecoveryAnomaly]:
    """Say whether the last night was unusual."""
    del used, arguments
    table = signals(history)
    scored = _scored(table, model, model["scored_by"])
    score, n_before = scored["score"], scored["n_before"]
    found = alerts(table.day, score, n_before)
    last = float(score[-1])
    rare = rarity_nights(score[:-1], last) if np.isfinite(last) else None
    state = _state(last, found, n_before)
    finding = RecoveryAnomaly(
        night_on=date.fromordinal(int(table.day[-1])),
        state=state,
        direction=_direction(last),
        rarity=_rarity(state, rare, int(np.isfinite(score[:-1]).sum())),
        rarity_nights=rare,
        nights_running=int(found.running[-1]),
        nights_compared=int(n_before[-1]) or have(history),
        signals=_signals(table, watch(table.values, len(table.day) - 1)),
        logged_causes=_causes(history),
        alerts=AlertRate(
            nights=int(np.isfinite(score).sum()),
            unusual_nights=int(found.unusual.sum()),
            runs=int((found.running == 1).sum()),
            raised=found.raised,
        ),
        scores=_scores(table, score, found),
    )
    told = contest.told(history, "recovery_anomaly", enough=bool(contested(table.values, score)))
    return Conclusion(finding, Basis.OWN_DATA, caveats=CAVEATS, contest=told)


def _known(table: Signals, kept: Kept | None, by: str) -> Model | None:
    """Return the scores that still hold; none of another strap or algorithm."""
    if kept is None or not len(table.day) or kept.model["first_day"] != table.day[0]:
        return None
    held: Model = kept.model  # pyright: ignore[reportAssignmentType] as `fit` wrote it
    if held["scored_by"] != by:
        return None
    n_held = max(0, kept.through_on.toordinal() - held["first_day"] + 1)
    return Model(
        first_day=held["first_day"],
        scored_by=by,
        score=held["score"][:n_held],
        n_before=held["n_before"][:n_held],
    )


def _scored(table: Signals, known: Model | None, by: str) -> Model:
    """Return the scores of all nights, those known taken over."""
    first_day = int(table.day[0])
    # Forests grow at every 20th night from the first on, and so are grown from there.
    usable = known is not None and known["first_day"] == first_day and by == ROBUST
    n_known = min(len(known["score"]), len(table.day)) if known and usable else 0
    fresh = watch(table.values, n_known)
    score, n_before = fresh.score, fresh.n_before
    if by != ROBUST:
        score = calibrated(isolation_scores(table.values, 0), n_before)
    score = score.round(SCORE_DECIMALS)
    if known and n_known:
        score = np.concatenate([known["score"][:n_known], score])
        n_before = np.concatenate([known["n_before"][:n_known], n_before])
    return Model(first_day=first_day, scored_by=by, score=score, n_before=n_before)


def _state(score: float, found: Alerts, n_before: Ordinals) -> NightState:
    if np.isnan(score):
        return NightState.UNKNOWN
    if not found.unusual[-1]:
        return NightState.USUAL
    strong = max(strong_scores(n_before[-1:])[0], found.threshold[-1])
    return NightState.STRONGLY_UNUSUAL if score >= strong else NightState.UNUSUAL


def _direction(score: float) -> NightDirection | None:
    if np.isnan(score):
        return None
    return NightDirection.TOWARDS_STRAIN if score > 0 else NightDirection.TOWARDS_REST


def _rarity(state: NightState, rare: int | None, n_past: int) -> str | None:
    if state not in {NightState.UNUSUAL, NightState.STRONGLY_UNUSUAL}:
        return None
    if rare is None:
        nights = 60 if state is NightState.STRONGLY_UNUSUAL else 30
        return f"1 night in {nights} or rarer, going by other people"
    if rare > n_past:
        return f"more so than any of your {n_past} nights before"
    return f"about 1 night in {rare}"


def _signals(table: Signals, tonight: Watch) -> list[SignalDeviation]:
    known = np.flatnonzero(np.isfinite(tonight.deviation[0])).tolist()
    return sorted(
        (
            deviation(
                SIGNALS[place][0],
                _shown(place, float(table.values[-1, place])),
                _shown(place, float(tonight.usual[0, place])),
                float(tonight.deviation[0, place]),
            )
            for place in known
        ),
        key=lambda each: -each.towards_strain_sd,
    )


def _shown(place: int, value: float) -> float:
    return float(np.exp(value)) if place == HRV else value


def _causes(history: History) -> list[LoggedCause]:
    """Return what is known of the last night that often moves the signals."""
    table = night_table(history)
    yes = {
        name
        for name, answer in zip(table.habits.names, table.habits.values[-1], strict=True)
        if answer == 1
    }
    known = {
        LoggedCause.ALCOHOL: "alcohol" in yes,
        LoggedCause.TRAVEL: table.travelled[-1] > 0,
        LoggedCause.LATE_STRAIN: _late_strain(history, int(table.day[-1])),
        LoggedCause.LUTEAL_PHASE: any(LUTEAL in name for name in yes),
    }
    return [cause for cause, present in known.items() if present]


def _late_strain(history: History, day: int) -> bool:
    done = workout_table(history)
    of_the_day = done.day == day - 1
    late = (done.bedtime_gap_hours < LATE_HOURS) & (done.strain >= LATE_STRAIN)
    return bool((of_the_day & late).any())


def _scores(table: Signals, score: Floats, found: Alerts) -> NightScores:
    known = np.flatnonzero(np.isfinite(score))
    shown = known[known >= len(score) - SHOWN_NIGHTS]
    return NightScores(
        nights_on=[date.fromordinal(day) for day in table.day[shown].tolist()],
        scores=np.round(score[shown], 2).tolist(),
        thresholds=np.round(found.threshold[shown], 2).tolist(),
    )
