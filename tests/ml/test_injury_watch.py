"""Injury watch: flags with their numbers and base rate, a diary, and no prediction."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from ml.history import History
from ml.insights.injury_watch import INSIGHT
from schema.answer import Basis, CaveatCode
from schema.caveats import TEXTS
from schema.injury_watch import FlagState, InjuryWatch, LoggedEvent, WatchFlag
from tests.ml.asking import ask, finding, ruled
from tests.ml.histories import first_days, with_answers, with_nights
from tests.ml.simulated import Town


@pytest.fixture(scope="module")
def history(town: Town) -> History:
    return town.life("nothing", 200, 5)[1]


def told(history: History) -> InjuryWatch:
    found = finding(ask("injury_watch", history))
    assert isinstance(found, InjuryWatch)
    return found


def state(found: InjuryWatch, flag: WatchFlag) -> FlagState:
    return next(each for each in found.flags if each.flag is flag)


def with_reds(history: History) -> History:
    recovery = list(history.nights.recovery_percent)
    recovery[-5:] = [20.0, 80.0, 25.0, 30.0, 70.0]
    return with_nights(history, recovery_percent=recovery)


def test_says_what_it_is_not(history: History) -> None:
    answered = ask("injury_watch", history)
    assert answered.conclusion is not None
    assert answered.headline.endswith("This is not an injury prediction.")
    assert TEXTS[answered.conclusion.caveats[0]] == (
        "This is not an injury prediction. Nobody can compute your injury risk from these data."
    )
    assert CaveatCode.TRUST_YOURSELF in answered.conclusion.caveats
    assert "probability" not in str(answered.text)


def test_low_recoveries_are_flagged_with_their_number(history: History) -> None:
    found = told(with_reds(history))
    low = state(found, WatchFlag.LOW_RECOVERIES)
    assert (low.raised, low.value, low.threshold) == (True, 3.0, 3.0)
    assert low.text.startswith("3 of your last 5 recoveries")
    assert low.text in ask("injury_watch", with_reds(history)).headline


def test_combinations_are_counted_over_own_days(history: History) -> None:
    past = told(with_reds(history)).combinations
    assert past is not None
    assert sum(past.days) == past.days_known
    assert 60 < past.days_known <= 200
    assert len(set(past.combinations)) == len(past.combinations) == len(past.days) <= 16
    assert past.days[past.combinations.index(past.today)] == past.today_days >= 1
    assert "LOW_RECOVERIES" in past.today.split("+")
    assert past.combinations[0] == "NONE"


def test_own_percentiles_wait_for_90_days(history: History) -> None:
    found = told(first_days(history, 60))
    assert state(found, WatchFlag.HIGH_LOAD).raised is None
    assert state(found, WatchFlag.MONOTONOUS_LOAD).threshold is None
    assert state(found, WatchFlag.LOW_HRV).raised is not None
    assert state(told(history), WatchFlag.HIGH_LOAD).raised is not None


def test_hrv_is_told_in_milliseconds_with_its_band(history: History) -> None:
    low = list(history.nights.hrv_rmssd_ms)
    low[-7:] = [value * 0.6 for value in low[-7:]]
    for changed, raised in ((history, False), (with_nights(history, hrv_rmssd_ms=low), True)):
        hrv = state(told(changed), WatchFlag.LOW_HRV)
        assert hrv.raised is raised
        assert hrv.value is not None
        assert hrv.threshold is not None
        assert (hrv.value < hrv.threshold) is raised


def test_the_load_before_what_was_logged_is_a_diary(history: History) -> None:
    day = history.nights.day
    asked = replace(history, questions=("illness", "injury"))
    logged = [
        *((each, 1, 0) for each in day[:100]),
        # Three days running are one injury, and one in the first days has no load before it.
        *((day[place], 1, 1) for place in (0, 120, 121, 122, 150)),
        (day[130], 0, 1),
    ]
    diary = told(with_answers(asked, [each for each in logged if each != (day[0], 1, 0)])).diary
    assert diary is not None
    assert diary.events == [LoggedEvent.INJURY, LoggedEvent.ILLNESS, LoggedEvent.INJURY]
    # An answer is of the day before its night.
    assert diary.days_on == [date.fromordinal(day[place] - 1) for place in (150, 130, 120)]
    assert len(diary.acute_load) == len(diary.acute_share) == len(diary.flags_raised) == 3
    assert told(history).diary is None


def test_the_diary_tells_the_load_of_the_evening_before(history: History) -> None:
    day, strain = history.nights.day, np.array(history.nights.strain)
    asked = replace(history, questions=("injury",))
    hurt = with_answers(asked, [(day[150], 0, 1)])
    later = strain.copy()
    # The day for which it was logged is row 149; what it and later days hold is not "before".
    later[149:] = 1.0
    one, other = (
        told(with_nights(hurt, strain=values.tolist())).diary for values in (strain, later)
    )
    assert one is not None
    assert other is not None
    assert one.acute_load == other.acute_load


def test_the_rule_flags_a_spike_and_three_reds(history: History) -> None:
    strain = [8.0] * (len(history.nights.day) - 7) + [16.0] * 7
    hard = with_reds(with_nights(history, strain=strain))
    conclusion = ruled("injury_watch", hard)
    assert conclusion.basis is Basis.RULE
    assert "2 of 2 flags are raised" in INSIGHT.headline(conclusion)
    even = with_nights(history, strain=[8.0] * len(history.nights.day))
    assert "half as much again" not in INSIGHT.headline(ruled("injury_watch", even))
