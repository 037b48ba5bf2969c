from array import array
from dataclasses import fields, replace

import numpy as np
import pytest

from ml.analyses.activity_patterns import infer
from ml.engines.arrays import Floats
from ml.history import History, Workouts, empty
from ml.insight import TooLittleData
from ml.insights.activity_patterns import have, headline, rule
from schema.activity_patterns import ActivityPatterns
from schema.answer import Basis, Claim
from schema.arguments import NoArguments
from schema.weekday import WEEKDAYS, Weekday
from tests.ml.engines.person import FIRST_DAY, history

NOTHING = NoArguments()


def person(strain: Floats, trained: Floats | None = None, *, minutes: float = 40.0) -> History:
    """Return a history from a Monday on, with a workout on the days that are 1."""
    n_days = len(strain)
    lived = history(
        {"recovery_percent": np.full(n_days, 60.0), "strain": strain}, np.zeros((n_days, 0)), ()
    )
    if trained is None:
        return lived
    days = FIRST_DAY + np.flatnonzero(trained == 1)
    columns = {
        field.name: array("d", [np.nan] * len(days))
        for field in fields(Workouts)
        if field.name not in {"day", "activity", "duration_minutes"}
    }
    workouts = Workouts(
        day=array("q", days.tolist()),
        activity=array("q", [0] * len(days)),
        duration_minutes=array("d", [minutes] * len(days)),
        **columns,
    )
    return replace(lived, workouts=workouts, activities=("running",))


def strain(n_days: int = 126, seed: int = 0, hard: dict[int, float] | None = None) -> Floats:
    usual = 9.8 + np.random.default_rng(seed).normal(0, 2.5, n_days)
    for weekday, more in (hard or {}).items():
        usual += more * (np.arange(n_days) % 7 == weekday)
    return np.clip(usual, 0, 21)


def found(lived: History) -> ActivityPatterns:
    conclusion = infer(lived, {}, NOTHING)
    assert conclusion.claim is Claim.DESCRIPTIVE
    assert conclusion.finding is not None
    return conclusion.finding


def test_two_planted_hard_days_are_found_in_order() -> None:
    told = found(person(strain(hard={0: 5.0, 2: 4.0})))
    assert told.hardest_weekdays == [Weekday.MONDAY, Weekday.WEDNESDAY]
    assert (told.weeks, told.days) == (18, 126)
    assert told.profile is not None
    assert told.profile.weekdays == list(WEEKDAYS)
    assert told.profile.low[0] < 14.8 < told.profile.high[0]
    assert sum(told.profile.top_two_probability) == pytest.approx(2, abs=0.01)


def test_one_hard_day_is_named_alone() -> None:
    told = found(person(strain(hard={5: 6.0})))
    assert told.hardest_weekdays == [Weekday.SATURDAY]


def test_without_a_pattern_none_is_told() -> None:
    named = [bool(found(person(strain(seed=seed))).hardest_weekdays) for seed in range(100)]
    assert sum(named) <= 5


def test_only_the_last_26_weeks_count() -> None:
    long_ago, lately = strain(182, 1, {1: 8.0}), strain(182, 2, {4: 6.0})
    told = found(person(np.append(long_ago, lately)))
    assert told.hardest_weekdays == [Weekday.FRIDAY]
    assert told.counts.days == [26] * 7


def test_counts_by_hand() -> None:
    values = np.tile([10.0, 4.0, 12.0, 4.0, 4.0, 15.0, 2.0], 5)
    trained = np.tile([1.0, 0, 1, 0, 0, 1, 0], 5)
    trained[0] = 0
    values[1] = np.nan
    told = found(person(values, trained))
    assert told.counts.weekdays == list(WEEKDAYS)
    assert told.counts.days == [5, 4, 5, 5, 5, 5, 5]
    assert told.counts.training_days == [4, 0, 5, 0, 0, 5, 0]
    assert told.counts.mean_strain == [10, 4, 12, 4, 4, 15, 2]


def test_an_unrecorded_day_is_no_rest_day() -> None:
    values, trained = np.full(35, 8.0), np.tile([1.0, 1, 1, 1, 1, 1, 0], 5)
    values[np.arange(35) % 7 == 6] = np.nan
    values[3] = 5.0
    trained[3] = 0
    runs = found(person(values, trained)).runs
    assert runs is not None
    assert (runs.longest_training_days, runs.longest_rest_days) == (6, 1)


def test_a_workout_of_no_minutes_is_none() -> None:
    values, trained = strain(35), np.tile([1.0, 0, 1, 0, 0, 1, 0], 5)
    assert found(person(values, trained, minutes=0.0)).runs is None
    assert found(person(values, trained, minutes=np.nan)).runs is not None


def test_constant_strain_has_no_profile() -> None:
    told = found(person(np.full(40, 9.0)))
    assert told.profile is None
    assert told.hardest_weekdays == []


def test_a_weekday_never_recorded_is_left_out() -> None:
    values = strain(hard={5: 6.0})
    values[np.arange(126) % 7 == 1] = np.nan
    told = found(person(values))
    assert Weekday.TUESDAY not in told.counts.weekdays
    assert told.profile is not None
    assert len(told.profile.weekdays) == len(told.profile.low) == 6
    assert told.hardest_weekdays == [Weekday.SATURDAY]


def test_days_are_counted_by_known_strain() -> None:
    values = strain(30)
    values[-1] = np.nan
    assert have(person(values)) == 29
    assert have(empty()) == 0


def test_no_known_day_is_too_little() -> None:
    with pytest.raises(TooLittleData):
        infer(person(np.full(30, np.nan)), {}, NOTHING)
    assert rule(empty(), NOTHING).finding is None


def test_the_rule_counts_and_compares_nothing() -> None:
    told = rule(person(strain(35), np.tile([1.0, 0, 1, 0, 0, 1, 0], 5)), NOTHING)
    assert told.basis is Basis.RULE
    assert told.finding is not None
    assert told.finding.hardest_weekdays == []
    assert headline(told) == "You trained on 15 of your last 35 recorded days."


def test_the_headline_names_hard_days_and_runs() -> None:
    values = np.tile([14.0, 9.0, 13.0, 9.0, 9.0, 9.0, 9.0], 14) + np.tile([0.1, -0.1], 49)
    # Longest runs of 98 tosses are about ln(98 * 3/7) / ln(7/4) = 6.7 and ln(56) / ln(7/3) = 4.8.
    conclusion = infer(person(values, np.tile([1.0, 1, 1, 0, 0, 1, 0], 14)), {}, NOTHING)
    assert headline(conclusion) == (
        "Over 14 weeks your hardest days were Monday and Wednesday, with a strain of 14.0 and 13.0 "
        "on average against 9.0 on other days (probability of being among your two hardest: above "
        "0.99 for each or more). Your longest run of training days was 3 (7 if the same days are "
        "shuffled), of rest days 2 (5)."
    )
    conclusion = infer(person(strain(seed=3)), {}, NOTHING)
    assert headline(conclusion) == (
        "No fixed weekly pattern: over 18 weeks no weekday can be told to be among your two "
        "hardest."
    )
