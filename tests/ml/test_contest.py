"""Contests: off until wanted, due once a month, and a champion serves with a record of its own."""

import math
from dataclasses import replace
from datetime import date, timedelta

import joblib
import numpy as np
import pytest

from ml.analyses.recovery_prediction import fit
from ml.choices import Choices, Consent, Contest
from ml.contest import champion, due, told
from ml.contest_task import ContestOutcome, ContestTask, run
from ml.history import History, encode
from ml.insight import Kept
from schema.answer import Standing
from schema.recovery_anomaly import AlertRate, RecoveryAnomaly
from schema.recovery_prediction import RecoveryPrediction
from tests.ml.asking import Answered, ask, finding
from tests.ml.histories import first_days, with_nights

STEM = "recovery_prediction"
TODAY = date(2026, 3, 31)


def choosing(
    history: History, *, enabled: bool = True, contests: tuple[Contest, ...] = ()
) -> History:
    first_on = date.fromordinal(history.nights.day[0])
    consent = Consent(first_on, "CANDIDATE_ALGORITHMS", enabled)
    return replace(history, choices=Choices(consents=(consent,), contests=contests))


def contest(noted_on: date, *, won: bool = True, challenger: str = "random forest") -> Contest:
    return Contest(noted_on, STEM, challenger, 5.5, 120, 0.01, won)


@pytest.fixture(scope="module")
def bent(usual: History) -> History:
    """Return a history whose recovery goes with strain in a hump, which no line can follow."""
    rng = np.random.default_rng(0)
    strain = rng.normal(10, 3.5, len(usual.nights.day)).clip(0, 21)
    before = np.concatenate([[10.0], strain[:-1]])
    hump = np.where(np.abs(before - 10) < 2.1, 30.0, 0.0)
    recovery = (45 + hump + rng.normal(0, 10, len(strain))).clip(1, 99)
    return with_nights(usual, strain=strain.tolist(), recovery_percent=recovery.tolist())


def to_the_end(history: History) -> list[ContestOutcome]:
    outcomes = [run(ContestTask(STEM, encode(history), None))]
    while outcomes[-1].judged is None and outcomes[-1].progress is not None:
        outcomes.append(run(ContestTask(STEM, encode(history), outcomes[-1].progress)))
    return outcomes


def test_it_is_off_until_it_is_wanted(usual: History) -> None:
    plain = replace(usual, choices=Choices())
    refused = choosing(usual, enabled=False, contests=(contest(TODAY),))

    for history in (plain, refused):
        assert told(history, STEM, enough=True).standing is Standing.SWITCHED_OFF
        assert not due(history, STEM, TODAY)
        assert champion(history, STEM) is None


def test_it_is_due_once_a_month(usual: History) -> None:
    assert due(choosing(usual), STEM, TODAY)
    for days, expected in ((0, False), (29, False), (30, True)):
        last = contest(TODAY - timedelta(days=days))
        assert due(choosing(usual, contests=(last,)), STEM, TODAY) is expected


def test_what_is_told_of_it(usual: History) -> None:
    wanted, last = choosing(usual), contest(TODAY, won=False)

    assert told(wanted, STEM, enough=True).standing is Standing.LEARNING
    assert told(wanted, STEM, enough=False).standing is Standing.INSUFFICIENT
    judged = told(choosing(usual, contests=(last,)), STEM, enough=True)
    assert (judged.standing, judged.percent, judged.won) == (Standing.READY, 5.5, False)
    assert champion(choosing(usual, contests=(last,)), STEM) is None


def test_a_forest_takes_over_where_no_line_can_follow(bent: History) -> None:
    outcomes = to_the_end(bent)
    judged = outcomes[-1].judged
    assert judged is not None
    assert judged.challenger in {"random forest", "gradient boosting"}
    assert judged.won
    assert judged.percent > 10

    own = ask(STEM, choosing(bent))
    last = contest(TODAY, challenger=judged.challenger)
    crowned = ask(STEM, choosing(bent, contests=(last,)))
    assert own.conclusion is not None
    assert crowned.conclusion is not None
    better, worse = crowned.conclusion.skill[0], own.conclusion.skill[0]
    assert better.mean_absolute_error < 0.9 * worse.mean_absolute_error
    told_by_it = finding(crowned)
    assert isinstance(told_by_it, RecoveryPrediction)
    assert told_by_it.beats_average
    assert told_by_it.drivers == []
    assert crowned.conclusion.contest is not None
    assert crowned.conclusion.contest.won


@pytest.mark.parametrize("challenger", ["random forest", "exponential smoothing", "ARIMA(1,0,1)"])
def test_a_stored_champion_says_the_same_and_the_next_day_as_well(
    bent: History, challenger: str
) -> None:
    history = choosing(
        bent, contests=(contest(date.fromordinal(bent.nights.day[0]), challenger=challenger),)
    )
    yesterday = date.fromordinal(bent.nights.day[-2])
    fresh = ask(STEM, history, as_of=yesterday)
    again = ask(STEM, history, as_of=yesterday, model=fresh.model)
    later = ask(STEM, history, model=fresh.model)

    assert again.text == fresh.text
    assert (again.model, later.model) == (None, None)
    assert later.conclusion is not None


@pytest.mark.parametrize("challenger", ["random forest", "exponential smoothing"])
def test_a_champion_goes_on_to_exactly_what_it_would_be_anew(
    bent: History, challenger: str
) -> None:
    days = bent.nights.day
    won = contest(date.fromordinal(days[-45]), challenger=challenger)
    history = choosing(bent, contests=(won,))
    kept: Kept | None = None
    for last in (-40, -39, -1):
        until = history.until(date.fromordinal(days[last]))
        gone_on, anew = fit(until, kept), fit(until)
        assert gone_on.algorithm == challenger
        assert joblib.hash(gone_on.model) == joblib.hash(anew.model)
        kept = Kept(gone_on.model, date.fromordinal(days[last]))


def test_a_strap_without_temperature_has_too_few_nights_and_says_so(usual: History) -> None:
    count = len(usual.nights.day)
    bare = with_nights(usual, skin_temperature_celsius=[math.nan] * count)
    told_of_it = ask("recovery_anomaly", choosing(bare))

    assert run(ContestTask("recovery_anomaly", encode(bare), None)).progress is None
    assert told_of_it.conclusion is not None
    assert told_of_it.conclusion.contest is not None
    assert told_of_it.conclusion.contest.standing is Standing.INSUFFICIENT


def test_nothing_takes_over_from_chance(usual: History) -> None:
    judged = to_the_end(usual)[-1].judged

    assert judged is not None
    assert not judged.won


def test_too_few_nights_are_left_alone(usual: History) -> None:
    assert run(ContestTask(STEM, encode(first_days(usual, 100)), None)).progress is None


def test_a_forest_does_not_find_more_illnesses(usual: History) -> None:
    outcome = run(ContestTask("recovery_anomaly", encode(usual), None))

    assert outcome.judged is not None
    assert outcome.judged.challenger == "isolation forest"
    assert outcome.judged.origins >= 60
    assert outcome.judged.percent < 0  # it misses more of them
    assert not outcome.judged.won


def test_a_forest_that_had_won_would_watch(usual: History) -> None:
    noted_on = date.fromordinal(usual.nights.day[0])
    won = replace(contest(noted_on, challenger="isolation forest"), insight="recovery_anomaly")
    told_by_it = ask("recovery_anomaly", choosing(usual, contests=(won,)))
    own = ask("recovery_anomaly", choosing(usual))

    assert told_by_it.conclusion is not None
    assert told_by_it.conclusion.contest is not None
    assert told_by_it.conclusion.contest.won
    by_forest, by_own = alert_rate(told_by_it), alert_rate(own)
    assert by_forest.nights < by_own.nights  # it learns for 90 nights first
    assert by_forest.unusual_nights <= 0.15 * by_forest.nights


def alert_rate(answered: Answered) -> AlertRate:
    told = finding(answered)
    assert isinstance(told, RecoveryAnomaly)
    assert told.alerts is not None
    return told.alerts
