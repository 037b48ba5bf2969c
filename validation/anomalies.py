"""Illnesses planted on people of whom nothing else is true, and nights that nothing was planted on.

Four nights, rising to the second and falling to the fourth: HRV lower by .3 ln, resting heart
rate higher by 6, respiratory rate by 1.2, skin temperature by .6 at their height. Found is an
illness whose first three mornings hold an alert; the isolation forest alerts on as many mornings
of nothing as the answer does.
"""

from dataclasses import dataclass
from datetime import date
from functools import partial

import numpy as np

from ml.analyses.recovery_anomaly import fit
from ml.engines.alert_budget import alerts
from ml.engines.arrays import Floats
from ml.engines.isolation import isolation_scores
from ml.engines.surveillance import signals
from ml.history import History
from ml.insights import recovery_anomaly
from schema.recovery_anomaly import NightState
from simulation.person import SimulatedPerson, simulate
from simulation.planted import NOTHING
from validation.crowd import Crowd
from validation.gates import answer
from validation.histories import history_of, with_nights
from validation.measured import Bar, share
from validation.nothing import LAST_ON, YEAR_NIGHTS
from validation.tables import Row

TARGET = 11
FOUND, BUDGET = Bar(at_least=0.70), Bar(at_most=1 / 30)
# The target is about the shorter; a whole baseline shows what more nights bring.
NIGHTS_BEFORE = (30, 90)
RAMP = np.array([0.5, 1.0, 1.0, 0.5])
LN_HRV, BEATS, BREATHS, CELSIUS = -0.3, 6.0, 1.2, 0.6
WITHIN_NIGHTS = 3
# Nobody recovers in a night: an own illness shortly before is no night of nothing.
WELL_NIGHTS = 7
HISTORY = (("21 to 44", 21, 45), ("45 to 89", 45, 90), ("90", 90, 91))
# A year of one person holds as many nights of nothing as a hundred planted illnesses.
YEAR_SHARE = 0.3
ALERTED = (NightState.UNUSUAL, NightState.STRONGLY_UNUSUAL)


@dataclass(frozen=True)
class Illness:
    """What was told on three mornings, with an illness and without; None where the own was."""

    found: bool
    alerted: list[bool]
    odd_ill: float
    odd_well: list[float]


def rows(crowd: Crowd, users: int, first_seed: int) -> list[Row]:
    """Return the lines of the table."""
    half = first_seed + users
    years = crowd.live(
        "a year of nothing", year_of_alerts, range(half, half + max(1, round(YEAR_SHARE * users)))
    )
    return [
        *(
            row
            for nights in NIGHTS_BEFORE
            for row in _found(
                nights,
                crowd.live(
                    f"an illness after {nights} nights",
                    partial(live_with_illness, n_before=nights),
                    range(first_seed, half),
                ),
            )
        ),
        *(
            Row(
                TARGET,
                f"nothing the matter: nights alerted, {told} nights of history",
                share([flag for year in years for flag in year[told]]),
                BUDGET,
            )
            for told, _, _ in HISTORY
        ),
    ]


def _found(nights: int, lives: list[Illness | None]) -> list[Row]:
    told = [life for life in lives if life is not None]
    alerted = [flag for life in told for flag in life.alerted]
    odd = np.sort([value for life in told for value in life.odd_well])
    # As many of the forest's mornings of nothing lie above as were alerted.
    threshold = odd[-1 - round(float(np.mean(alerted)) * len(odd))] if len(odd) else np.inf
    what = f"illness of 4 nights after {nights} of history: "
    bar = FOUND if nights == NIGHTS_BEFORE[0] else None
    found = share([life.found for life in told])
    forest = share([life.odd_ill > threshold for life in told])
    return [
        Row(TARGET, f"{what}found within {WITHIN_NIGHTS} nights", found, bar),
        Row(TARGET, f"{what}found by an isolation forest, as many false alarms", forest),
        Row(
            TARGET,
            f"nothing planted after {nights} nights: mornings alerted",
            share(alerted),
            BUDGET,
        ),
    ]


def live_with_illness(seed: int, *, n_before: int) -> Illness | None:
    """Return what three mornings tell a person with an illness planted, and without."""
    person = simulate(n_before + len(RAMP), seed, planted=NOTHING, last_on=LAST_ON)
    if person.truth.ill[-WELL_NIGHTS - len(RAMP) :].any():
        return None
    well = history_of(person)
    ill = planted_illness(person)
    odd_well, odd_ill = (isolation_scores(signals(each).values, n_before) for each in (well, ill))
    return Illness(
        found=any(_alerts(ill, n_before)),
        alerted=_alerts(well, n_before),
        odd_ill=float(np.nanmax([0.0, *odd_ill[:WITHIN_NIGHTS]])),
        odd_well=[value for value in odd_well[:WITHIN_NIGHTS].tolist() if np.isfinite(value)],
    )


def planted_illness(person: SimulatedPerson) -> History:
    """Return the person's history with an illness on its last four nights."""
    history = history_of(person)
    risen = np.zeros(len(history.nights.day))
    risen[-len(RAMP) :] = RAMP
    nights = history.nights
    return with_nights(
        history,
        hrv_rmssd_ms=np.array(nights.hrv_rmssd_ms) * np.exp(LN_HRV * risen),
        resting_heart_rate_bpm=np.array(nights.resting_heart_rate_bpm) + BEATS * risen,
        respiratory_rate_rpm=np.array(nights.respiratory_rate_rpm) + BREATHS * risen,
        skin_temperature_celsius=np.array(nights.skin_temperature_celsius) + CELSIUS * risen,
    )


def _alerts(history: History, n_before: int) -> list[bool]:
    """Return which of the first mornings after so many nights are told as unusual."""
    told = list[bool]()
    for night in range(n_before, n_before + WITHIN_NIGHTS):
        morning = date.fromordinal(history.nights.day[0] + night)
        conclusion = answer(recovery_anomaly.INSIGHT, history.until(morning))
        finding = conclusion.finding if conclusion else None
        told.append(finding is not None and finding.state in ALERTED)
    return told


def year_of_alerts(seed: int) -> dict[str, list[bool]]:
    """Return of each well night of a year whether it was unusual, by the nights of history."""
    person = simulate(YEAR_NIGHTS, seed, planted=NOTHING, last_on=LAST_ON)
    history = history_of(person)
    model, table = fit(history).model, signals(history)
    score: Floats = np.asarray(model["score"])
    n_before = np.asarray(model["n_before"])
    unusual = alerts(table.day, score, n_before).unusual
    well = np.isfinite(score) & ~person.truth.ill[-len(score) :]
    return {
        told: unusual[well & (n_before >= low) & (n_before < high)].tolist()
        for told, low, high in HISTORY
    }
