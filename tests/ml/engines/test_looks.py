import math
from collections.abc import Mapping
from datetime import date, timedelta

import pytest

from ml.engines.looks import UNTESTED, Ledger, judged, ledger, mondays
from ml.history import History, empty
from schema.answer import Claim
from tests.ml.engines.person import FIRST_DAY, person

FIRST_MONDAY = date.fromordinal(FIRST_DAY)


def nights_in_hundreds(history: History) -> Mapping[str, float]:
    """Evidence that says which nights it was taken from, of nothing under 20 nights."""
    known = len(history.nights.day)
    return {"all": float(history.nights.day[-1]), "nights": known / 100} if known >= 20 else {}


@pytest.mark.parametrize(
    ("last_on", "newest"),
    [
        (date(2026, 3, 8), date(2026, 3, 2)),
        (date(2026, 3, 9), date(2026, 3, 9)),
        (date(2026, 3, 10), date(2026, 3, 9)),
        (date(2026, 1, 1), date(2025, 12, 29)),
    ],
)
def test_the_newest_look_is_the_monday_up_to_the_day(last_on: date, newest: date) -> None:
    found = mondays(last_on, 3)
    assert found == tuple(newest - timedelta(weeks=back) for back in (2, 1, 0))


def test_fifteen_mondays_are_looked_at() -> None:
    assert len(mondays(date(2026, 3, 9))) == 15


def test_each_monday_sees_the_nights_up_to_it() -> None:
    looks = ledger(person(200).history(), nights_in_hundreds)
    assert looks["names"] == ["all", "nights"]
    assert [row[0] for row in looks["log_e"]] == looks["days"]
    # 200 nights from a Monday on: the last Monday is night 197, the first of fifteen night 99.
    assert looks["log_e"][-1][1] == 1.97
    assert looks["log_e"][0][1] == 0.99


def test_there_is_no_look_before_anything_was_tested() -> None:
    looks = ledger(person(40).history(), nights_in_hundreds)
    assert [date.fromordinal(day) for day in looks["days"]] == [
        FIRST_MONDAY + timedelta(weeks=week) for week in (3, 4, 5)
    ]
    assert ledger(empty(), nights_in_hundreds) == Ledger(days=[], names=[], log_e=[])
    assert ledger(person(19).history(), nights_in_hundreds)["days"] == []


def test_what_was_not_tested_at_a_look_is_nan() -> None:
    def late(history: History) -> Mapping[str, float]:
        known = len(history.nights.day)
        return {"early": 1.0} | ({"late": 2.0} if known > 30 else {})

    looks = ledger(person(36).history(), late)
    assert looks["names"] == ["early", "late"]
    assert all(math.isnan(row[1]) for row in looks["log_e"][:-1])
    assert looks["log_e"][-1] == [1.0, 2.0]


def test_a_day_in_the_past_is_judged_as_it_was_then() -> None:
    whole = person(150).history()
    for nights in range(1, 150, 13):
        day = FIRST_MONDAY + timedelta(days=nights - 1)
        then = person(150).history().until(day)
        assert ledger(whole.until(day), nights_in_hundreds) == ledger(then, nights_in_hundreds)
        assert all(FIRST_DAY <= look <= day.toordinal() for look in ledger(then, log_days)["days"])


def log_days(history: History) -> Mapping[str, float]:
    return {"days": float(len(history.nights.day))}


def test_names_are_judged_each_on_its_own_looks() -> None:
    nan = math.nan
    looks = Ledger(
        days=[FIRST_DAY, FIRST_DAY + 7],
        names=["coffee", "nap", "sauna", "walk"],
        log_e=[[6.0, nan, 5.8, 0.0], [6.0, 4.0, 0.0, 0.0]],
    )
    found = judged(looks, (), 0.05)
    assert found["coffee"].claim is Claim.ESTABLISHED
    assert found["nap"].claim is Claim.ESTABLISHED  # second of four: ln(4 / .1) is 3.7
    assert found["sauna"].claim is Claim.NONE
    assert found["sauna"].withdrawn
    assert not found["walk"].withdrawn
    assert UNTESTED.claim is Claim.NONE


def test_what_was_written_down_beforehand_is_judged_with_more_budget() -> None:
    # Of two with weights 1.6 and .4: ln(2 / .05 / 1.6) is 3.2, and ln(2 / .05) 3.7.
    looks = Ledger(days=[FIRST_DAY], names=["alcohol", "nap"], log_e=[[3.4, 0.0]])
    assert judged(looks, ("alcohol", "never logged"), 0.05)["alcohol"].claim is Claim.ESTABLISHED
    assert judged(looks, (), 0.05)["alcohol"].claim is Claim.EMERGING


def test_without_looks_nothing_is_judged() -> None:
    assert judged(Ledger(days=[], names=[], log_e=[]), ("alcohol",), 0.05) == {}
